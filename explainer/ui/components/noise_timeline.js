// The slider of the noise canvas: t is moved by hand, or runs on by itself.

const SWEEP = 8; // seconds from t = 0 to T at speed 1

export class Timeline {
  constructor(root, data, state, { draw, tell }) {
    Object.assign(this, { data, state, draw, tell });
    this.slider = root.querySelector(".timeline input");
    this.play = root.querySelector(".play");
    this.speed = root.querySelector(".speed select");
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.T = data.alpha_bar[data.names[0]].length - 1;
    this.nameParts(root);
    this.place();
    this.listen(root);
  }

  nameParts(root) {
    const { words } = this.data;
    root.querySelector(".range span").textContent = words.t;
    this.slider.setAttribute("aria-label", words.t);
    root.querySelector(".speed span").textContent = `${words.speed} `;
  }

  // where the server says that t is
  place() {
    const { state, data, slider, play } = this;
    slider.max = this.T;
    slider.disabled = play.disabled = data.held;
    if (state.echo.isNews("t", data.t) || data.held) {
      this.halt();
      slider.value = data.t;
    }
    if (!state.playing) play.textContent = data.words.play;
  }

  listen(root) {
    this.play.onclick = () => this.toggle();
    this.slider.oninput = () => {
      this.halt();
      this.request();
    };
    this.slider.onchange = () => this.letGo();
    for (const input of root.querySelectorAll(".choice input")) {
      input.onchange = () => this.request();
    }
    this.resized = new ResizeObserver(() => this.request());
    this.resized.observe(root.querySelector(".plots"));
  }

  request() {
    this.state.pending ||= requestAnimationFrame(this.draw);
  }

  letGo() {
    const { state, slider } = this;
    const t = +slider.value;
    if (state.echo.isToBeSent("t", t)) this.tell(t);
  }

  // ---- playing: t runs on until it is stopped or at its end

  toggle() {
    const { state, slider } = this;
    if (state.playing) {
      this.halt();
      this.letGo();
      return;
    }
    state.exact = +slider.value >= this.T ? 0 : +slider.value;
    this.start();
  }

  start() {
    this.state.playing = true;
    this.play.textContent = this.data.words.pause;
    this.advance(performance.now());
  }

  advance(before) {
    const { state, slider, T } = this;
    const now = performance.now();
    const speed = +this.speed.value;
    state.exact = Math.min(T, state.exact + ((now - before) / 1000 / SWEEP) * speed * T);
    slider.value = Math.round(state.exact);
    this.draw();
    if (state.exact >= T) {
      this.halt();
      this.letGo();
      return;
    }
    const next = () => this.advance(now);
    // without motion: a few jumps instead of a film
    if (this.still) state.timer = setTimeout(next, (1000 * SWEEP) / 8 / speed);
    else state.timer = requestAnimationFrame(next);
  }

  rest() {
    // by its kind: the same number may be that of a timer of somebody else
    if (this.still) clearTimeout(this.state.timer);
    else cancelAnimationFrame(this.state.timer);
  }

  halt() {
    this.rest();
    this.state.playing = false;
    this.play.textContent = this.data.words.play;
  }

  // drawn anew it plays on, since its state says so
  leave() {
    this.rest();
    this.resized.disconnect();
    cancelAnimationFrame(this.state.pending);
    this.state.pending = 0;
  }
}
