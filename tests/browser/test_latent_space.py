"""Latent space in a browser: a click on the pictures chooses a number, a click on the drawing leads to a page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from explainer.core.environment import CHECKPOINTS
from explainer.streamlit_names import keyed
from explainer.ui.language import say
from tests.browser.visitor import open_page, settle, slider_of
from tests.latents import NAME
from tests.live import Server

SCREEN = f"latent_space?network={NAME}&steps=3"


@pytest.fixture(scope="module")
def with_latents(latent_folder):
    """The app beside a tiny network in latents."""
    running = Server(environment={CHECKPOINTS: str(latent_folder)})
    running.settle()
    yield running
    running.stop()


def unfold(page: Page, name: str) -> None:
    """Open a section of the page."""
    page.locator(f"{keyed(f'latent_{name}')} summary").first.click()


def click(page: Page, picture: int, x: float, y: float) -> None:
    """On a picture under “What one number does”, at these shares of its width and height."""
    image = page.locator(f"{keyed('_latent_turn')} .box img").nth(picture)
    image.evaluate("(image) => image.decode()")  # before, it is not as high as it will be
    image.scroll_into_view_if_needed()
    box = image.bounding_box()
    image.click(position={"x": x * box["width"], "y": y * box["height"]})
    page.wait_for_timeout(500)
    settle(page)


def expect_chosen(page: Page, *values: str) -> None:
    """The sliders say this of the map, the row and the column."""
    for key, value in zip(("channel", "row", "column"), values, strict=True):
        expect(slider_of(page, say(f"control.{key}.label"))).to_have_value(value)


def test_a_click_chooses_a_map_and_a_place_and_the_link_keeps_them(page, with_latents):
    open_page(page, f"{with_latents.url}/{SCREEN}")
    unfold(page, "turn")
    click(page, 0, 0.96, 0.96)  # the last number of the last of four maps
    expect_chosen(page, "4", "4", "4")
    expect(page).to_have_url(re.compile("channel=4"))
    click(page, 1, 0.3, 0.01)  # on a picture: the map stays
    expect_chosen(page, "4", "1", "2")
    expect(page).to_have_url(re.compile("column=2"))
    settle(page)
    open_page(page, page.url)
    unfold(page, "turn")
    expect_chosen(page, "4", "1", "2")


def test_the_drawing_leads_to_a_page_without_loading_the_app_again(page, with_latents):
    open_page(page, f"{with_latents.url}/{SCREEN}")
    page.evaluate("window.still_here = true")
    page.locator(f"{keyed('_latent_machine')} a.words").click()
    expect(page.get_by_role("heading", name=say("generate.title"), level=1)).to_be_visible()
    settle(page)
    assert page.evaluate("window.still_here")


def test_the_drawing_leads_to_a_section_of_the_page_and_opens_it(page, with_latents):
    open_page(page, f"{with_latents.url}/{SCREEN}")
    page.emulate_media(reduced_motion="reduce")
    page.locator(f"{keyed('_latent_machine')} a.picture").click()
    section = page.locator(keyed("latent_walks"))
    expect(section.get_by_text(say("latent_space.walks"))).to_be_in_viewport()
    expect(section.get_by_role("button", name=say("latent_space.walks_button"))).to_be_visible()


def test_no_part_of_the_page_scrolls_sideways_on_a_phone(chromium, with_latents):
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    narrow = context.new_page()
    narrow.set_default_timeout(60_000)
    open_page(narrow, f"{with_latents.url}/{SCREEN}")
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()
