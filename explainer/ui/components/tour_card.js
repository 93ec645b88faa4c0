// The card of a tour. On a wide screen it stands at the foot of the sidebar, else along the window's lower edge;
// the page makes room for it in either place, so that it never lies over a picture.

import { placeOfCard } from "../../javascript/card_place.js";

const MAIN = "[data-testid=stMain]";
const SIDEBAR = "[data-testid=stSidebar]";
const FIELDS = "summary, input, button, textarea, [tabindex='0'], a[href]";
const SHADOW = "[data-testid=stBidiComponentIsolated]";
const OFTEN = 500; // ms between two looks at what the step points at

const cards = new WeakMap();

// what a class is asked is not asked by the page as well, and a covered page has nothing to be led to
const isDrawn = (target) => target.checkVisibility?.({ visibilityProperty: true }) ?? true; // older browsers do not say

export default function ({ parentElement: root, data, setTriggerValue }) {
  if (data.is_news) {
    globalThis.noisewalkTour?.tell(data);
    return;
  }
  const card = cards.get(root) ?? new TourCard(root.querySelector(".tour"));
  cards.set(root, card);
  globalThis.noisewalkTour = card;
  card.send = (what) => setTriggerValue("go", what);
  card.tell(data);
  card.come();
  return () => card.leave();
}

class TourCard {
  constructor(root) {
    Object.assign(this, { root, at: 0, sizes: new ResizeObserver(() => this.place()) });
    this.$ = (selector) => root.querySelector(selector);
    this.$(".back").onclick = () => this.send("back");
    this.$(".forth").onclick = () => this.send(this.data.to);
    this.$(".leave").onclick = () => this.send("leave");
    this.$(".show").onclick = () => this.show();
    this.$(".fold").onclick = () => this.fold(!root.classList.contains("folded"));
  }

  come() {
    this.leave();
    this.looks = setInterval(() => this.look(), OFTEN);
    for (const element of [this.root, document.querySelector(SIDEBAR), document.body])
      if (element) this.sizes.observe(element);
    this.place();
  }

  leave() {
    clearInterval(this.looks);
    this.sizes.disconnect();
    delete document.documentElement.dataset.nwTour;
  }

  // ---- what it says

  tell(data) {
    if (data.at < this.at) return; // old news, drawn again
    const isNew = data.count !== this.data?.count || data.says !== this.data?.says;
    const goesOn = this.data && data.count !== this.data.count;
    const hasAnswer = !isNew && data.done && !this.data.done && data.target !== this.data.target;
    Object.assign(this, { data, at: data.at });
    const { words } = data;
    const texts = { name: data.name, count: data.count, says: data.says, do: data.task };
    const buttons = { back: words.back, forth: data.forth, leave: words.leave, show: words.show };
    for (const [name, text] of Object.entries({ ...texts, ...buttons })) this.write(name, text);
    this.write("is-done", data.done && data.task ? words.done : "");
    this.$(".task").hidden = !data.task;
    this.$(".back").disabled = data.is_first;
    this.$(".forth").classList.toggle("main", data.done || !data.task);
    this.root.classList.toggle("done", data.done);
    this.root.setAttribute("aria-label", words.label);
    this.fold(!isNew && this.root.classList.contains("folded"));
    if (isNew) this.heard = false;
    this.root.hidden = false;
    if (goesOn) document.querySelector(MAIN)?.scrollTo(0, 0); // a step on the same page begins like one on another
    this.look();
    if (hasAnswer && this.target && !this.isWhole(this.target)) this.bring(this.target, "end");
  }

  // nothing is written that stands there already: it would be read aloud again
  write(name, text) {
    const element = this.$(`.${name}`);
    if (element.textContent !== text) element.textContent = text;
  }

  fold(away) {
    const { fold, unfold } = this.data.words;
    const button = this.$(".fold");
    this.root.classList.toggle("folded", away);
    button.textContent = away ? "▲" : "▼";
    button.setAttribute("aria-label", away ? unfold : fold);
    button.setAttribute("aria-expanded", String(!away));
  }

  // a presenter's key: "back", or "next" as its own button means it
  turn(way) {
    if (way === "next") this.$(".forth").click();
    else if (!this.data.is_first) this.send(way);
  }

  // ---- where it stands

  place() {
    const sidebar = document.querySelector(SIDEBAR)?.getBoundingClientRect();
    const { kind, left, width } = placeOfCard(sidebar, innerWidth);
    this.root.classList.toggle("dock", kind === "dock");
    this.root.classList.toggle("bar", kind === "bar");
    this.root.style.left = kind === "dock" ? `${left}px` : "";
    this.root.style.width = kind === "dock" ? `${width}px` : "";
    if (kind === "dock") this.root.classList.remove("folded");
    const page = document.documentElement;
    page.dataset.nwTour = kind;
    page.style.setProperty("--nw-tour", `${Math.ceil(this.root.offsetHeight)}px`);
  }

  // ---- what the step points at

  get target() {
    const found = this.data.target ? [...document.querySelectorAll(this.data.target)] : [];
    return found.find((element) => element.isConnected);
  }

  look() {
    const { target } = this;
    this.$(".show").hidden = !target || !isDrawn(target) || this.isInSight(target);
    if (!this.data.waits || this.heard || !target?.querySelector("details[open]")) return;
    this.heard = true;
    this.send("opened");
  }

  isInSight(target) {
    const { top, bottom, height } = target.getBoundingClientRect();
    const low = document.querySelector(MAIN).getBoundingClientRect().bottom;
    return height > 0 && bottom > 60 && top < low - 40;
  }

  isWhole(target) {
    const { top, bottom } = target.getBoundingClientRect();
    return top >= 60 && bottom <= innerHeight;
  }

  show() {
    const { target } = this;
    for (let fold = target.closest("details:not([open])"); fold; ) {
      fold.querySelector("summary").click();
      fold = fold.parentElement.closest("details:not([open])");
    }
    this.bring(target, "center");
    const inside = target.querySelector(SHADOW)?.shadowRoot ?? target;
    inside.querySelector(FIELDS)?.focus({ preventScroll: true });
  }

  bring(target, block) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    target.scrollIntoView({ block, behavior: still ? "instant" : "smooth" });
  }
}
