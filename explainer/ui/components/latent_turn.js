// A sheet of maps and three pictures, with a mark where a latent pixel is; a click on any of them moves it.

import { markOn, placeAt } from "../../javascript/maps.js";

export default function ({ parentElement: root, data, setTriggerValue }) {
  const move = data.held ? null : (place) => setTriggerValue("picked", place);
  const figures = data.pictures.map((picture) => new Picture(picture, data, move).figure);
  root.querySelector(".row").replaceChildren(...figures);
}

class Picture {
  constructor(picture, data, move) {
    Object.assign(this, { picture, data, move });
    this.box = element("div", move ? "box open" : "box");
    this.figure = element("figure");
    this.figure.style.setProperty("--c", picture.colour);
    this.figure.style.setProperty("--m", data.mark);
    this.figure.append(this.box, this.caption());
    this.show();
  }

  show() {
    const { picture, data } = this;
    const image = element("img");
    image.src = picture.src;
    image.alt = picture.name;
    image.draggable = false;
    this.box.append(image);
    if (picture.sheet.maps > 1) this.mark("map", data.channel, null);
    const place = picture.place ?? data.place;
    if (place) this.mark("pixel", this.own(data.channel), place);
    if (this.move) this.box.addEventListener("click", (event) => this.click(event));
  }

  // the sheet has a map for each channel, a picture is a single one
  own(channel) {
    return this.picture.sheet.maps > 1 ? channel : 0;
  }

  mark(kind, map, pixel) {
    const mark = element("i", kind);
    for (const [side, share] of Object.entries(markOn(this.picture.sheet, map, pixel))) {
      mark.style[side] = `${100 * share}%`;
    }
    this.box.append(mark);
  }

  click(event) {
    const { left, top, width, height } = this.box.querySelector("img").getBoundingClientRect();
    const { sheet } = this.picture;
    const [x, y] = [(event.clientX - left) / width, (event.clientY - top) / height];
    const place = placeAt(sheet, x, y);
    if (!place) return;
    const channel = sheet.maps > 1 ? place.map : this.data.channel;
    this.move({ channel, row: place.row, column: place.column, side: sheet.side });
  }

  caption() {
    const caption = element("figcaption");
    const symbol = element("b");
    symbol.textContent = this.picture.symbol ? `${this.picture.symbol} ` : "";
    caption.append(symbol, this.picture.name);
    return caption;
  }
}

function element(kind, classes = "") {
  const made = document.createElement(kind);
  made.className = classes;
  return made;
}
