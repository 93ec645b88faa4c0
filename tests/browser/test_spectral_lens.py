"""The spectral lens in a browser: what the browser cuts is what the server would cut, and t moves without it."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import expect

from explainer.core.spectrum import keep_rings
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.language import say
from explainer.ui.picture import sample_picture
from explainer.ui.sections.spectral_lens import lens_of
from tests.browser.visitor import open_page, settle

SCREEN = "spectral_lens?network=digits&words=3&steps=4&sample=tulip&seed=7"
PIXELS = "c => Array.from(c.getContext('2d').getImageData(0, 0, c.width, c.height).data)"


def kept(page) -> np.ndarray:
    flat = page.locator(".kept canvas[aria-label]").evaluate(PIXELS)
    size = load_checkpoint("digits").picture_shape[-1]
    return np.array(flat).reshape(size, size, 4)[..., 0]


def cut(t: int) -> np.ndarray:
    lens = lens_of(load_checkpoint("digits"), sample_picture("tulip"), 7, t)
    return to_pixels(keep_rings(lens.x0, lens.kept))[..., 0]


def test_the_browser_cuts_as_the_server_does_and_tells_where_t_was_let_go(page, server):
    open_page(page, f"{server.url}/{SCREEN}&t=300")
    assert np.abs(kept(page) - cut(300)).max() <= 1
    slider = page.get_by_role("slider", name=say("canvas.t"))
    slider.evaluate("s => { s.value = 650; s.dispatchEvent(new Event('input')) }")
    expect(page.locator("output").filter(has_text="t = 650")).to_be_visible()
    page.wait_for_timeout(100)
    assert np.abs(kept(page) - cut(650)).max() <= 1
    assert "t=300" in page.url  # nothing was told so far
    slider.dispatch_event("change")
    settle(page)
    expect(page.get_by_text("At t = 650").first).to_be_visible()
    expect(page).to_have_url(re.compile("t=650"))
