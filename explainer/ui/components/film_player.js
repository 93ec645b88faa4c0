// A run's frames, streamed while it goes on, then scrubbed, stepped and played: all tracks in lockstep.
// A frame is one picture: the run's pictures side by side. Zoom looks at the same place of every track.

const kept = new WeakMap();
const SECONDS = 5; // from the first frame to the last
const PATCH = 16; // pixels across, at the closest look

export default function ({ parentElement: root, data }) {
  const state = kept.get(root) ?? { id: null };
  kept.set(root, state);
  const $ = (selector) => root.querySelector(selector);
  const slider = $("input"), play = $(".play"), zoom = $(".zoom");
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

  // ---- frames

  const add = (message) => { // take note of new frames; a frame is known by its t
    const newest = (message.number ?? state.number) >= state.number;
    if (newest) state.number = message.number ?? state.number;
    message.tracks.forEach((news, k) => {
      const track = state.tracks[k];
      if (newest) track.look = news;
      for (const frame of news.frames) if (!track.frames.has(frame.t)) track.frames.set(frame.t, load(frame));
      if (newest) track.live = news.live ? load(news.live) : null;
    });
    const times = new Set(state.tracks.flatMap((track) => [...track.frames.keys()]));
    const live = state.tracks.map((track) => track.live?.t ?? Infinity);
    if (Math.min(...live) < Infinity) times.add(Math.min(...live));
    state.times = [...times].sort((a, b) => b - a);
    slider.max = state.times.length - 1;
    if (state.follow) slider.value = slider.max;
  };
  const load = (frame) => {
    const image = new Image();
    image.onload = () => state.draw();
    image.src = frame.src;
    return { ...frame, image };
  };
  const loading = (frame) => !frame.image.complete;
  const shown = (track, t) => { // where this track stands at time t: its last frame that is not beyond t
    let best = null;
    for (const frame of [...track.frames.values(), ...(track.live ? [track.live] : [])]) {
      if (frame.t >= t && (!best || frame.t < best.t)) best = frame;
    }
    return best ?? track.frames.values().next().value ?? track.live;
  };

  // ---- drawing

  const cell = (image) => (image.naturalWidth + data.gap) / data.columns - data.gap;
  const view = (image) => { // the part of a frame that is looked at: [x, y, width]
    const size = cell(image), { picture, patch } = state.zoom;
    if (picture === null) return [0, 0, image.naturalWidth, image.naturalHeight];
    const x = (picture % data.columns) * (size + data.gap);
    const y = Math.floor(picture / data.columns) * (size + data.gap);
    if (!patch) return [x, y, size, size];
    const width = Math.min(PATCH, size), at = (p) => Math.round(Math.min(Math.max(p * size - width / 2, 0), size - width));
    return [x + at(patch[0]), y + at(patch[1]), width, width];
  };
  const draw = () => {
    const t = state.times[+slider.value];
    if (t === undefined) return;
    let step = 0;
    $(".tracks").ariaBusy = state.tracks.some((track) => [...track.frames.values()].some(loading));
    state.tracks.forEach((track) => {
      const frame = shown(track, t), look = { ...track.look, ...(frame?.symbol ? frame : {}) };
      track.figure.style.setProperty("--c", look.colour);
      track.symbol.textContent = `${look.symbol} `;
      track.name.textContent = look.name;
      track.numbers.replaceChildren(...track.look.numbers.map(line));
      if (!frame || loading(frame) || !frame.image.naturalWidth) return;
      step = Math.max(step, frame.step);
      const [x, y, width, height] = view(frame.image), { canvas } = track;
      if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
      canvas.getContext("2d").drawImage(frame.image, x, y, width, height, 0, 0, width, height);
      canvas.setAttribute("aria-label", `${look.name}, t = ${frame.t}. ${data.words.zoom_help}`);
    });
    const where = state.tracks.length > 1 && state.twoRuns ? `t = ${t}` : `${data.words.step} ${step} · t = ${t}`;
    $("output").textContent = where;
    slider.setAttribute("aria-valuetext", where);
    root.querySelectorAll(".label").forEach((label, i) => { label.hidden = zoomed() && state.zoom.picture !== i; });
    zoom.textContent = state.zoom.patch ? data.words.whole : data.words.zoom;
    $(".tracks").classList.toggle("zoomed", zoomed());
  };
  state.draw = draw;
  const line = (text) => Object.assign(document.createElement("span"), { textContent: text });

  const build = () => { // another film: new tracks
    $(".tracks").replaceChildren(...state.tracks.map((track, k) => {
      const figure = document.createElement("figure"), stage = document.createElement("div");
      const canvas = document.createElement("canvas"), caption = document.createElement("figcaption");
      const symbol = document.createElement("b"), name = document.createElement("span"), numbers = document.createElement("div");
      figure.className = `${track.look.dashed ? "dashed" : ""} ${track.look.large ? "large" : ""}`;
      canvas.setAttribute("role", "button"); // it is a picture too, but what it does must be found
      canvas.tabIndex = 0;
      stage.className = "stage";
      numbers.className = "numbers";
      stage.append(canvas, ...(k === 0 && data.pictures > 1 ? data.labels.map(label) : []));
      caption.append(symbol, name, numbers);
      figure.append(stage, caption);
      Object.assign(track, { figure, canvas, symbol, name, numbers });
      return figure;
    }));
  };
  const label = (text, i) => { // which picture this is, in its corner
    const element = Object.assign(line(text), { className: "label" });
    element.style.setProperty("--x", `${(100 * (i % data.columns)) / data.columns}%`);
    element.style.setProperty("--y", `${(100 * Math.floor(i / data.columns)) / Math.ceil(data.pictures / data.columns)}%`);
    return element;
  };

  // ---- zoom: the whole frame, one picture, a patch of it

  const zoomed = () => state.zoom.patch !== null || (data.pictures > 1 && state.zoom.picture !== null);
  const whole = () => ({ picture: data.pictures > 1 ? null : 0, patch: null });
  const nearer = (x, y) => { // x and y: where in the present view, 0…1
    const { picture, patch } = state.zoom;
    if (patch) state.zoom = whole();
    else if (picture !== null) state.zoom = { picture, patch: [x, y] };
    else {
      const rows = Math.ceil(data.pictures / data.columns);
      const i = Math.floor(y * rows) * data.columns + Math.floor(x * data.columns);
      state.zoom = { picture: Math.min(i, data.pictures - 1), patch: null };
    }
    draw();
  };
  const move = (dx, dy) => {
    const { picture, patch } = state.zoom;
    const inside = (p) => Math.min(Math.max(p, 0), 1);
    if (patch) state.zoom.patch = [inside(patch[0] + dx / 16), inside(patch[1] + dy / 16)];
    else if (picture !== null) {
      state.zoom.picture = Math.min(Math.max(picture + dx + dy * data.columns, 0), data.pictures - 1);
    }
    draw();
  };
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const listen = (canvas) => {
    canvas.onclick = (event) => nearer(event.offsetX / canvas.clientWidth, event.offsetY / canvas.clientHeight);
    canvas.onkeydown = (event) => {
      if (event.key === "Enter") nearer(0.5, 0.5);
      else if (event.key === "Escape") { state.zoom = whole(); draw(); }
      else if (ARROWS[event.key]) move(...ARROWS[event.key]);
      else return;
      event.preventDefault();
    };
  };

  // ---- playing

  const halt = () => {
    clearTimeout(state.timer);
    state.playing = false;
    play.textContent = data.words.play;
  };
  const advance = () => {
    const last = +slider.max;
    slider.value = +slider.value + (still ? Math.ceil(last / 8) : 1);
    draw();
    if (+slider.value >= last) { halt(); return; }
    state.timer = setTimeout(advance, still ? 700 : (1000 * SECONDS) / last);
  };
  const fed = () => { // frames that came while the run goes on
    const queue = globalThis.noisewalkFrames ?? [];
    for (let i = 0; i < queue.length;) {
      if (queue[i].id === state.id) add(queue.splice(i, 1)[0]);
      else i += 1;
    }
    draw();
  };

  if (state.id !== data.id) {
    halt();
    Object.assign(state, { id: data.id, follow: true, zoom: whole(), times: [], number: 0 });
    state.tracks = data.tracks.map((look) => ({ look, frames: new Map(), live: null }));
    state.twoRuns = data.id.includes(" ");
    build();
  }
  state.tracks.forEach((track) => listen(track.canvas));
  add(data);
  $(".tracks").classList.toggle("old", data.old);
  $("label span").textContent = data.words.scrub;
  slider.setAttribute("aria-label", data.words.scrub);
  slider.oninput = () => { halt(); state.follow = +slider.value === +slider.max; draw(); };
  play.onclick = () => {
    if (state.playing) { halt(); return; }
    if (+slider.value >= +slider.max) slider.value = 0;
    state.playing = true;
    play.textContent = data.words.pause;
    advance();
  };
  zoom.onclick = () => {
    nearer(...(state.zoom.picture === null ? [0, 0] : [0.5, 0.5]));
  };
  if (!state.playing) play.textContent = data.words.play;
  // this function runs again whenever the page does: only its newest run may listen
  document.removeEventListener("noisewalk-frames", state.fed);
  state.fed = fed;
  document.addEventListener("noisewalk-frames", fed);
  fed();
  return () => { document.removeEventListener("noisewalk-frames", fed); clearTimeout(state.timer); state.playing = false; };
}
