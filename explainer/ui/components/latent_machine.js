// The whole machine as one drawing; each part leads to its page or to its place on this one.

export default function ({ parentElement: root, data }) {
  const machine = root.querySelector(".machine");
  machine.setAttribute("aria-label", data.label);
  machine.replaceChildren(...data.parts.map(drawn), ...arrows());
}

function drawn(part) {
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
  link.addEventListener("click", (event) => follow(event, part));
  return link;
}

// As Streamlit's own links do: one that the browser follows itself would forget the visitor's picture.
function follow(event, part) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return; // another window: as any link
  const goal = document.querySelector(part.goal);
  if (!goal) return;
  event.preventDefault();
  if (part.is_page) goal.click();
  else scrollTo(goal);
}

function scrollTo(section) {
  section.querySelector("details:not([open]) > summary")?.click(); // a folded one opens
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  section.style.scrollMarginTop = "4rem"; // below the page's own bar
  section.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
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
