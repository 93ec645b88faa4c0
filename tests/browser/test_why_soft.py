"""Why one step is soft in a browser: the completions come by themselves, and agree where t leaves one possible picture."""

from __future__ import annotations

from playwright.sync_api import expect

from explainer.ui.language import say
from tests.browser.visitor import open_page, settle

SCREEN = "why_soft?network=digits&sample=tulip&seed=7&completions=4&fan_steps=10"


def test_completions_differ_at_much_noise_and_agree_at_hardly_any(page, server):
    open_page(page, f"{server.url}/{SCREEN}&t=600")
    expect(page.get_by_text("The mean of 4 completions lies")).to_be_visible()
    expect(page.get_by_role("img", name=say("why_soft.completion", i=4))).to_be_visible()
    page.locator("summary").filter(has_text="Guess first").click()
    page.get_by_role("button", name=say("bridge.why_soft.mean"), exact=True).click()
    expect(page.get_by_text("You said")).to_be_visible()
    slider = page.get_by_role("slider", name=say("control.t.label"))
    slider.focus()
    slider.press("Home")
    expect(page.get_by_text("All 4 completions are the same picture here")).to_be_visible()
    settle(page)
    assert "t=0" in page.url or "t=1" in page.url
