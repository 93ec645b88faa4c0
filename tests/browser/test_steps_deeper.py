"""Steps, deeper, in a browser: a timestep is moved by hand and by key, and the run that visits it is scored."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from explainer.ui.language import say
from tests.browser.visitor import open_page, settle

SCREEN = "steps_deeper?network=digits&words=3&w=1&points=900+500"


def expect_points(page: Page, typed: str) -> None:
    expect(page.get_by_role("textbox", name=say("control.points.label"))).to_have_value(typed)
    settle(page)


def test_a_timestep_is_moved_by_hand_and_by_key(page, server):
    open_page(page, f"{server.url}/{SCREEN}")
    first, second = (
        page.get_by_role("slider", name="Step 1"),
        page.get_by_role("slider", name="Step 2"),
    )
    expect(first).to_have_attribute("aria-valuetext", "t = 900")
    second.press("PageDown")
    second.press("Shift+ArrowUp")
    expect_points(page, "900 451")
    expect(page.get_by_text("Nearest:")).to_be_visible()
    first.scroll_into_view_if_needed()
    box = first.bounding_box()
    page.mouse.move(box["x"] + 7, box["y"] + 7)
    page.mouse.down()
    page.mouse.move(box["x"] + 7, box["y"] + 800, steps=4)  # far below its neighbour
    page.mouse.up()
    expect_points(page, "452 451")
    expect(page).to_have_url(re.compile(r"points=452\+451"))
