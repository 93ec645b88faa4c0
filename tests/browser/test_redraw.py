"""Redraw, as a person uses it: strokes by mouse and by finger change the picture that is drawn anew."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import Page, expect

from explainer.media.painted import PALETTE
from explainer.ui.language import say
from tests.browser.visitor import open_page, track

PAPER = ".paper"
OPENED = "redraw?network=digits&words=&source=drawing&from_t=90"


def painted(page: Page) -> list[int]:
    return page.locator(PAPER).evaluate(
        "c => Array.from(c.getContext('2d').getImageData(0, 0, c.width, c.height).data)"
    )


def brush(page: Page, name: str) -> None:
    page.locator(".board label").filter(has_text=name).click()


def redrawn(page: Page, before: np.ndarray) -> bool:
    """Whether the picture changes that comes back, within some seconds."""
    for _ in range(200):
        page.wait_for_timeout(250)
        if not np.array_equal(track(page, 0), before):
            return True
    return False


def test_a_stroke_by_mouse_and_by_key_is_redrawn_and_taken_back(page, server):
    open_page(page, f"{server.url}/{OPENED}")
    paper = page.locator(PAPER)
    first, result = painted(page), track(page, 0)
    brush(page, say("board.brush_2"))
    brush(page, say("board.white"))
    box = paper.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] - 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 20, box["y"] + box["height"] - 30, steps=9)
    page.mouse.up()
    drawn = painted(page)
    assert drawn != first
    assert redrawn(page, result)
    paper.focus()
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Space")
    assert painted(page) != drawn
    expect(page.locator(".heard")).to_have_text(say("board.painted"))
    page.keyboard.press("Control+z")
    assert painted(page) == drawn
    brush(page, say("board.fill"))
    brush(page, say("board.grey"))
    paper.click(position={"x": 5, "y": 5})
    assert painted(page)[:3] == [*PALETTE["grey"]]


def test_a_finger_draws_and_does_not_scroll(chromium, server):
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    open_page(page, f"{server.url}/{OPENED}")
    paper = page.locator(PAPER)
    paper.scroll_into_view_if_needed()
    first, result = painted(page), track(page, 0)
    box = paper.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] - 40)
    expect(page.locator(".heard")).to_have_text(say("board.painted"))
    assert painted(page) != first
    assert redrawn(page, result)
    assert paper.evaluate("c => getComputedStyle(c).touchAction") == "none"
    context.close()
