"""What a visitor does."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

DIGITS = "network=digits"
expect.set_options(timeout=60_000)


def settle(page: Page) -> None:
    """Wait until the script has run to its end."""
    page.wait_for_selector("h1")
    page.wait_for_timeout(300)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def frames(page: Page) -> list[str]:
    """The pictures in the main part, as data URIs."""
    return page.eval_on_selector_all(
        '[data-testid="stMain"] .nw-frame img', "all => all.map(i => i.src)"
    )


def open_page(page: Page, url: str) -> None:
    page.goto(url)
    settle(page)


def jpeg(seed=0):
    buffer = io.BytesIO()
    rng = np.random.default_rng(seed)
    blocks = rng.integers(0, 255, (6, 9, 3), dtype=np.uint8)
    Image.fromarray(blocks).resize((900, 600)).save(buffer, "JPEG")
    return {"name": "mine.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def slider_of(page: Page, label: str) -> Locator:
    """The range input that a keyboard user moves."""
    return page.locator(f'input[type=range][aria-label="{label}"]')


def press(page: Page, label: str, key: str, times: int) -> int:
    """Press a key on a slider; the value that it then has."""
    slider = slider_of(page, label)
    slider.focus()
    for _ in range(times):
        slider.press(key)
    settle(page)
    return int(float(slider.input_value()))


def test_upload_then_scrub_then_clean(page, server):
    open_page(page, f"{server.url}/add_noise?{DIGITS}")
    sample = frames(page)
    page.get_by_test_id("stSidebar").locator("input[type=file]").set_input_files(jpeg())
    expect(
        page.get_by_test_id("stSidebar").get_by_text("Held in memory for you alone")
    ).to_be_visible()
    settle(page)
    mine = frames(page)
    assert mine[0] != sample[0]
    t = press(page, "Timestep t", "PageUp", 2)
    assert t > 500
    moved = frames(page)
    assert moved[0] == mine[0]  # the same picture
    assert moved[-1] != mine[-1]  # more noise in it
    expect(page.get_by_text(f"At t = {t}")).to_be_visible()
    page.get_by_role("link", name="Remove noise").click()
    expect(page.get_by_role("heading", name="Remove noise")).to_be_visible()
    settle(page)
    expect(page.get_by_text("50 steps, 50 network calls")).to_be_visible()
    assert frames(page)[0] == mine[0]
    assert page.get_by_text(re.compile(r"^PSNR \d")).count() == 5


def test_a_bad_upload_is_a_sentence_in_the_browser(page, server):
    open_page(page, f"{server.url}/?{DIGITS}")
    before = frames(page)
    bad = {"name": "not.png", "mimeType": "image/png", "buffer": b"no picture at all"}
    page.get_by_test_id("stSidebar").locator("input[type=file]").set_input_files(bad)
    expect(page.get_by_text("This file is not a PNG").first).to_be_visible()
    settle(page)
    assert frames(page) == before


def test_generate_stop_midway_generate_again(page, server):
    open_page(page, f"{server.url}/generate?{DIGITS}&words=3&steps=200&pictures=16&seed=5")
    expect(page.get_by_text("200 steps, 400 network calls")).to_be_visible()
    page.get_by_role("spinbutton", name="Seed").fill("901")
    page.get_by_role("spinbutton", name="Seed").press("Enter")
    expect(page.get_by_text("The settings have changed since")).to_be_visible()
    page.get_by_role("button", name="Generate", exact=True).click()
    expect(page.get_by_text(re.compile(r"step \d+ of 200 .* left"))).to_be_visible()
    page.get_by_role("button", name="Stop", exact=True).click()
    stopped = page.get_by_text(re.compile(r"Stopped at step (\d+) of 200"))
    expect(stopped).to_be_visible()
    settle(page)
    at = int(re.search(r"step (\d+) of", stopped.inner_text())[1])
    assert 0 < at < 200
    page.wait_for_timeout(800)  # nothing goes on in the background
    assert f"Stopped at step {at} of 200" in stopped.inner_text()
    page.get_by_role("button", name="Generate", exact=True).click()
    expect(page.get_by_text("200 steps, 400 network calls")).to_be_visible()


def test_frames_stream_while_it_runs(page, server):
    open_page(page, f"{server.url}/generate?{DIGITS}&words=8&steps=5&pictures=1")
    page.evaluate(
        """() => { window.seen = new Set();
        new MutationObserver(() => { const i = document.querySelector('[data-testid=stMain] .nw-large img');
          if (i) window.seen.add(i.src.slice(-60)); })
        .observe(document.body, {subtree: true, childList: true, attributes: true}); }"""
    )
    # the seed has not been used by another test, or the film would come from the cache
    page.get_by_role("spinbutton", name="Seed").fill("77123")
    page.get_by_role("spinbutton", name="Seed").press("Enter")
    page.get_by_text("More", exact=True).click()
    press(page, "Inference steps", "End", 1)
    page.get_by_role("button", name="Generate", exact=True).click()
    expect(page.get_by_text(re.compile(r"\d+ steps, \d+ network calls"))).to_be_visible()
    settle(page)
    assert page.evaluate("window.seen.size") >= 4


def test_twenty_against_two_hundred(page, server):
    open_page(page, f"{server.url}/how_many_steps?{DIGITS}&words=4")
    expect(page.get_by_text("40 network calls", exact=True)).to_be_visible()
    expect(page.get_by_text("400 network calls", exact=True)).to_be_visible()
    expect(page.get_by_text("the long walk cost 10.0× the network calls")).to_be_visible()
    assert len(frames(page)) == 3
    assert press(page, "Steps, left", "ArrowLeft", 5) == 15
    page.get_by_role("button", name="Run both", exact=True).click()
    expect(page.get_by_text("30 network calls", exact=True)).to_be_visible()
    expect(page.get_by_text("the long walk cost 13.3× the network calls")).to_be_visible()


def test_a_deep_link_as_the_first_visit_after_a_start(page, fresh_server):
    open_page(page, f"{fresh_server.url}/add_noise?t=777&seed=42&schedule=linear&{DIGITS}")
    expect(page.get_by_text("At t = 777")).to_be_visible()
    expect(page.get_by_test_id("stSidebar").get_by_text("Your picture")).to_be_visible()
    assert page.get_by_role("spinbutton", name="Seed").input_value() == "42"
    expect(page).to_have_title("Add noise · Noisewalk")


def test_controls_write_the_address_and_it_can_be_opened_again(page, server):
    open_page(page, f"{server.url}/add_noise?{DIGITS}")
    t = press(page, "Timestep t", "ArrowRight", 5)
    page.get_by_role("spinbutton", name="Seed").fill("11")
    page.get_by_role("spinbutton", name="Seed").press("Enter")
    settle(page)
    assert f"t={t}" in page.url
    assert "seed=11" in page.url
    seen = frames(page)
    page.reload()
    settle(page)
    assert frames(page) == seen


def test_a_bad_link_says_what_it_ignored(page, server):
    open_page(page, f"{server.url}/add_noise?t=99999&seed=12&colour=red&{DIGITS}")
    expect(page.get_by_text("t = “99999”")).to_be_visible()
    expect(page.get_by_text("“colour”")).to_be_visible()
    assert page.get_by_role("spinbutton", name="Seed").input_value() == "12"


@pytest.mark.parametrize("path", ["", "add_noise", "remove_noise", "generate", "how_many_steps"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_scrolls_sideways_on_a_phone(chromium, server, path, scheme):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    page.set_default_timeout(60_000)
    open_page(page, f"{server.url}/{path}?{DIGITS}&steps=5&steps_b=10&words=2")
    widths = page.evaluate(
        "[document.documentElement.scrollWidth, document.querySelector('[data-testid=stMain]').scrollWidth]"
    )
    assert max(widths) <= 390
    assert all(
        alt.strip()
        for alt in page.eval_on_selector_all(
            '[data-testid="stMain"] .nw-frame img', "all => all.map(i => i.alt)"
        )
    )
    context.close()
