"""What a visitor does in the browser, and sees there."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from explainer.streamlit_names import SCRIPT_IDLE, SCRIPT_STATE, Part
from explainer.ui import contents

DIGITS = "network=digits"
PLAYERS = ("add_noise", "generate", "how_many_steps")  # whose film is not folded
SHADOWS = Part.COMPONENT.selector
# whether every component has got its words
NAMED = """hosts => [...document.querySelectorAll(hosts)].every(host =>
  [...(host.shadowRoot ?? host).querySelectorAll('button')].every(b => b.textContent || b.ariaLabel))"""
# looked at and read at once: a page that is drawn anew may put other canvases in their place at any moment.
# A canvas has its name once it is drawn
_PICTURE = """async (tracks, number) => {
  for (let i = 0; i < 3000; i++) {
    const c = tracks.querySelectorAll("canvas")[number];
    if (tracks.ariaBusy === "false" && c?.ariaLabel)
      return [Array.from(c.getContext("2d").getImageData(0, 0, c.width, c.height).data), c.width];
    await new Promise(done => setTimeout(done, 20));
  }
  throw Error("never drawn");
}"""
expect.set_options(timeout=60_000)


def settle(page: Page) -> None:
    """Wait until the script has run to its end."""
    page.wait_for_selector("h1")
    shown = page.locator(".nw-frame img, .trio canvas, .tracks canvas, .plane canvas, .nw-glossary")
    shown.locator("visible=true").first.wait_for()  # others are folded
    page.wait_for_timeout(300)
    expect(page.get_by_test_id(Part.APP)).to_have_attribute(SCRIPT_STATE, SCRIPT_IDLE)


def open_page(page: Page, url: str) -> None:
    page.goto(url)
    settle(page)


def visit(page: Page, server: Any, name: str, parameters: str = "") -> None:
    """Open any page with a quick network, and wait until all of it is there and stands still."""
    page.goto(f"{server.url}/{contents.page_of(name).address}?{DIGITS}{parameters}")
    page.wait_for_selector("h1")
    page.wait_for_timeout(500)
    expect(page.get_by_test_id(Part.APP)).to_have_attribute(SCRIPT_STATE, SCRIPT_IDLE)
    if name in PLAYERS:  # a component comes after its page, and gets its words last
        page.get_by_role("button", name="Play").first.wait_for()
    page.wait_for_function(NAMED, arg=SHADOWS)


def unfold(page: Page) -> None:
    """Open every folded section: what is in there must be readable too."""
    closed = f"{Part.MAIN.selector} details:not([open]) summary"
    page.eval_on_selector_all(closed, "all => all.forEach(s => s.click())")
    expect(page.locator(closed)).to_have_count(0)
    page.wait_for_timeout(300)


def jpeg(seed=0):
    buffer = io.BytesIO()
    rng = np.random.default_rng(seed)
    blocks = rng.integers(0, 255, (6, 9, 3), dtype=np.uint8)
    Image.fromarray(blocks).resize((900, 600)).save(buffer, "JPEG")
    return {"name": "mine.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def slider_of(page: Page, label: str) -> Locator:
    """The range input that a visitor sees."""
    return page.locator(f'input[type=range][aria-label="{label}"]').locator("visible=true")


def press(page: Page, label: str, key: str, times: int) -> int:
    """Press a key on a slider; the value that it then has."""
    slider = slider_of(page, label)
    slider.focus()
    for _ in range(times):
        slider.press(key)
    settle(page)
    return int(float(slider.input_value()))


def canvas(page: Page, which: str) -> np.ndarray:
    """Pixels (h, w, 3) of a picture on the noise canvas: x0, eps or xt; it has its name once it is drawn."""
    data, width = page.locator(f"figure.{which} canvas[aria-label]").evaluate(
        "c => [Array.from(c.getContext('2d').getImageData(0, 0, c.width, c.height).data), c.width]"
    )
    return np.array(data, np.uint8).reshape(-1, width, 4)[..., :3]


def track(page: Page, number: int) -> np.ndarray:
    """Pixels (h, w, 3) of a picture in the film player, once its frames are loaded."""
    data, width = page.locator(".tracks").first.evaluate(_PICTURE, number)
    return np.array(data, np.uint8).reshape(-1, width, 4)[..., :3]
