"""Uploads: used by every page, and a bad one is a sentence."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import Page, expect

from explainer.streamlit_names import Part
from tests.browser.visitor import DIGITS, canvas, jpeg, open_page, press, settle


def other_than(before: np.ndarray, page: Page) -> np.ndarray:
    """The picture x0, once it is another than before."""
    for _ in range(240):
        settle(page)
        if not np.array_equal(canvas(page, "x0"), before):
            break
    assert not np.array_equal(canvas(page, "x0"), before)
    return canvas(page, "x0")


def test_upload_then_scrub_then_clean(page, server):
    open_page(page, f"{server.url}/add_noise?{DIGITS}")
    sample = canvas(page, "x0")
    page.get_by_test_id(Part.SIDEBAR).locator("input[type=file]").set_input_files(jpeg())
    expect(
        page.get_by_test_id(Part.SIDEBAR).get_by_text(
            "It stays in this server's memory for your session"
        )
    ).to_be_visible()
    mine, noisy = other_than(sample, page), canvas(page, "xt")
    t = press(page, "Timestep t", "PageUp", 2)
    assert t > 500
    assert np.array_equal(canvas(page, "x0"), mine)  # the same picture
    assert not np.array_equal(canvas(page, "xt"), noisy)  # more noise in it
    expect(page.get_by_text(f"At t = {t}")).to_be_visible()
    page.get_by_role("link", name="Remove noise").first.click()
    expect(page.get_by_role("heading", name="Remove noise")).to_be_visible()
    settle(page)
    expect(page.get_by_text("50 steps, 50 network calls")).to_be_visible()
    assert page.locator(".nw-six").get_by_text(re.compile(r"^closeness \(PSNR\) \d")).count() == 5


def test_a_bad_upload_is_a_sentence_in_the_browser(page, server):
    open_page(page, f"{server.url}/add_noise?{DIGITS}")
    before = canvas(page, "x0")
    bad = {"name": "not.png", "mimeType": "image/png", "buffer": b"no picture at all"}
    chooser = page.get_by_test_id(Part.SIDEBAR).locator("input[type=file]")
    chooser.set_input_files(bad)
    expect(page.get_by_text("This file is not a picture").first).to_be_visible()
    settle(page)
    assert np.array_equal(canvas(page, "x0"), before)
    chooser.set_input_files(jpeg())
    expect(page.get_by_text("It stays in this server's memory for your session")).to_be_visible()
    mine = other_than(before, page)
    chooser.set_input_files(bad)  # the good one before it stays
    expect(page.get_by_text("This file is not a picture").first).to_be_visible()
    settle(page)
    assert np.array_equal(canvas(page, "x0"), mine)
