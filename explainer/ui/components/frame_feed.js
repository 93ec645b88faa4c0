// Frames of a run that is still going on, handed to its film player. The player may come to life later
// than its first frames, so they wait in a queue that both know.

export default function ({ data }) {
  globalThis.noisewalkFrames ??= [];
  const queue = globalThis.noisewalkFrames;
  queue.push(data);
  if (queue.length > 200) queue.shift(); // nobody is watching
  document.dispatchEvent(new Event("noisewalk-frames"));
}
