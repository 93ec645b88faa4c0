// The whole machine as one drawing; each part leads to its page or to its place on this one.

export default function ({ parentElement: root, data, setTriggerValue }) {
  const machine = root.querySelector(".machine");
  machine.setAttribute("aria-label", data.label);
  const open = (page) => setTriggerValue("page", page);
  machine.replaceChildren(...data.parts.map((part) => drawn(part, open)), ...arrows());
}

function drawn(part, open) {
  const link = document.createElement("a");
  link.className = part.area;
  link.href = part.address;
  link.title = part.leads_to;
  link.style.setProperty("--c", part.colour);
  if (part.src)
    link.append(Object.assign(document.createElement("img"), { src: part.src, alt: "" }));
  const words = document.createElement("div");
  words.append(text("b", part.title), ...part.notes.map((note) => text("span", note)));
  link.append(words);
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // another window: as any link
    event.preventDefault(); // a link that the browser follows would forget the visitor's picture
    if (part.page) open(part.page);
    else scrollTo(part.place);
  });
  return link;
}

function scrollTo(place) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const behavior = calm ? "auto" : "smooth";
  const section = document.querySelector(place);
  if (!section) return;
  section.style.scrollMarginTop = "4rem"; // below the page's own bar
  section.scrollIntoView({ behavior, block: "start" });
}

function arrows() {
  return [1, 2, 3, 4, 5, 6].map((number) => {
    const arrow = text("i", "→");
    arrow.style.gridArea = `a${number}`;
    arrow.setAttribute("aria-hidden", "true");
    return arrow;
  });
}

function text(kind, words) {
  return Object.assign(document.createElement(kind), { textContent: words });
}
