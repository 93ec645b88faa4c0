// Runs in the page before Streamlit does: says what is wrong where nothing can be shown, and in a pupil's words.
// `asked` is the name that the server was asked for; a proxy that changes it cuts the page off from its server.

(({ asked, words }) => {
  const said = (locale) => words[(locale || "en").slice(0, 2).toLowerCase()] ?? words.en;
  const plain = (host) => host.toLowerCase().replace(/:(80|443)$/, "");
  // what Streamlit's own dialog says, and none of ours
  const LOST = /streamlit server|to streamlit|is streamlit still|yourscript/i;

  const paragraph = (text) => Object.assign(document.createElement("p"), { textContent: text });

  // over everything, since nothing below will ever come
  function tellOfProxy() {
    const box = document.createElement("div");
    box.id = "noisewalk-cut-off";
    box.setAttribute("role", "alert");
    box.style.cssText =
      "position:fixed;inset:0;z-index:2000000;overflow:auto;padding:10vh 8vw;background:Canvas;color:CanvasText;" +
      "font:1.125rem/1.5 system-ui,sans-serif";
    const { host_title, host, host_mend } = said(navigator.language);
    const fill = (text) => text.replace("{opened}", location.host).replace("{asked}", asked);
    const title = Object.assign(document.createElement("h1"), { textContent: host_title });
    box.append(title, paragraph(fill(host)), paragraph(fill(host_mend)));
    document.body.append(box);
  }

  // Streamlit's parts stay where they are, out of sight: it may change or remove them
  function tellOfLoss(dialog) {
    if (dialog.querySelector("[data-noisewalk]") || !LOST.test(dialog.textContent)) return;
    const { lost_title, lost } = said(document.documentElement.lang);
    const own = document.createElement("div");
    own.dataset.noisewalk = "";
    own.style.cssText = "padding:1.5rem;padding-right:3rem";
    own.append(
      Object.assign(document.createElement("strong"), { textContent: lost_title }),
      paragraph(lost),
    );
    for (const part of dialog.children) if (!part.matches("button")) part.style.display = "none";
    dialog.append(own);
  }

  addEventListener("DOMContentLoaded", () => {
    if (plain(location.host) !== plain(asked)) tellOfProxy();
    new MutationObserver(() => {
      for (const dialog of document.querySelectorAll('[role="dialog"]')) tellOfLoss(dialog);
    }).observe(document.body, { childList: true, subtree: true });
  });
})(globalThis.noisewalkArrival);
