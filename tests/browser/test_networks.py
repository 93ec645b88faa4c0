"""The networks: how one learned, on a slider that needs no server."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.visitor import DIGITS, open_page, slider_of


def test_how_a_network_learned_is_dragged_through(page, server):
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, f"{server.url}/networks?{DIGITS}")
    slider = slider_of(page, "Training so far")
    pictures = page.locator(".pictures img")
    expect(pictures).to_have_count(10)
    read = "all => all.map(image => image.src)"
    now = pictures.evaluate_all(read)
    slider.press("Home")
    assert all(a != b for a, b in zip(now, pictures.evaluate_all(read), strict=True))
    slider.press("End")
    assert pictures.evaluate_all(read) == now
    net, guess = page.locator(".nw-net img"), page.locator(".nw-machine img").nth(2)
    expect(guess).to_be_visible()
    assert net.evaluate("image => image.naturalWidth") > 0
    # on a telephone the drawing runs down the page
    assert net.bounding_box()["y"] < guess.bounding_box()["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
