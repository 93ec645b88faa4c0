// What a page does beyond its own area: it shows its beginning after a dare, obeys a presenter's keys, and is asked for
// again where it was emptied.

import { watchForNothing } from "./emptied_page.js";

// what a presenter's keys press
const KEYS = {
  PageUp: ".st-key-present_previous a",
  PageDown: ".st-key-present_next a",
  Escape: ".st-key-present input",
};
const TURNS = { PageUp: "back", PageDown: "next" }; // what they do in a tour, whose pages come in an order of its own
// what Escape closes first
const OPEN =
  ".nw-meaning[data-open], [role=dialog], [role=listbox], [data-testid=stPopoverBody], [data-testid=stFullScreenFrame] [title='Close fullscreen']";

// and the canvas of a film that it leads away from, inside a part of the page with a root of its own
const CLOSER = ".zoomed canvas, .probing canvas";

const DARE = "[class*='st-key-_dare_'] button, .st-key-_room_blind button";
const [COPY, PLANT] = [".st-key-_dare_did_it_copy button", ".st-key-plant"]; // this one changes what stands further down
const PAGE = "[data-testid=stMain]";

// a dare stands at a page's end, and what it changes at its beginning; so does what a class is asked
const toWhatChanges = (event) => {
  const place = event.target.closest?.(COPY) && document.querySelector(PLANT);
  if (place) place.scrollIntoView({ block: "center" });
  else if (event.target.closest?.(DARE)) document.querySelector(PAGE)?.scrollTo(0, 0);
};

let end = () => {}; // what the call before this one began, or the leaving of the page: Streamlit tells only of that

export default ({ data, setTriggerValue }) => {
  end();
  document.addEventListener("click", toWhatChanges); // the same one again adds nothing
  const disobey = data.present ? obeyKeys() : () => {};
  // in part emptied, the page may still hold this component; wholly, it has left, and goes on looking
  const lookAway = watchForNothing(() => setTriggerValue("emptied", true));
  end = () => {
    disobey();
    lookAway();
  };
  return () => {
    disobey();
    end = lookAway;
  };
};

const endsSomethingElse = (event) =>
  document.querySelector(OPEN) || event.composedPath()[0].matches?.(CLOSER);

function obeyKeys() {
  const press = (event) => {
    if (TURNS[event.key] && document.documentElement.dataset.nwTour) {
      event.preventDefault();
      globalThis.noisewalkTour.turn(TURNS[event.key]);
      return;
    }
    const wanted = KEYS[event.key] && document.querySelector(KEYS[event.key]);
    if (!wanted || (event.key === "Escape" && endsSomethingElse(event))) return;
    event.preventDefault();
    wanted.click();
  };
  // before the page hears of the key, while what it would close is still open
  window.addEventListener("keydown", press, true);
  return () => window.removeEventListener("keydown", press, true);
}
