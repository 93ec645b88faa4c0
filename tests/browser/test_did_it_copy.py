"""Did it copy? in a browser: a copy is slipped in and found, and what lies under the noise is chosen by hand."""

from __future__ import annotations

from playwright.sync_api import expect

from explainer.ui.language import say
from tests.browser.visitor import open_page, settle


def test_a_planted_copy_is_found_and_taken_out_again(page, server):
    open_page(page, f"{server.url}/did_it_copy?network=digits&t=300&seed=7")
    expect(page.get_by_text(say("did_it_copy.network_closer").split("**")[1])).to_be_visible()
    clean = page.get_by_text(say("did_it_copy.no_copy").strip("*"))
    expect(clean).to_be_visible()
    page.get_by_role("button", name=say("bridge.do")).click()
    expect(page.get_by_text("is a copy", exact=False).first).to_be_visible()
    expect(page.get_by_text(say("did_it_copy.planted")).first).to_be_visible()
    settle(page)
    assert "plant=true" in page.url
    page.get_by_role("button", name=say("bridge.back")).click()
    expect(clean).to_be_visible()
    settle(page)
    page.get_by_role("combobox", name=say("control.under.label")).click()
    page.get_by_role("option", name=say("did_it_copy.source_training")).click()
    expect(page.get_by_text("a single one of them")).to_be_visible()
    settle(page)
    assert "under=training" in page.url and "plant" not in page.url
