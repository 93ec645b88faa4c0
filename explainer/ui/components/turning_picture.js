// A picture that two words share. A button turns it over or sends it away; beside it are the others to choose from.

const kept = new WeakMap(); // what outlives a rerun, per place in the page
const AFAR = 8; // how many times smaller a hybrid is when the button sends it away
const AWAY = 2.5; // from here on it counts as far

export default function ({ parentElement: root, data, setTriggerValue }) {
  const state = kept.get(root) ?? { id: null };
  kept.set(root, state);
  if (state.id !== data.id) {
    Object.assign(state, { id: data.id, at: data.start, other: false, distance: 1 });
  }
  new TurningPicture(root, data, state, setTriggerValue).begin();
}

class TurningPicture {
  constructor(root, data, state, tell) {
    Object.assign(this, { data, state, tell });
    const $ = (selector) => root.querySelector(selector);
    Object.assign(this, { viewer: $(".viewer"), stage: $(".stage"), picture: $(".stage img") });
    Object.assign(this, {
      turn: $(".turn"),
      label: $("label"),
      slider: $("input"),
      all: $(".all"),
    });
    Object.assign(this, {
      symbol: $("figcaption b"),
      name: $(".name"),
      found: $(".found"),
      why: $(".why"),
    });
    this.pick = $("p");
    this.hybrid = data.way === "hybrid";
  }

  begin() {
    const { data, stage, viewer, slider } = this;
    const { words } = data;
    viewer.style.setProperty("--c", data.colour);
    viewer.style.setProperty("--on", data.on_primary);
    stage.dataset.way = data.way;
    stage.classList.toggle("old", data.why_old !== "");
    this.why.textContent = data.why_old;
    this.symbol.textContent = `${data.symbol} `;
    this.label.hidden = !this.hybrid;
    this.label.querySelector("span").textContent = words.distance;
    slider.setAttribute("aria-label", words.distance);
    this.pick.textContent = words.pick;
    this.all.setAttribute("aria-label", words.pick);
    const before = [...this.all.children].indexOf(this.all.getRootNode().activeElement);
    this.all.replaceChildren(...data.pictures.map((picture, i) => this.thumbnail(picture, i)));
    // the one that was pressed: it has told the server, which draws all of them again
    this.all.children[before]?.focus({ preventScroll: true });
    this.listen();
    this.show();
    viewer.hidden = false;
  }

  listen() {
    const { state, slider } = this;
    // by properties, so that a further call takes their place
    this.turn.onclick = () => this.toggle();
    this.stage.onclick = () => this.toggle();
    slider.oninput = () => {
      state.distance = +slider.value;
      state.other = state.distance >= AWAY;
      this.show();
    };
  }

  toggle() {
    const { state } = this;
    state.other = !state.other;
    state.distance = state.other ? AFAR : 1;
    this.show();
  }

  thumbnail(picture, i) {
    const button = document.createElement("button");
    const image = Object.assign(new Image(), { src: picture.src, alt: "" });
    const lines = picture.found.map(({ word, right }) => this.line(word, right ? "right" : ""));
    button.type = "button";
    button.append(image, this.line(picture.label, ""), ...lines);
    button.onclick = () => {
      this.state.at = i;
      this.show();
      this.tell("picked", i);
    };
    return button;
  }

  line(text, kind) {
    const mark = kind === "right" ? " ✓" : "";
    const made = Object.assign(document.createElement("span"), { className: kind });
    made.textContent = `${text}${mark}`;
    return made;
  }

  show() {
    const { data, state, stage } = this;
    const chosen = data.pictures[state.at];
    const view = state.other ? 1 : 0;
    const found = chosen.found[view];
    this.name.textContent = data.views[view];
    this.found.textContent = found?.said ?? "";
    if (this.picture.src !== chosen.src) this.picture.src = chosen.src;
    this.picture.alt = [chosen.label, data.views[view], found?.said].filter(Boolean).join(". ");
    stage.classList.toggle("other", state.other);
    stage.classList.toggle("away", this.hybrid && state.distance > 1);
    stage.style.setProperty("--away", state.distance);
    this.slider.value = state.distance;
    this.turn.textContent = state.other ? data.words.back : data.words.there;
    this.turn.setAttribute("aria-pressed", state.other);
    [...this.all.children].forEach((button, i) => {
      button.setAttribute("aria-pressed", i === state.at);
    });
  }
}
