"""The denoising game in a browser: the landing follows the slider without a call, and a jump goes where it shows."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import expect

from explainer.ui.language import say
from tests.browser.visitor import open_page, settle

SCREEN = "denoising_game?network=digits&words=3&seed=7"
PIXELS = "c => Array.from(c.getContext('2d').getImageData(0, 0, c.width, c.height).data)"


def painted(page, figure: str) -> np.ndarray:
    return np.array(page.locator(f".{figure} canvas").evaluate(PIXELS))


def test_a_jump_goes_where_the_slider_shows(page, server):
    open_page(page, f"{server.url}/{SCREEN}")
    slider = page.get_by_role("slider", name=say("denoising_game.choose"))
    slider.wait_for()  # it has its name once the canvas is drawn
    before = painted(page, "landing")
    slider.evaluate("s => { s.value = 640; s.dispatchEvent(new Event('input')) }")
    landing = painted(page, "landing")
    assert (landing != before).any()
    slider.dispatch_event("change")
    settle(page)
    page.get_by_role("button", name=say("denoising_game.jump", t=640)).click()
    expect(page.get_by_text("Call 2 of 5, made at t = 640")).to_be_visible()
    settle(page)
    assert np.abs(painted(page, "xt") - landing).max() <= 1
    assert "jumps=640" in page.url
    page.get_by_role("button", name=say("denoising_game.back")).click()
    expect(page.get_by_text("Call 1 of 5, made at t = 1000")).to_be_visible()
    settle(page)
    assert (painted(page, "guess") != painted(page, "xt")).any()
    assert "jumps" not in page.url
