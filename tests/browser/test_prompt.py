"""The prompt in a browser: the main button stays in view, whatever a network knows and whatever was missed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from explainer.streamlit_names import keyed
from tests.browser.visitor import open_page

SIZES = {"wide": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("place", ["generate", "how_many_steps"])
def test_the_button_is_in_view_on_arrival_or_with_the_field(chromium, server, place, size):
    context = chromium.new_context(viewport=SIZES[size])
    page = context.new_page()
    page.set_default_timeout(60_000)
    open_page(page, f"{server.url}/{place}?network=photos-latent&lang=de")
    expect(page.locator(keyed("_chip")).get_by_role("radio")).to_have_count(6)
    # both at one moment: what arrives above them moves them together
    field, button = page.evaluate(
        "all => all.map(one => document.querySelector(one).getBoundingClientRect().toJSON())",
        [keyed("words"), keyed(f"_{place}_go")],
    )
    above = field["y"] if size == "phone" else 0
    assert button["y"] + button["height"] - above <= SIZES[size]["height"]
    context.close()
