"""Inside the UNet in a browser: a block is opened, a skip cut, t moved and a place clicked, by pointer and by keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from explainer.streamlit_names import keyed
from explainer.ui.language import say
from tests.browser.visitor import open_page, settle, slider_of

SCREEN = "inside_unet?network=digits&words=3&t=300"


def part(page: Page, name: str) -> Locator:
    """A button of the drawing."""
    return page.locator(f'{keyed("_unet_drawing")} button[data-name="{name}"]')


def skip(page: Page, name: str) -> Locator:
    return page.locator(f'{keyed("_unet_drawing")} button.skip[data-name="{name}"]')


def after(page: Page) -> None:
    page.wait_for_timeout(500)
    settle(page)


def pictures(page: Page) -> list[str]:
    """The four pictures under the drawing."""
    found = page.locator(".nw-four img")
    return [found.nth(i).get_attribute("src") for i in range(4)]


def test_a_block_is_opened_a_skip_cut_and_t_moved(page, server):
    open_page(page, f"{server.url}/{SCREEN}")
    _, _, whole, rest = pictures(page)
    assert whole == rest
    part(page, "mid.0").click()
    after(page)
    expect(page.get_by_role("heading", name=re.compile("Inside “middle 7×7, 1”"))).to_be_visible()
    skip(page, "down.0.0").press("Enter")
    after(page)
    expect(skip(page, "down.0.0")).to_have_attribute("aria-pressed", "true")
    expect(skip(page, "down.0.0")).to_be_focused()
    expect(page.locator(".nw-four img").nth(3)).not_to_have_attribute("src", whole)
    _, _, still, cut = pictures(page)
    assert still == whole != cut
    assert "block=mid.0" in page.url and "cut=down.0.0" in page.url
    slider_of(page, say("control.t.label")).press("End")
    after(page)
    expect(page.get_by_text("At t = 1000, without")).to_be_visible()
    assert pictures(page)[2] != whole
    skip(page, "down.0.0").press(" ")
    after(page)
    expect(page.get_by_text("The whole network", exact=True)).to_be_visible()
    page.locator("summary").filter(has_text=say("inside_unet.attention")).first.click()
    image = page.locator(f"{keyed('_unet_attention')} .box img").first
    image.scroll_into_view_if_needed()
    box = image.bounding_box()
    image.click(position={"x": 0.01 * box["width"], "y": 0.99 * box["height"]})
    expect(page).to_have_url(re.compile(r"from_top=92"))
    expect(page).to_have_url(re.compile(r"from_left=7(&|$)"))


def test_on_a_phone_the_drawing_fits_and_its_buttons_are_large_enough_for_a_finger(
    chromium, server
):
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    narrow = context.new_page()
    narrow.set_default_timeout(60_000)
    open_page(narrow, f"{server.url}/{SCREEN}&network=photos")
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 390
    buttons = narrow.locator(f"{keyed('_unet_drawing')} button")
    sizes = [buttons.nth(i).bounding_box() for i in range(buttons.count())]
    assert all(box["height"] >= 44 and box["width"] >= 44 for box in sizes)
    context.close()
