// Streamlit empties a page when a part of the one before it asks to be drawn again while this one is on its way: it
// takes that for a change of pages, and draws nothing. Then the page must be asked for once more.

const BETWEEN = 500; // ms between two looks
const PATIENCE = 5_000; // ms in which the server may begin to answer
const RESTS = "[data-testid=stApp][data-test-script-state=notRunning]";
const SOMETHING = "[data-testid=stMain] [data-testid=stElementContainer]";

/** Ask with `tell` if the server rests and the page shows nothing, twice in a row; a function that ends the looking. */
export function watchForNothing(tell) {
  let [found, askedAt] = [0, -PATIENCE];
  const look = () => {
    const isEmpty = document.querySelector(RESTS) && !document.querySelector(SOMETHING);
    found = isEmpty ? found + 1 : 0;
    if (found < 2 || performance.now() - askedAt < PATIENCE) return;
    askedAt = performance.now();
    tell();
  };
  const looking = setInterval(look, BETWEEN);
  return () => clearInterval(looking);
}
