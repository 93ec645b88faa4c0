"""How many steps: two walks side by side, and the blind test."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import DIGITS, open_page, press, settle


def test_twenty_against_two_hundred(page, server):
    open_page(page, f"{server.url}/how_many_steps?{DIGITS}&words=4")
    expect(page.get_by_text("40 network calls", exact=True)).to_be_visible()
    expect(page.get_by_text("400 network calls", exact=True)).to_be_visible()
    expect(page.get_by_text("The long run took 10.0× the network calls")).to_be_visible()
    expect(page.locator(".tracks canvas")).to_have_count(2)
    expect(page.get_by_text("What do more steps buy?")).to_be_visible()
    page.get_by_text("For the curious", exact=True).click()
    expect(page.get_by_text("The outline is settled at t =")).to_be_visible()
    page.get_by_text("One over the other, and their difference").click()
    slider = page.get_by_label("Slide between the two pictures")
    shown = page.locator(".box img.b")
    before = shown.evaluate("i => getComputedStyle(i).clipPath")
    slider.focus()
    slider.press("End")
    assert shown.evaluate("i => getComputedStyle(i).clipPath") != before
    assert press(page, "Steps, left", "ArrowLeft", 5) == 15
    page.get_by_role("button", name="Run both", exact=True).click()
    expect(page.get_by_text("30 network calls", exact=True)).to_be_visible()
    expect(page.get_by_text("The long run took 13.3× the network calls")).to_be_visible()


def test_the_blind_test_is_played_to_its_score(page, server):
    open_page(page, f"{server.url}/how_many_steps?{DIGITS}&words=7&steps_a=1&steps_b=4&seed=8")
    page.get_by_text("The blind test", exact=True).click()
    page.get_by_role("button", name="Begin").click()
    for i in range(1, 11):
        expect(page.get_by_text(f"Round {i} of 10.")).to_be_visible()
        settle(page)  # both pictures are there, and nothing moves under the pointer any more
        side = "left" if i % 2 else "right"
        page.get_by_role("button", name=f"The {side} one").click()
    expect(page.get_by_text(re.compile(r"You found \d+ of 10"))).to_be_visible()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("Round 1 of 10.")).to_be_visible()


@pytest.mark.parametrize("lang", ["en", "de"])
def test_a_phone_comes_to_the_folded_sections_within_three_screens(chromium, server, lang):
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(60_000)
    open_page(page, f"{server.url}/how_many_steps?lang={lang}")
    last = page.get_by_text(re.compile("Same seed, same picture|Derselbe Seed, dasselbe Bild"))
    box = last.bounding_box()
    assert box["y"] + box["height"] < 3 * 844
    context.close()
