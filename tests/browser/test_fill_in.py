"""Fill in, as a person uses it: a hole painted by mouse or by finger is filled."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from explainer.ui.language import say
from tests.browser.visitor import open_page

PAPER, MADE = ".paper", ".nw-frame.nw-large img"
OPENED = "fill_in?network=digits&steps=4&times=2&stretch=2&hole=left"


def test_a_hole_painted_by_mouse_is_filled(page: Page, server):
    open_page(page, f"{server.url}/{OPENED}")
    expect(page.locator(MADE)).to_be_visible()
    page.locator(".board button").filter(has_text=say("board.clear")).click()
    expect(page.get_by_text(say("fill_in.no_hole"))).to_be_visible()
    expect(page.locator(MADE)).to_have_count(0)
    box = page.locator(PAPER).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    expect(page.locator(MADE)).to_be_visible()
    expect(page.get_by_text("What is known comes back exactly")).to_be_visible()


def test_a_hole_painted_by_a_finger_is_filled(chromium, server):
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    open_page(page, f"{server.url}/{OPENED}")
    before = page.locator(MADE).get_attribute("src")
    paper = page.locator(PAPER)
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    page.touchscreen.tap(box["x"] + 0.75 * box["width"], box["y"] + box["height"] / 2)
    expect(page.locator(".heard")).to_have_text(say("board.painted"))
    expect(page.locator(MADE)).not_to_have_attribute("src", before)
    context.close()
