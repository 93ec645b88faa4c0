"""Break it in a browser: mistakes are chosen by hand, guessed about and seen."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from explainer.ui.language import say
from tests.browser.visitor import open_page, settle

SCREEN = "break_it?network=digits&words=3&w=1"


def press(page: Page, name: str) -> None:
    """A button, by the end of its name."""
    page.get_by_role("button", name=name).first.click()
    page.wait_for_timeout(500)
    settle(page)


def test_mistakes_are_chosen_guessed_about_and_seen(page, server):
    open_page(page, f"{server.url}/{SCREEN}")
    expect(page.get_by_text("What will it do to the pictures?")).to_be_visible()
    press(page, say("break_it.uncover"))
    expect(page.get_by_text("Noise is left", exact=True)).to_be_visible()
    press(page, say("break_it.no_scaling"))
    expect(page.get_by_text("What will it do to the pictures?")).to_be_visible()
    page.locator("summary").filter(has_text="Guess first").click()
    press(page, say("bridge.break_it.limits"))
    expect(page.get_by_text("You said")).to_be_visible()
    press(page, say("break_it.stretched"))
    # of three, the last two
    expect(page).to_have_url(re.compile("mistakes=no_scaling&mistakes=stretched"))
    expect(page.get_by_text("You said")).to_have_count(0)  # that was about others
    press(page, say("break_it.uncover"))
    expect(page.get_by_text(say("break_it.line_wrong"))).to_have_count(2)
