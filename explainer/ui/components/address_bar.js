// The address follows the page: it is replaced, so that only another page is another entry of the history, or a step
// that asks for one.
// The address of an outer page is kept in step, so that a link copied from a Space opens the same screen.

const OUTER = "https://huggingface.co";
const STREAMLITS = ["embed", "embed_options"]; // how the page is embedded: not the visitor's choice

export default ({ data }) => {
  const said = window.noisewalkAddress ?? data;
  if (!isOpen(data)) return; // the visitor is on the way to another page
  if (said !== data && said.visit === data.visit && said.number >= data.number) return; // old news, drawn again
  window.noisewalkAddress = data;
  const search = searchOf(data.query);
  const { pathname, search: before, hash } = window.location;
  if (said.visit !== data.visit && search !== before) {
    // the server has forgotten this visit, and would go back to the address that it began with
    window.location.reload();
    return;
  }
  const own = (said.entry ?? 0) < data.entry; // a step that Back undoes
  if (search !== before)
    window.history[own ? "pushState" : "replaceState"](null, "", pathname + search + hash);
  if (window.parent !== window) {
    window.parent.postMessage({ queryString: search.slice(1), hash: "" }, OUTER);
  }
};

// whether the address is this page's; the first page has none of its own
function isOpen({ page, others }) {
  const here = window.location.pathname.replace(/\/$/, "").split("/").pop();
  return page === here || (page === "" && !others.includes(here));
}

function searchOf(query) {
  const now = new URLSearchParams(window.location.search);
  const kept = STREAMLITS.flatMap((key) => now.getAll(key).map((value) => [key, value]));
  const all = [query, new URLSearchParams(kept).toString()].filter(Boolean).join("&");
  return all ? `?${all}` : "";
}
