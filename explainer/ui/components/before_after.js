// Two pictures in one place; the slider decides how much of each is seen.
export default function ({ parentElement: root, data }) {
  const box = root.querySelector(".box");
  const slider = root.querySelector("input");
  const pictures = root.querySelectorAll("img");
  const names = root.querySelectorAll(".names span");
  [data.left, data.right].forEach((side, i) => {
    pictures[i].src = side.picture;
    pictures[i].alt = side.name;
    names[i].textContent = side.name;
  });
  slider.setAttribute("aria-label", data.label);
  box.hidden = false;
  box.classList.toggle("old", data.old);
  const show = () => box.style.setProperty("--p", `${slider.value}%`);
  slider.oninput = show;
  show();
}
