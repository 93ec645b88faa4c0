// What the document says of itself: the language of the page, for those who have it read aloud or translated. And it
// has the page drawn again when the device turns from light to dark or back: half of the colours are the server's.

const dark = matchMedia("(prefers-color-scheme: dark)");

let leave = () => {}; // the call before this one: Streamlit ends only the last, when the page is left

export default ({ data, setTriggerValue }) => {
  leave();
  document.documentElement.lang = data.language;
  const drawAgain = () => setTriggerValue("scheme", dark.matches);
  dark.addEventListener("change", drawAgain);
  leave = () => dark.removeEventListener("change", drawAgain);
  return leave;
};
