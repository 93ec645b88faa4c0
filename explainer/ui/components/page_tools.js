// What a page does beyond its own area: it keeps the address of an outer page in step, so that a link
// copied from a Space opens the same screen, and turns pages with a presenter's keys.

const OUTER = "https://huggingface.co";
const LINKS = { PageUp: "present_previous", PageDown: "present_next" };

export default ({ data }) => {
  if (window.parent !== window) {
    const queryString = window.location.search.slice(1);
    window.parent.postMessage({ queryString, hash: "" }, OUTER);
  }
  if (!data.present) return;
  const turn = (event) => {
    const link = document.querySelector(`.st-key-${LINKS[event.key]} a`);
    if (!link) return;
    event.preventDefault();
    link.click();
  };
  window.addEventListener("keydown", turn);
  return () => window.removeEventListener("keydown", turn);
};
