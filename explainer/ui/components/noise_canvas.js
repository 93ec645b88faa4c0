// x_t = √ᾱ·x0 + √(1−ᾱ)·ε in the visitor's browser, for every t while the slider moves.
// The server is told where the slider was let go, and nothing before that.

const kept = new WeakMap(); // state that outlives a rerun, per place in the page

const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const SWEEP = 8; // seconds from t = 0 to T at speed 1
const BINS = 48, REACH = 3.2; // histogram from −REACH to REACH

export default function ({ parentElement: root, data, setStateValue }) {
  const $ = (selector) => root.querySelector(selector);
  const state = kept.get(root) ?? { id: null, seen: null, sent: [] };
  kept.set(root, state);
  const { size: n, channels: c, names, colours, words } = data;
  const T = data.alpha_bar[names[0]].length - 1;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const slider = $(".timeline input"), play = $(".play");

  if (state.id !== data.id) { // decode only when picture or noise changed
    state.id = data.id;
    state.x0 = Float32Array.from(bytes(data.x0), (v) => v / 127.5 - 1);
    state.eps = Float32Array.from(new Int16Array(bytes(data.eps).buffer), (v) => v / data.eps_scale);
    state.xt = new Float32Array(state.x0.length);
  }

  // ---- pictures: interleaved (n, n, c) floats in [−1, 1] onto a canvas of n × n pixels
  const paint = (canvas, value) => {
    if (canvas.width !== n) canvas.width = canvas.height = n;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const image = context.createImageData(n, n), out = image.data; // clamps and rounds by itself
    for (let i = 0, j = 0, k = 0; i < n * n; i++, j += 4, k += c) {
      for (let d = 0; d < 3; d++) out[j + d] = (value(k + (c === 3 ? d : 0)) + 1) * 127.5;
      out[j + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  };
  const mix = (alphaBar) => {
    const a = Math.sqrt(alphaBar), b = Math.sqrt(1 - alphaBar);
    return (k) => a * state.x0[k] + b * state.eps[k];
  };

  // ---- small plots
  const plot = (canvas, draw) => {
    const box = canvas.getBoundingClientRect(), ratio = devicePixelRatio || 1;
    if (!box.width) return;
    const width = Math.round(box.width * ratio), height = Math.round(box.height * ratio);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const g = canvas.getContext("2d");
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, box.width, box.height);
    g.font = "11px sans-serif";
    draw(g, box.width, box.height - 14);
  };
  const line = (g, points, colour, width = 1.5, dash = []) => {
    g.strokeStyle = colour; g.lineWidth = width; g.setLineDash(dash); g.beginPath();
    points.forEach(([x, y], i) => (i ? g.lineTo(x, y) : g.moveTo(x, y)));
    g.stroke(); g.setLineDash([]);
  };
  const axis = (g, w, h, left, right) => {
    line(g, [[0, h], [w, h]], colours.plain, 1);
    g.fillStyle = colours.plain;
    g.textAlign = "left"; g.fillText(left, 0, h + 12);
    g.textAlign = "right"; g.fillText(right, w, h + 12);
  };

  const curve = (t) => plot($(".curve canvas"), (g, w, h) => {
    axis(g, w, h, "t = 0", `t = ${T}`);
    for (const name of names) {
      const chosen = name === data.schedule, points = [];
      for (let s = 0; s <= T; s += 10) points.push([(s / T) * w, h - data.alpha_bar[name][s] * (h - 4)]);
      line(g, points, chosen ? colours.xt : colours.plain, chosen ? 2.5 : 1);
    }
    const x = (t / T) * w, y = h - data.alpha_bar[data.schedule][t] * (h - 4);
    line(g, [[x, 0], [x, h]], colours.xt, 1, [2, 3]);
    g.fillStyle = colours.xt; g.beginPath(); g.arc(x, y, 5, 0, 7); g.fill();
  });

  const histogram = () => plot($(".histogram canvas"), (g, w, h) => {
    const count = new Float32Array(BINS), xt = state.xt;
    for (let i = 0; i < xt.length; i++) {
      const bin = Math.floor(((xt[i] + REACH) / (2 * REACH)) * BINS);
      if (bin >= 0 && bin < BINS) count[bin]++;
    }
    const density = BINS / (2 * REACH * xt.length), top = 0.8;
    axis(g, w, h, `−${REACH}`, `${REACH}`);
    g.fillStyle = colours.xt; g.globalAlpha = 0.7;
    for (let i = 0; i < BINS; i++) {
      const bar = Math.min(1, (count[i] * density) / top) * h;
      g.fillRect((i / BINS) * w, h - bar, w / BINS - 0.5, bar);
    }
    g.globalAlpha = 1;
    const normal = [];
    for (let i = 0; i <= 64; i++) {
      const v = (i / 64 - 0.5) * 2 * REACH;
      normal.push([(i / 64) * w, h - (Math.exp((-v * v) / 2) / Math.sqrt(2 * Math.PI) / top) * h]);
    }
    line(g, normal, colours.eps, 2);
  });

  const spectrum = (alphaBar) => plot($(".spectrum canvas"), (g, w, h) => {
    const { xx, ee, xe } = data.spectrum, last = xx.length - 1;
    const place = (k, power) => {
      const x = (Math.log(k) / Math.log(last)) * w;
      const decades = (Math.log10(Math.max(power, 1e-4)) + 3) / 6; // from 10⁻³ to 10³
      return [x, h - Math.max(0, Math.min(1, decades)) * h];
    };
    axis(g, w, h, words.coarse, words.fine);
    const cross = Math.sqrt(alphaBar * (1 - alphaBar)), of = { x0: [], eps: [], xt: [] };
    for (let k = 1; k <= last; k++) {
      of.x0.push(place(k, alphaBar * xx[k]));
      of.eps.push(place(k, (1 - alphaBar) * ee[k]));
      of.xt.push(place(k, alphaBar * xx[k] + (1 - alphaBar) * ee[k] + 2 * cross * xe[k]));
    }
    line(g, of.x0, colours.x0, 1.5, [5, 3]);
    line(g, of.eps, colours.eps, 1.5, [2, 3]);
    line(g, of.xt, colours.xt, 2.5);
  });

  // ---- three schedules: at this t, or where each has this much noise
  const sameNoise = (name, alphaBar) => {
    const curve = data.alpha_bar[name];
    let low = 0, high = T; // ᾱ falls with t
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (curve[middle] >= alphaBar) low = middle; else high = middle;
    }
    return curve[low] - alphaBar <= alphaBar - curve[high] ? low : high;
  };
  const trio = $(".trio");
  if (trio.children.length !== names.length) {
    trio.replaceChildren(...names.map(() => {
      const figure = document.createElement("figure");
      figure.append(document.createElement("canvas"), document.createElement("figcaption"));
      return figure;
    }));
  }
  const drawTrio = (t) => {
    const equalNoise = $("input[value=snr]").checked, alphaBar = data.alpha_bar[data.schedule][t];
    names.forEach((name, i) => {
      const s = equalNoise ? sameNoise(name, alphaBar) : t, own = data.alpha_bar[name][s];
      const figure = trio.children[i], canvas = figure.firstChild;
      figure.className = name === data.schedule ? "chosen" : "";
      figure.style.setProperty("--c", name === data.schedule ? colours.xt : colours.plain);
      paint(canvas, mix(own));
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", `${name}, t = ${s}`);
      figure.lastChild.textContent = `${name}, t = ${s}, ᾱ = ${own.toFixed(3)}`;
    });
  };

  // ---- everything that follows t
  const draw = () => {
    state.pending = 0;
    const t = +slider.value, alphaBar = data.alpha_bar[data.schedule][t], value = mix(alphaBar);
    for (let k = 0; k < state.xt.length; k++) state.xt[k] = value(k);
    paint($(".xt canvas"), (k) => state.xt[k]);
    const signal = Math.sqrt(alphaBar).toFixed(3), noise = Math.sqrt(1 - alphaBar).toFixed(3);
    $(".signal").textContent = signal;
    $(".noise").textContent = noise;
    const snr = t === 0 ? "∞" : (10 * Math.log10(alphaBar / (1 - alphaBar))).toFixed(1).replace("-", "−");
    $("output").textContent = `t = ${t} · ${words.signal} ${signal} · ${words.noise} ${noise} · SNR ${snr} dB`;
    $(".xt figcaption span").textContent = `t = ${t}`;
    $(".xt canvas").setAttribute("aria-label", `${words.xt}, t = ${t}`);
    slider.setAttribute("aria-valuetext", `${t}`);
    curve(t); histogram(); spectrum(alphaBar); drawTrio(t);
  };
  const request = () => { state.pending ||= requestAnimationFrame(draw); };
  const tell = () => {
    const t = +slider.value;
    if (t === (state.sent.at(-1) ?? state.seen)) return;
    state.sent.push(t);
    setStateValue("t", t);
  };

  // ---- what stands still
  const label = (selector, symbol, text, quantity) => {
    const figure = $(selector), strong = document.createElement("b"), span = document.createElement("span");
    figure.style.setProperty("--c", colours[quantity]);
    strong.textContent = symbol + " ";
    span.textContent = text;
    figure.querySelector("figcaption").replaceChildren(strong, span);
    figure.querySelector("canvas").setAttribute("aria-label", text);
  };
  label(".x0", "x₀", words.x0, "x0");
  label(".eps", "ε", words.eps, "eps");
  label(".xt", "xₜ", "", "xt");
  label(".curve", "ᾱ", words.curve, "xt");
  label(".histogram", "", words.histogram, "xt");
  label(".spectrum", "", words.spectrum, "xt");
  $(".signal").style.setProperty("--c", colours.x0);
  $(".noise").style.setProperty("--c", colours.eps);
  $(".range span").textContent = words.t;
  slider.setAttribute("aria-label", words.t);
  $(".speed span").textContent = words.speed + " ";
  $(".choice").setAttribute("aria-label", words.schedules);
  root.querySelectorAll(".choice span").forEach((s, i) => { s.textContent = [words.equal_t, words.equal_snr][i]; });
  paint($(".x0 canvas"), (k) => state.x0[k]);
  paint($(".eps canvas"), (k) => state.eps[k] / 3);

  // ---- playing: t runs on until it is stopped or at its end
  const halt = () => {
    clearTimeout(state.timer); cancelAnimationFrame(state.timer);
    state.playing = false;
    play.textContent = words.play;
  };
  const advance = (before) => {
    const now = performance.now(), speed = +$(".speed select").value;
    const moved = ((now - before) / 1000 / SWEEP) * speed * T;
    state.exact = Math.min(T, state.exact + moved);
    slider.value = Math.round(state.exact);
    draw();
    if (state.exact >= T) { halt(); tell(); return; }
    // without motion: a few jumps instead of a film
    if (still) state.timer = setTimeout(() => advance(now), (1000 * SWEEP) / 8 / speed);
    else state.timer = requestAnimationFrame(() => advance(now));
  };
  play.onclick = () => {
    if (state.playing) { halt(); tell(); return; }
    state.exact = +slider.value >= T ? 0 : +slider.value;
    state.playing = true;
    play.textContent = words.pause;
    advance(performance.now());
  };

  slider.max = T;
  slider.disabled = play.disabled = data.held;
  if (!state.playing) {
    play.textContent = words.play;
    if (state.seen !== data.t) { // an echo of what was sent must not pull a moving slider back
      state.seen = data.t;
      const echo = state.sent.lastIndexOf(data.t);
      state.sent = echo < 0 ? [] : state.sent.slice(echo + 1);
      if (echo < 0) slider.value = data.t;
    }
  }
  slider.oninput = () => { halt(); request(); };
  slider.onchange = tell;
  root.querySelectorAll(".choice input").forEach((input) => { input.onchange = request; });
  const resized = new ResizeObserver(request);
  resized.observe($(".plots"));
  draw();
  return () => { halt(); resized.disconnect(); cancelAnimationFrame(state.pending); state.pending = 0; };
}
