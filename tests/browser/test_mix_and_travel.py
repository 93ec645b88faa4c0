"""Mix and travel in a browser: along the words by keyboard, and played; a journey, and its three ways side by side."""

from __future__ import annotations

from playwright.sync_api import expect

from explainer.ui.language import say
from tests.browser.visitor import open_page, settle, slider_of


def test_words_are_gone_along_and_a_journey_is_made(page, server):
    open_page(
        page, f"{server.url}/mix_and_travel?network=digits&first=3&second=8&trip=5&between=seeds"
    )
    along = slider_of(page, say("mix_and_travel.along")).first
    large = page.locator(".tracks figure img").first
    first = large.get_attribute("src")
    along.press("End")
    expect(page.get_by_text("0\u00a0% 3, 100\u00a0% 8")).to_be_visible()
    assert large.get_attribute("src") != first
    page.get_by_role("button", name=say("film.play"), exact=True).first.click()
    expect(along).not_to_have_value("8")  # it plays back from the end
    page.get_by_role("button", name=say("film.pause"), exact=True).first.click()
    page.get_by_role("button", name=say("mix_and_travel.travel_button"), exact=True).click()
    ways = [say(f"mix_and_travel.along_{way}") for way in ("round", "straight", "pixels")]
    for way in ways:
        expect(page.locator(".tracks figcaption").filter(has_text=way)).to_be_visible()
    settle(page)
    expect(page.get_by_text("Halfway the noise has a strength")).to_be_visible()
