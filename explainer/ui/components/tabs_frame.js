// The frame is as high as the tab that is open in it: it is of this server, so that one may look inside.

const watches = new WeakMap();

export default ({ parentElement: root, data }) => {
  const frame = root.querySelector("iframe");
  frame.title = data.label;
  if (frame.getAttribute("src") === data.address) return;
  frame.addEventListener("load", () => follow(frame));
  frame.src = data.address;
};

function follow(frame) {
  watches.get(frame)?.disconnect(); // of what was shown before
  const page = frame.contentDocument?.documentElement;
  if (!page) return;
  page.style.minHeight = "0"; // or it would never be lower than the frame is
  const watch = new ResizeObserver(() => {
    frame.style.height = `${page.offsetHeight}px`;
  });
  watch.observe(page);
  watches.set(frame, watch);
}
