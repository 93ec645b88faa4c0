// A run's key frames, scrubbed and played in the visitor's browser: all tracks in lockstep.
// Each track arrives as one tall picture with its frames below one another.

const kept = new WeakMap();
const SECONDS = 5; // from the first frame to the last

export default function ({ parentElement: root, data }) {
  const state = kept.get(root) ?? { id: null };
  kept.set(root, state);
  const $ = (selector) => root.querySelector(selector);
  const slider = $("input"), play = $(".play"), last = data.t.length - 1;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

  const draw = () => {
    const i = +slider.value;
    data.tracks.forEach((track, k) => {
      const canvas = root.querySelectorAll("canvas")[k];
      const context = canvas.getContext("2d");
      context.imageSmoothingEnabled = false;
      if (state.sheets[k].complete) {
        context.drawImage(state.sheets[k], 0, i * data.size, data.size, data.size, 0, 0, data.size, data.size);
      }
      canvas.setAttribute("aria-label", `${track.name}, t = ${data.t[i]}`);
    });
    $("output").textContent = `${data.words.step} ${data.step[i]} · t = ${data.t[i]}`;
    slider.setAttribute("aria-valuetext", `${data.words.step} ${data.step[i]}, t = ${data.t[i]}`);
  };
  const halt = () => {
    clearTimeout(state.timer);
    state.playing = false;
    play.textContent = data.words.play;
  };
  const advance = () => {
    slider.value = +slider.value + (still ? Math.ceil(last / 8) : 1);
    draw();
    if (+slider.value >= last) { halt(); return; }
    state.timer = setTimeout(advance, still ? 700 : (1000 * SECONDS) / last);
  };

  if (state.id !== data.id) { // another film: build its tracks and begin in the middle, where shapes appear
    state.id = data.id;
    $(".tracks").replaceChildren(...data.tracks.map((track) => {
      const figure = document.createElement("figure"), canvas = document.createElement("canvas");
      const caption = document.createElement("figcaption"), symbol = document.createElement("b");
      canvas.width = canvas.height = data.size;
      canvas.setAttribute("role", "img");
      figure.className = track.dashed ? "dashed" : "";
      symbol.textContent = `${track.symbol} `;
      caption.append(symbol, track.name);
      figure.append(canvas, caption);
      return figure;
    }));
    state.sheets = data.tracks.map((track) => {
      const sheet = new Image();
      sheet.onload = draw;
      sheet.src = track.sheet;
      return sheet;
    });
    slider.max = last;
    slider.value = Math.floor(last / 2);
  }
  data.tracks.forEach((track, k) => $(".tracks").children[k].style.setProperty("--c", track.colour));
  $("label span").textContent = data.words.scrub;
  slider.setAttribute("aria-label", data.words.scrub);
  slider.oninput = () => { halt(); draw(); };
  play.onclick = () => {
    if (state.playing) { halt(); return; }
    if (+slider.value >= last) slider.value = 0;
    state.playing = true;
    play.textContent = data.words.pause;
    advance();
  };
  halt();
  draw();
  return halt;
}
