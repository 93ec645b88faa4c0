"""Guidance in a browser, by the keyboard: a step is opened, w set to 0, a word taken away."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from explainer.ui.language import say
from tests.browser.visitor import open_page, settle, slider_of

SCREEN = "guidance?network=digits&words=3&w=1&open_step=5"


def pressed(page: Page, label: str, key: str) -> None:
    """A key on a slider."""
    slider_of(page, say(f"control.{label}.label")).press(key)
    page.wait_for_timeout(500)
    settle(page)


def test_a_step_is_opened_w_set_to_0_and_a_word_taken_away(page, server):
    open_page(page, f"{server.url}/{SCREEN}")
    expect(page.get_by_text("nothing is exaggerated")).to_be_visible()
    pressed(page, "open_step", "ArrowRight")
    expect(page.get_by_role("heading", name="Step 6 of 20")).to_be_visible()
    pressed(page, "w", "Home")
    expect(page.get_by_text("counts for nothing")).to_be_visible()
    assert "w=0" in page.url and "open_step=6" in page.url
    pressed(page, "w", "End")
    page.locator("summary").filter(has_text=say("guidance.not_this")).first.click()
    word = page.get_by_role("textbox", name=say("control.against.label"))
    word.fill("8")
    word.press("Enter")
    settle(page)
    page.get_by_role("button", name=say("guidance.not_button")).press("Enter")
    settle(page)
    expect(page.get_by_text("From the plain picture")).to_be_visible()
