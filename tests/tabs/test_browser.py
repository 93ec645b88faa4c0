"""The Gradio tabs in a browser: they stream, they stop, and they ask no other site for anything."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.server.test_live import becomes_idle, is_idle

pytestmark = pytest.mark.browser

RUNNING = re.compile(r"Step \d+ of \d+")
expect.set_options(timeout=120_000)


def open_tabs(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("tab", name="Generate")).to_be_visible()


def choose(page: Page, label: str, value: str) -> None:
    """Choose from the list that is visible under a label."""
    field = page.get_by_label(label, exact=True).locator("visible=true")
    field.click()
    page.get_by_role("option", name=value, exact=True).click()
    expect(field).to_have_value(value)


def set_number(page: Page, label: str, value: int) -> None:
    field = page.get_by_role("spinbutton", name=f"number input for {label}").locator("visible=true")
    field.fill(str(value))
    field.press("Tab")


def result(page: Page):
    return page.locator(".nw img:visible")


def test_generate_streams_into_its_frame(page, server, tabs):
    open_tabs(page, tabs)
    choose(page, "Network", "digits")
    page.get_by_role("button", name="Generate").locator("visible=true").click()
    expect(result(page)).to_have_count(1)
    shown = {result(page).get_attribute("src")}
    text = page.get_by_text(re.compile(r"\d+ steps, \d+ network calls"))
    for _ in range(400):
        shown.add(result(page).get_attribute("src"))
        if text.count():
            break
        page.wait_for_timeout(25)
    expect(text).to_be_visible()
    assert len(shown) > 1
    assert all(src.startswith(server.url) for src in shown)


def test_a_german_browser_is_told_in_german(chromium, tabs):
    with chromium.new_context(locale="de-DE") as context:
        page = context.new_page()
        page.goto(tabs)
        page.get_by_role("tab", name="Rauschen entfernen").click()
        page.get_by_role("button", name="Entrauschen").locator("visible=true").click()
        said = page.get_by_text(re.compile(r"Nähe zum Original.*Schritte, \d+ Netzaufrufe"))
        expect(said).to_be_visible()


def test_stop_stops(page, server, tabs):
    open_tabs(page, tabs)
    choose(page, "Network", "photos")
    set_number(page, "Inference steps", 200)
    page.get_by_role("button", name="Generate").locator("visible=true").click()
    expect(result(page)).to_have_count(1)
    assert not is_idle(server)
    page.get_by_role("button", name="Stop").locator("visible=true").click()
    assert becomes_idle(server)
    expect(page.get_by_text("Stopped. The pictures show how far it came.")).to_be_visible()
    before = result(page).get_attribute("src")
    page.wait_for_timeout(500)
    assert result(page).get_attribute("src") == before


def test_a_sample_can_be_taken_and_mixed(page, server, tabs):
    open_tabs(page, tabs)
    page.get_by_role("tab", name="Add noise").click()
    page.get_by_role("button", name="Mix").wait_for()
    page.locator("button.gallery-item:visible, .gallery button:visible").nth(1).click()
    expect(page.locator(".image-frame img:visible, .image-container img:visible")).to_have_count(1)
    page.get_by_role("button", name="Mix").click()
    expect(result(page)).to_have_count(3)
    expect(page.get_by_text("of its contrast")).to_be_visible()


def test_a_bad_upload_leaves_a_sentence(page, server, tabs):
    open_tabs(page, tabs)
    page.get_by_role("tab", name="Add noise").click()
    file = {"name": "x.png", "mimeType": "image/png", "buffer": b"no picture"}
    page.locator('input[type="file"]:visible, input[type="file"]').nth(0).set_input_files(file)
    page.wait_for_timeout(1000)
    page.get_by_role("button", name="Mix").click()
    expect(
        page.get_by_text("This file is not a picture that can be read here.", exact=False)
    ).to_be_visible()
