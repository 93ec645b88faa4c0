"""Links: they open where they lead, are written by the controls, and say what they ignored."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import expect

from explainer.streamlit_names import Part
from tests.browser.visitor import DIGITS, canvas, open_page, press, settle


def test_a_deep_link_as_the_first_visit_after_a_start(fresh_server, page):  # the page closes first
    open_page(page, f"{fresh_server.url}/add_noise?t=777&seed=42&schedule=linear&{DIGITS}")
    expect(page.get_by_text("At t = 777")).to_be_visible()
    expect(page.get_by_test_id(Part.SIDEBAR).get_by_text("Your picture")).to_be_visible()
    expect(page.get_by_role("spinbutton", name="Seed")).to_have_value("42")
    expect(page).to_have_title("Add noise · Noisewalk")


def test_controls_write_the_address_and_it_can_be_opened_again(page, server):
    open_page(page, f"{server.url}/add_noise?{DIGITS}")
    t = press(page, "Timestep t", "ArrowRight", 5)
    page.get_by_role("spinbutton", name="Seed").fill("11")
    page.get_by_role("spinbutton", name="Seed").press("Enter")
    settle(page)
    expect(page).to_have_url(re.compile(f"[?&]t={t}&seed=11&"))
    seen = canvas(page, "xt")
    page.reload()
    settle(page)
    assert np.array_equal(canvas(page, "xt"), seen)
    page.get_by_role("link", name="Remove noise").first.click()
    expect(page.get_by_text(f"noisy, at t = {t}")).to_be_visible()


def test_a_bad_link_says_what_it_ignored(page, server):
    open_page(page, f"{server.url}/add_noise?t=99999&seed=12&colour=red&{DIGITS}")
    expect(page.get_by_text("t = “99999”")).to_be_visible()
    expect(page.get_by_text("“colour”")).to_be_visible()
    expect(page.get_by_role("spinbutton", name="Seed")).to_have_value("12")


def test_back_returns_to_a_page_and_its_settings(page, server):
    def arrive(heading, seed):
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        settle(page)
        expect(page.get_by_role("spinbutton", name="Seed")).to_have_value(seed)
        expect(page).to_have_url(re.compile(rf"seed={seed}&"))

    def choose(seed):
        page.get_by_role("spinbutton", name="Seed").fill(seed)
        page.get_by_role("spinbutton", name="Seed").press("Enter")
        settle(page)

    open_page(page, f"{server.url}/add_noise?{DIGITS}&utm_source=mail&fbclid=1")
    expect(page.get_by_test_id(Part.ALERT)).to_have_count(0)
    choose("33")
    expect(page).to_have_url(re.compile(r"/add_noise\?seed=33&network=digits$"))
    entries = page.evaluate("history.length")
    page.get_by_role("link", name="Remove noise").first.click()
    arrive("Remove noise", "33")
    choose("44")
    assert (
        page.evaluate("history.length") == entries + 1
    )  # one click is one entry, a setting is none
    page.go_back()
    arrive("Add noise", "33")
    page.go_forward()
    arrive("Remove noise", "44")
    page.reload()
    arrive("Remove noise", "44")
