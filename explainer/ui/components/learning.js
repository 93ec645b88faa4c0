// What a network made of the same noise along its training: a slider through the moments, a picture for each word.

const kept = new WeakMap(); // where the slider stands, and of what, outlives a rerun

export default function ({ parentElement: root, data }) {
  const slider = root.querySelector("input");
  const figures = data.words.map(figure);
  root.querySelector(".pictures").replaceChildren(...figures);
  root.querySelector("label span").textContent = data.label;
  slider.setAttribute("aria-label", data.label);
  slider.parentElement.hidden = false; // now that it has a name
  slider.max = data.moments.length - 1;
  const of = data.moments.map(({ name }) => name).join();
  if (kept.get(root) !== of) slider.value = slider.max;
  kept.set(root, of);
  const show = () => {
    const { name, pictures } = data.moments[+slider.value];
    root.querySelector("output").textContent = name;
    slider.setAttribute("aria-valuetext", name);
    figures.forEach((one, i) => {
      one.firstChild.src = pictures[i];
    });
  };
  slider.oninput = show;
  show();
}

function figure(word) {
  const [one, image, caption] = ["figure", "img", "figcaption"].map((tag) =>
    document.createElement(tag),
  );
  image.alt = caption.textContent = word;
  one.append(image, caption);
  return one;
}
