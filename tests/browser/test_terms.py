"""A term opens its meaning where it stands; the glossary opens at a term, and prints."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from explainer.streamlit_names import Part
from tests.browser.visitor import DIGITS, open_page


def test_a_term_opens_its_meaning_by_keyboard(page, server):
    open_page(page, f"{server.url}/add_noise?{DIGITS}")
    term = page.get_by_role("link", name="schedule", exact=True).first
    meaning = page.get_by_role("tooltip")
    expect(term).to_be_visible()
    expect(meaning).to_be_hidden()
    is_there = "e => e === document.activeElement"
    for _ in range(100):
        page.keyboard.press("Tab")
        if term.evaluate(is_there):
            break
    else:
        pytest.fail("Tab never came to the term")
    expect(meaning).to_contain_text("The plan that says for every t how strong the noise is.")
    expect(term).to_have_accessible_description(re.compile("The plan that says for every t"))
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    page.keyboard.press("Enter")  # opens it again; the page stays
    expect(meaning).to_be_visible()
    assert len(page.context.pages) == 1 and "/add_noise" in page.url
    page.get_by_role("heading", name="Add noise").click()
    expect(meaning).to_be_hidden()
    term.hover()
    expect(meaning).to_be_visible()
    under_the_canvas = page.locator("output a")  # in a component of its own
    for _ in range(5):  # what loads late may move it away from under the pointer
        page.mouse.move(0, 0)
        under_the_canvas.hover()
        page.wait_for_timeout(500)
        if meaning.is_visible():
            break
    expect(meaning).to_contain_text("How strong the picture is beside the noise")


def test_the_glossary_opens_at_a_term_and_prints_black_on_white(page, server):
    open_page(page, f"{server.url}/glossary?{DIGITS}&lang=de#seed")
    entry = page.locator("#seed")
    expect(entry).to_be_in_viewport()
    expect(entry).to_have_attribute("data-here", "")
    try:
        page.emulate_media(media="print", color_scheme="dark")
        expect(page.get_by_test_id(Part.SIDEBAR)).to_be_hidden()
        expect(entry).to_have_css("color", "rgb(0, 0, 0)")
        height = page.evaluate("document.documentElement.scrollHeight")
        assert height >= page.locator(".nw-glossary").bounding_box()["height"]
    finally:
        page.emulate_media(media="screen", color_scheme="light")
