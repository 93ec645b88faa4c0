"""Generate: started, stopped, streamed, and one of a grid made again."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import expect

from explainer.ui.language import say
from tests.browser.visitor import DIGITS, open_page, press, settle, slider_of, track


def test_generate_stop_midway_generate_again(page, server):
    open_page(page, f"{server.url}/generate?{DIGITS}&words=3&steps=200&pictures=4&seed=5")
    expect(page.get_by_text("200 steps, 400 network calls")).to_be_visible()
    page.get_by_role("spinbutton", name="Seed").fill("901")
    page.get_by_role("spinbutton", name="Seed").press("Enter")
    expect(page.get_by_text("The settings have changed since")).to_be_visible()
    page.get_by_role("button", name="Generate", exact=True).click()
    expect(page.get_by_text(re.compile(r"step [1-9]\d* of 200 .* left"))).to_be_visible()
    page.get_by_role("button", name="Stop", exact=True).first.click()
    stopped = page.get_by_text(re.compile(r"Stopped at step (\d+) of 200"))
    expect(stopped).to_be_visible()
    settle(page)
    at = int(re.search(r"step (\d+) of", stopped.inner_text())[1])
    assert 0 < at < 200
    page.wait_for_timeout(800)  # nothing goes on in the background
    assert f"Stopped at step {at} of 200" in stopped.inner_text()
    page.get_by_role("button", name="Generate", exact=True).click()
    expect(page.get_by_text("200 steps, 400 network calls")).to_be_visible(timeout=240_000)


def test_frames_stream_while_it_runs(page, server):
    open_page(page, f"{server.url}/generate?{DIGITS}&words=8&steps=5&pictures=4")
    # x̂0, drawn in the player itself. Watched from before the start: a slow browser is told late that it began
    watch = """canvas => { window.seen = new Set(); const root = canvas.getRootNode();
        const look = () => { const x0 = root.querySelectorAll(".tracks canvas")[1];
            if (x0) window.seen.add(x0.toDataURL()); requestAnimationFrame(look); }; look(); }"""
    page.locator(".tracks canvas").nth(1).evaluate(watch)
    # the seed has not been used by another test, or the film would come from the cache
    page.get_by_role("spinbutton", name="Seed").fill("77123")
    page.get_by_role("spinbutton", name="Seed").press("Enter")
    page.get_by_text("More", exact=True).click()
    press(page, "Inference steps", "End", 1)
    page.get_by_role("button", name="Generate", exact=True).click()
    expect(page.get_by_text(re.compile(r"step \d+ of 200 · \d+ network"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"200 steps, \d+ network calls"))).to_be_visible(
        timeout=240_000
    )
    expect(page.get_by_text("step 200 of 200 done · t = 0")).to_be_visible()
    settle(page)
    assert page.evaluate("window.seen.size") >= 5
    assert slider_of(page, "Film").input_value() == slider_of(page, "Film").get_attribute("max")
    shown = track(page, 0)
    page.reload()  # what was streamed is what the server keeps
    settle(page)
    page.locator(".tracks canvas").nth(1).wait_for()
    page.wait_for_timeout(300)
    assert np.array_equal(track(page, 0), shown)


def test_a_busy_browser_misses_no_frame(page, server):
    open_page(page, f"{server.url}/generate?{DIGITS}&words=8&steps=39&pictures=1&seed=71")
    busy = "setInterval(() => { const end = performance.now() + 350; while (performance.now() < end); }, 360)"
    page.evaluate(busy)
    page.get_by_role("spinbutton", name="Seed").fill("77124")
    page.get_by_role("spinbutton", name="Seed").press("Enter")
    page.get_by_text("More", exact=True).click()
    press(page, "Inference steps", "ArrowRight", 1)
    page.get_by_role("button", name="Generate", exact=True).click()
    expect(page.get_by_text(re.compile(r"40 steps, \d+ network calls"))).to_be_visible(
        timeout=60_000
    )
    settle(page)
    expect(slider_of(page, "Film")).to_have_attribute("max", "40", timeout=30_000)


def test_a_picture_of_the_grid_is_made_again_alone(page, server):
    open_page(page, f"{server.url}/generate?{DIGITS}&words=2&steps=5&pictures=4&seed=70")
    third = track(page, 0)[30:, :28].astype(int)
    page.get_by_role("radio", name="72").click()
    expect(page.get_by_role("spinbutton", name="Seed")).to_have_value("72")
    expect(page.locator(".label:visible")).to_have_count(0)
    settle(page)
    alone = track(page, 0).astype(int)
    assert alone.shape == third.shape
    assert np.abs(alone - third).mean() < 2  # bfloat16 engines differ in their last bits
    assert "seed=72" in page.url
    assert "pictures=1" in page.url


def test_on_a_phone_the_folds_are_within_three_screens_and_stop_works_in_one(chromium, server):
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(60_000)
    open_page(page, f"{server.url}/generate?network=photos")  # its first film ships
    fold = page.locator("summary").filter(has_text=say("generate.others"))
    assert 844 < fold.bounding_box()["y"] < 3 * 844
    fold.click()
    page.get_by_role("button", name=say("generate.others_button", n=6), exact=True).click()
    expect(page.get_by_text(re.compile(r"step \d+ of 50 .* left"))).to_be_visible()
    page.get_by_role("button", name="Stop", exact=True).last.click()
    expect(page.get_by_text(re.compile(r"Stopped at step \d+ of 50"))).to_be_visible()
    settle(page)
    expect(fold.locator("xpath=..")).to_have_attribute("open", "")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    context.close()
