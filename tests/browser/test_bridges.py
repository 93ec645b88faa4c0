"""From page to page on a phone: a guess ends no run, a dare begins at the top, the next page keeps the settings."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from explainer.streamlit_names import Part, keyed
from explainer.ui.language import say
from tests.browser.visitor import settle

WIDTH, HEIGHT = 390, 844
SCROLLED = f"document.querySelector('{Part.MAIN.selector}').scrollTop"


def slider_is_on_the_first_screen(page: Page) -> bool:
    assert page.evaluate(SCROLLED) == 0
    box = page.locator(f"{keyed('t')} [role=slider], {keyed('t')} input[type=range]").first
    return 0 < box.bounding_box()["y"] < HEIGHT


def test_a_guess_during_a_run_a_dare_and_the_way_to_the_next_page(chromium, server):
    context = chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    page = context.new_page()
    page.set_default_timeout(180_000)
    page.goto(f"{server.url}/remove_noise?network=photos&steps=12&t=600&seed=33")
    page.locator(f"{keyed('guess')} summary").click()  # while the walk goes on
    many = say("bridge.remove_noise.many")
    page.locator(keyed("guess")).get_by_role("button", name=many).click()
    page.locator(keyed("guessed")).get_by_text(many).wait_for()
    settle(page)
    assert not page.get_by_text(say("run.stopped", i="", n="")[:7]).count()
    assert (
        page.locator(keyed("guessed")).get_by_text("dB").count()
    )  # the walk's own number is in it
    assert slider_is_on_the_first_screen(page)
    page.locator(f"{keyed('guessed')} button").click()
    page.locator(keyed("guess")).wait_for()
    settle(page)
    assert slider_is_on_the_first_screen(page)

    page.locator(f"{keyed('onward')} button").first.click()
    page.wait_for_timeout(500)
    settle(page)
    expect(page).to_have_url(re.compile("t=900"))
    expect(page.locator(keyed("onward")).get_by_text("dB").first).to_be_visible()  # what it led to
    settle(page)
    assert page.evaluate(SCROLLED) == 0
    page.go_back()  # undoes the dare, and leaves neither the page nor its other settings
    page.wait_for_timeout(500)
    settle(page)
    expect(page.locator(f"{keyed('t')} input[type=range]")).to_have_value("600")
    settle(page)
    assert "t=600" in page.url and "seed=33" in page.url and "/remove_noise" in page.url
    page.go_forward()
    page.wait_for_timeout(500)
    expect(page.locator(f"{keyed('t')} input[type=range]")).to_have_value("900")
    settle(page)
    assert "t=900" in page.url

    page.locator(f"{keyed('onward')} a").click()
    page.get_by_role("heading", name=say("generate.title"), level=1).wait_for()
    settle(page)
    assert "/generate" in page.url and "seed=33" in page.url
    context.close()
