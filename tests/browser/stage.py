"""A component alone on an empty page: drawn as often as a test wants, as Streamlit would, and no server behind it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

from explainer.javascript import bundle
from explainer.ui.components import FOLDER

# Streamlit calls the function for every change, and what it last returned once, when the page is left
_MOUNT = """async ([js, html, css]) => {
  const address = URL.createObjectURL(new Blob([js], { type: "text/javascript" }));
  const { default: draw } = await import(address);
  const root = document.body.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
  root.innerHTML = `<style>${css}</style>${html}`;
  const stage = { told: [], end: null };
  const tell = (name, value) => stage.told.push([name, value]);
  stage.draw = (data) => {
    stage.end = draw({ parentElement: root, data, setStateValue: tell, setTriggerValue: tell });
  };
  globalThis.stage = stage;
}"""


class Stage:
    """One component beside other parts of a page, whose clock stands still until `pass_ms`."""

    def __init__(self, page: Page, name: str, body: str = "") -> None:
        self.page = page
        page.clock.install()
        page.set_content(f"<!doctype html><body>{body}</body>")
        page.clock.pause_at(page.evaluate("Date.now()") + 3_600_000)  # it cannot stop in the past
        self.mount(name)

    def mount(self, name: str) -> None:
        """Put a component on the page, at its end, which is the one that is drawn from now on."""
        texts = [(FOLDER / f"{name}.{kind}").read_text("utf-8") for kind in ("html", "css")]
        self.page.evaluate(_MOUNT, [bundle(FOLDER / f"{name}.js"), *texts])

    def draw(self, data: dict[str, Any]) -> None:
        """Call it with new data."""
        self.page.evaluate("data => stage.draw(data)", data)

    def pass_ms(self, ms: int) -> None:
        """Let time go by."""
        self.page.clock.run_for(ms)

    @property
    def told(self) -> list[list[Any]]:
        """What the server was told: names and values."""
        told: list[list[Any]] = self.page.evaluate("stage.told")
        return told

    def slide(self, slider: Locator, value: int) -> None:
        """Move a slider and let it go."""
        slider.evaluate(
            """(s, value) => { s.value = value;
            for (const kind of ["input", "change"]) s.dispatchEvent(new Event(kind)); }""",
            value,
        )
