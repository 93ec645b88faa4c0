"""How it learns in a browser, by the keyboard: dice are rolled, a network is trained, made to wait, stopped, taken along."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from explainer.streamlit_names import Part
from explainer.ui.language import say
from tests.browser.visitor import open_page, settle

SLOWLY = 120_000  # it learns at a low priority, here beside other tests
SCREEN = "how_it_learns?network=digits&t=400&seed=7&rate=-4"


def roll(page: Page) -> None:
    """Streamlit hears no key while it draws the button anew, as it may once more on a busy machine."""
    for _ in range(5):
        page.get_by_role("button", name=say("how_it_learns.dice")).press("Enter")
        page.wait_for_timeout(5_000)
        if not page.get_by_text("The dice chose t = 400").is_visible():
            return
    raise AssertionError("the dice are not rolled")


def test_the_dice_are_rolled_and_a_network_trained_stopped_and_taken_along(page, server):
    open_page(page, f"{server.url}/{SCREEN}")
    expect(page.get_by_text("The dice chose t = 400")).to_be_visible()
    roll(page)
    settle(page)
    assert not re.search(r"seed=7(&|$)", page.url)
    page.get_by_role("button", name=say("how_it_learns.train"), exact=True).press("Enter")
    learning = page.get_by_text(re.compile("pictures seen in"))
    expect(learning).to_be_visible(timeout=SLOWLY)
    expect(page.get_by_text("from the nearest training picture")).to_be_visible(timeout=SLOWLY)
    page.get_by_role("button", name=say("how_it_learns.pause"), exact=True).press("Enter")
    expect(page.get_by_text("Nothing is computed")).to_be_visible()
    page.get_by_role("button", name=say("how_it_learns.go_on"), exact=True).press("Enter")
    expect(learning).to_be_visible(timeout=SLOWLY)
    page.get_by_role("button", name=say("run.stop"), exact=True).press("Enter")
    expect(page.get_by_text("Ask it for something")).to_be_visible()
    expect(page.get_by_role("button", name=say("how_it_learns.train_again"))).to_be_enabled()
    page.get_by_role("button", name=say("how_it_learns.keep"), exact=True).press("Enter")
    expect(page.get_by_text("The other pages use it now")).to_be_visible()
    page.get_by_test_id(Part.MAIN).get_by_role("link", name="Generate", exact=True).click()
    made = page.get_by_text(re.compile(r"my-digits-\d+"))
    expect(made.first).to_be_visible()
    settle(page)
    assert "/generate" in page.url and "my-digits" not in page.url
