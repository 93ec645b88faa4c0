// The pixel probe of the film player: a click chooses a pixel instead of coming closer, arrows go to the next one.

import { ARROWS } from "../../javascript/keys.js";
import { pictureWidth } from "../../javascript/montage.js";
import { beside, pixelAt, placeOf, view } from "../../javascript/zoom.js";

export class Probe {
  /** @param ask called with what is to be read when it has changed */
  constructor(root, data, state, ask) {
    Object.assign(this, { data, state, ask, button: root.querySelector(".probe") });
    this.button.hidden = !data.probed;
    this.button.onclick = () => this.turn();
    this.name();
  }

  get on() {
    return Boolean(this.state.probing);
  }

  turn() {
    this.state.probing = !this.on;
    this.name();
    if (this.on) this.ask();
    this.state.draw();
  }

  name() {
    this.button.textContent = this.data.words.probe;
    this.button.ariaPressed = String(this.on);
  }

  // a place 0…1 of what is seen of a track
  pick(track, x, y) {
    const { naturalWidth: width, naturalHeight: height } = track.shown ?? {};
    if (!track.look.probed || !width) return;
    const seen = view(this.state.zoom, width, height, this.data);
    const pixel = pixelAt(seen, x, y, width, this.data);
    if (!pixel) return;
    Object.assign(this.state, { pixel, size: pictureWidth(width, this.data) });
    this.state.pixelTrack = track;
    this.ask();
    this.state.draw();
  }

  // what a key does while a track has the focus → whether it did anything
  key(track, name) {
    const { state } = this;
    if (name === "Escape") this.turn();
    else if (!state.pixel && (ARROWS[name] || name === "Enter")) this.pick(track, 0.5, 0.5);
    else if (ARROWS[name]) {
      state.pixel = beside(state.pixel, ...ARROWS[name], state.size);
      state.pixelTrack = track.look.probed ? track : state.pixelTrack;
      state.draw();
    } else if (name === "Enter") this.ask();
    else return false;
    return true;
  }

  // the frame round the pixel, on every track
  mark(track) {
    const { state, data } = this;
    const { naturalWidth: width, naturalHeight: height } = track.shown ?? {};
    const wanted = this.on && state.pixel && track.look.probed && width;
    const seen = wanted && view(state.zoom, width, height, data);
    const place = wanted && placeOf(seen, state.pixel, width, data);
    track.pixel.hidden = !place;
    if (!place) return;
    ["--x", "--y", "--w", "--h"].forEach((name, i) => {
      track.pixel.style.setProperty(name, String(place[i]));
    });
  }

  // what the server is to read: the run and its step, and the middle of the pixel, 0…1 of the picture
  question(times, at) {
    const { state } = this;
    if (!this.on || !state.pixel) return null;
    const { picture, column, row } = state.pixel;
    const steps = state.tracks.map((track) => track.frameAt(times[at])?.step ?? 0);
    const run = state.pixelTrack.look.run;
    const step = steps[state.tracks.indexOf(state.pixelTrack)];
    const ended = times[at] === 0;
    const [x, y] = [(column + 0.5) / state.size, (row + 0.5) / state.size];
    return { film: state.id, run, step, ended, picture, x, y };
  }
}
