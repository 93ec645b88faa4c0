// What a term means, in a box beside it: a link into the glossary opens its sentence on hover, focus and tap.
// Nothing on the page is changed for it, so that the page may be drawn again at any time; without this, a
// term is a plain link.

const TERM = 'a[href*="glossary?"][href*="#"]';
const GAP = 6; // pixels between a term and its box, and between the box and the window's edge
const LINGER = 250; // ms in which a pointer can come from the term to its box

export default function ({ data }) {
  globalThis.noisewalkMeanings ??= new Meanings(); // one for all pages and every time they are drawn
  globalThis.noisewalkMeanings.update(data);
  showPlace(data.words);
}

/** In the glossary, opened at a term: its entry comes after the page, so the browser did not find it. */
function showPlace(words, tries = 20) {
  const name = location.hash.slice(1);
  if (!words[name] || globalThis.noisewalkPlace === location.href) return;
  const entry = document.getElementById(name);
  if (!entry && tries) setTimeout(() => showPlace(words, tries - 1), 100);
  if (!entry) return;
  globalThis.noisewalkPlace = location.href;
  entry.scrollIntoView({ block: "center" });
  entry.dataset.here = "";
}

class Meanings {
  constructor() {
    this.box = document.createElement("div");
    Object.assign(this.box, { id: "nw-meaning", className: "nw-meaning", popover: "manual" });
    this.box.setAttribute("role", "tooltip");
    this.sentence = document.createElement("p");
    this.more = document.createElement("a");
    this.more.target = "_blank";
    this.box.append(this.sentence, this.more);
    document.body.append(this.box);
    this.listen();
  }

  update({ words, all }) {
    this.words = words;
    this.more.textContent = all;
    if (this.term && !this.term.isConnected) this.hide();
  }

  listen() {
    const on = (kind, act) => document.addEventListener(kind, (event) => act(event), true);
    on("pointerover", (event) => event.pointerType === "mouse" && this.hover(event));
    on("focusin", (event) => this.come(event) || this.inBox(event) || this.hide());
    on("click", (event) => this.click(event));
    on("keydown", (event) => event.key === "Escape" && this.hide());
    on("scroll", () => this.term && this.place());
    addEventListener("resize", () => this.term && this.place());
  }

  hover(event) {
    clearTimeout(this.leaving);
    if (this.come(event) || this.inBox(event) || !this.term) return;
    if (document.activeElement === this.term) return; // it stays as long as the focus does
    this.leaving = setTimeout(() => this.hide(), LINGER);
  }

  // a tap or a click opens the box; the Enter key follows the link, as focus has opened it before
  click(event) {
    const term = termOf(event);
    const byKey = event.detail === 0 && this.term === term;
    if (term && (byKey || event.ctrlKey || event.metaKey || event.shiftKey)) return;
    if (this.come(event)) event.preventDefault();
    else if (!this.inBox(event)) this.hide();
  }

  come(event) {
    const term = termOf(event);
    const meaning = term && this.words[term.hash.slice(1)];
    if (!meaning) return false;
    if (term !== this.term) this.show(term, meaning);
    return true;
  }

  inBox(event) {
    return event.composedPath().includes(this.box);
  }

  show(term, [name, meaning]) {
    this.hide();
    this.term = term;
    const strong = document.createElement("b");
    strong.textContent = name;
    this.sentence.replaceChildren(strong, document.createElement("br"), meaning);
    this.more.href = term.href;
    term.setAttribute("aria-describedby", this.box.id);
    this.box.dataset.open = "";
    this.box.showPopover?.();
    this.place();
  }

  hide() {
    clearTimeout(this.leaving);
    if (!this.term) return;
    this.term.removeAttribute("aria-describedby");
    this.term = null;
    delete this.box.dataset.open;
    // where there are no popovers, the name of an open one is an error
    if (this.box.hidePopover && this.box.matches(":popover-open")) this.box.hidePopover();
  }

  // under the term where there is room, else above it; a term that is scrolled away takes its box along
  place() {
    const at = this.term.getClientRects()[0];
    if (!at || at.bottom < 0 || at.top > innerHeight) {
      this.hide();
      return;
    }
    const { width, height } = this.box.getBoundingClientRect();
    const left = Math.min(at.left, innerWidth - width - GAP);
    const below = at.bottom + GAP;
    const top = below + height + GAP < innerHeight ? below : at.top - height - GAP;
    this.box.style.left = `${Math.max(GAP, left)}px`;
    this.box.style.top = `${Math.max(GAP, top)}px`;
  }
}

function termOf(event) {
  const [target] = event.composedPath();
  const link = target.closest?.(TERM);
  return link && !link.closest("#nw-meaning") ? link : null;
}
