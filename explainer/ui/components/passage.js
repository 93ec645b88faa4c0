// A way from one picture to another, or several such ways at the same place: a slider goes along, or plays to and fro.

const kept = new WeakMap(); // what outlives a rerun, per place in the page
const PACE = 260; // milliseconds at each place
const STILL = 900; // the same for who wants little motion

export default function ({ parentElement: root, data }) {
  const state = kept.get(root) ?? { id: null };
  kept.set(root, state);
  state.leave?.(); // the call before this one
  if (state.id !== data.id) Object.assign(state, { id: data.id, at: data.start, by: 1 });
  const passage = new Passage(root, data, state);
  passage.begin();
  state.leave = () => passage.halt();
  return state.leave;
}

class Passage {
  constructor(root, data, state) {
    Object.assign(this, { data, state });
    const $ = (selector) => root.querySelector(selector);
    Object.assign(this, { tracks: $(".tracks"), timeline: $(".timeline"), play: $("button") });
    Object.assign(this, { slider: $("input"), name: $("label span"), output: $("output") });
    this.last = data.places.length - 1;
    this.pace = matchMedia("(prefers-reduced-motion: reduce)").matches ? STILL : PACE;
  }

  begin() {
    const { data, slider, state } = this;
    this.images = data.tracks.map(() => new Image());
    const figures = data.tracks.map((track, i) => this.figure(track, this.images[i]));
    this.tracks.replaceChildren(...figures);
    this.tracks.classList.toggle("old", data.old);
    this.name.textContent = data.words.slider;
    slider.setAttribute("aria-label", data.words.slider);
    slider.max = this.last;
    // by properties, so that a further call takes their place
    slider.oninput = () => {
      this.halt();
      state.at = +slider.value;
      this.show();
    };
    this.play.onclick = () => (this.timer ? this.halt() : this.start());
    this.halt();
    this.show();
    this.timeline.hidden = false;
  }

  figure(track, image) {
    const [figure, caption, symbol] = ["figure", "figcaption", "b"].map((tag) =>
      document.createElement(tag),
    );
    figure.style.setProperty("--c", track.colour);
    symbol.textContent = `${track.symbol} `;
    caption.append(symbol, track.name);
    figure.append(image, caption);
    return figure;
  }

  show() {
    const { data, state, images } = this;
    const place = data.places[state.at];
    data.tracks.forEach((track, i) => {
      images[i].src = track.pictures[state.at];
      images[i].alt = `${track.name}. ${place}`;
    });
    this.slider.value = state.at;
    this.slider.setAttribute("aria-valuetext", place);
    this.output.textContent = place;
  }

  // to and fro, from the beginning if it stands at the end
  start() {
    this.play.textContent = this.data.words.pause;
    this.timer = setInterval(() => this.advance(), this.pace);
  }

  advance() {
    const { state, last } = this;
    if (state.at >= last) state.by = -1;
    else if (state.at <= 0) state.by = 1;
    state.at += state.by;
    this.show();
  }

  halt() {
    clearInterval(this.timer);
    this.timer = null;
    this.play.textContent = this.data.words.play;
  }
}
