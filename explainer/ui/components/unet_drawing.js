// The network as a U: every block, every skip, and what all blocks are told is a button.

export default function ({ parentElement: root, data, setTriggerValue }) {
  const drawing = root.querySelector(".unet");
  const before = nameOf(drawing.getRootNode().activeElement); // the button that was pressed
  drawing.setAttribute("aria-label", data.words.label);
  drawing.style.setProperty("--cut", data.colour);
  const pick = (kind, name) => setTriggerValue("picked", { kind, name });
  drawing.replaceChildren(
    heads(data.words),
    ...data.rows.map((one) => row(one, pick)),
    group("middle", data.middle, (box) => block(box, pick)),
    feeds(data, pick),
  );
  const again = [...drawing.querySelectorAll("button")].find((b) => nameOf(b) === before);
  again?.focus({ preventScroll: true });
}

// a block and the skip that it gives have one name
function nameOf(button) {
  return button?.dataset?.name && `${button.className} ${button.dataset.name}`;
}

function heads(words) {
  const ways = ["down", "skip", "up"].map((way) => text("span", way, words[way]));
  const made = element("div", "row heads");
  made.append(...ways);
  return made;
}

// one that takes no skip stands beside: on a phone, below
function row({ down, skip, up, beside, stage }, pick) {
  const made = element("div", "row");
  made.style.setProperty("--stage", stage);
  const [left, right] = [block(down, pick), block(up, pick)];
  left.classList.add("down");
  right.classList.add("up");
  made.append(left, cuttable("skip", skip, pick), right);
  if (beside) {
    const last = block(beside, pick);
    last.classList.add("beside");
    made.append(last);
  }
  return made;
}

function group(classes, parts, draw) {
  const made = element("div", classes);
  made.append(...parts.map(draw));
  return made;
}

// its bar is as tall as the maps are, and as broad as there are channels; its ground is filled by what it costs
function block(box, pick) {
  const button = pressable("box", box, box.chosen, () => pick("block", box.name));
  button.style.setProperty("--costly", `${100 * box.costly}%`);
  const shape = element("span", "shape");
  const bar = element("i");
  bar.style.height = `${30 * box.tall}px`;
  bar.style.width = `${100 * box.broad}%`;
  shape.append(bar);
  const words = element("span");
  words.append(text("span", "", box.title), text("span", "note", box.note));
  button.append(shape, words);
  return button;
}

function cuttable(kind, part, pick) {
  const button = pressable(kind, part, part.cut, () => pick(kind, part.name));
  button.dataset.cut = part.cut;
  button.append(text("span", "", part.title));
  return button;
}

function pressable(classes, { name, spoken, held }, pressed, press) {
  const button = element("button", classes);
  button.type = "button";
  button.dataset.name = name;
  button.title = spoken;
  button.disabled = held;
  button.setAttribute("aria-label", spoken);
  button.setAttribute("aria-pressed", pressed);
  button.addEventListener("click", press);
  return button;
}

function feeds({ feeds: parts, words }, pick) {
  const made = group("feeds", parts, (part) => cuttable("feed", part, pick));
  made.append(text("span", "total", words.total));
  return made;
}

function text(kind, classes, words) {
  const made = element(kind, classes);
  made.textContent = words;
  return made;
}

function element(kind, classes = "") {
  const made = document.createElement(kind);
  made.className = classes;
  return made;
}
