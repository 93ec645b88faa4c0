// Streamlit empties a page when a part of the one before it asks to be drawn again while this one is on its way: it
// takes that for a change of pages, and draws nothing, or only what the server had not said yet. Then the page must be
// asked for once more. Every page begins with its title.

const BETWEEN = 500; // ms between two looks
const PATIENCE = 5_000; // ms in which the server may begin to answer
const TIMES = 3; // in a row: a page that cannot be drawn says why, and has no title either
const RESTS = "[data-testid=stApp][data-test-script-state=notRunning]";
const TITLE = "[data-testid=stMain] h1";

// of whoever looks next, too: a page that is drawn again begins to look anew
let [asked, askedAt] = [0, -PATIENCE];

/** Ask with `tell` if the server rests and the page has no title, twice in a row; a function that ends the looking. */
export function watchForNothing(tell) {
  let found = 0;
  const look = () => {
    const isThere = document.querySelector(TITLE);
    if (isThere) asked = 0;
    found = document.querySelector(RESTS) && !isThere ? found + 1 : 0;
    if (found < 2 || asked === TIMES || performance.now() - askedAt < PATIENCE) return;
    [asked, askedAt] = [asked + 1, performance.now()];
    tell();
  };
  const looking = setInterval(look, BETWEEN);
  return () => clearInterval(looking);
}
