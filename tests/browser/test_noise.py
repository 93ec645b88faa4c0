"""Add noise and Remove noise: the canvas agrees with the server, and a walk can be stopped."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import expect

from explainer.core.noise import noised
from explainer.core.schedule import make_schedule
from explainer.experiments.sampling import picture_shape
from explainer.media.pictures import to_pixels
from explainer.streamlit_names import keyed
from explainer.ui.language import say
from explainer.ui.picture import sample_picture
from tests.browser.visitor import DIGITS, canvas, open_page, press, settle, slider_of


def test_the_canvas_shows_what_the_server_computes(page, server):
    schedule = make_schedule("linear")
    x0 = sample_picture("tulip").for_network(picture_shape("digits"))
    open_page(page, f"{server.url}/add_noise?{DIGITS}&seed=3&schedule=linear")
    slider = slider_of(page, "Timestep t")
    for t in (0, 1, 50, 137, 260, 400, 500, 777, 950, 1000):
        slider.evaluate(
            "(s, t) => { s.value = t; s.dispatchEvent(new Event('input', {bubbles: true}));"
            " return new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r))); }",
            t,
        )
        x_t, _ = noised(x0, t, 3, schedule)
        difference = canvas(page, "xt").astype(int) - to_pixels(x_t).astype(int)
        assert np.abs(difference).max() <= 2, t


def test_a_resize_and_presenting_keep_the_schedule_that_was_chosen(page, server):
    schedule, x0 = make_schedule("linear"), sample_picture("tulip")
    x_t, _ = noised(x0.for_network(picture_shape("digits")), 500, 8, schedule)
    open_page(page, f"{server.url}/add_noise?{DIGITS}&t=300&seed=3&schedule=cosine")
    page.locator(f"{keyed('onward')} button").first.click()  # the dare: linear, at t = 500
    expect(page.locator("output")).to_contain_text("t = 500 · signal 0.280")
    page.get_by_label("Seed", exact=True).fill("8")
    page.get_by_label("Seed", exact=True).press("Enter")
    settle(page)
    for change in (
        lambda: page.set_viewport_size({"width": 1100, "height": 760}),
        lambda: page.locator(keyed("present")).locator("label").click(),
    ):
        width = page.locator(".plots").bounding_box()["width"]
        change()
        page.wait_for_function(
            "([c, w]) => c.getBoundingClientRect().width !== w",
            arg=[page.locator(".plots").element_handle(), width],
        )
        settle(page)
        expect(page.locator("output")).to_contain_text("t = 500 · signal 0.280")
        expect(page.locator(".trio .chosen")).to_contain_text("linear")
        assert np.abs(canvas(page, "xt").astype(int) - to_pixels(x_t).astype(int)).max() <= 2


def test_dragging_is_smooth_and_asks_the_server_nothing(page, server):
    sent = []
    page.on("websocket", lambda ws: ws.on("framesent", lambda _: sent.append(1)))
    open_page(page, f"{server.url}/add_noise?{DIGITS}")
    slider = slider_of(page, "Timestep t")
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, y)
    page.mouse.down()
    before, requests = len(sent), []
    # what a page makes itself has the address blob:, and may load late on a busy machine
    page.on("request", lambda r: r.url.startswith("blob:") or requests.append(r.url))
    seen = set()
    for i in range(30):
        page.mouse.move(box["x"] + box["width"] * (0.5 + i / 80), y)
        page.evaluate("() => new Promise(requestAnimationFrame)")
        seen.add(canvas(page, "xt").tobytes())
    assert len(seen) >= 25
    assert len(sent) == before
    assert not requests
    page.mouse.up()
    settle(page)
    assert len(sent) > before  # only now
    t = slider.input_value()
    expect(page.get_by_text(f"At t = {t} the")).to_be_visible()
    # sixty animation frames draw at least fifty different pictures
    distinct = slider.evaluate(
        """async s => { const c = s.getRootNode().querySelector('.xt canvas'), seen = new Set();
        for (let i = 0; i < 60; i++) { s.value = 100 + 10 * i; s.dispatchEvent(new Event('input', {bubbles: true}));
          await new Promise(requestAnimationFrame); seen.add(c.toDataURL()); } return seen.size; }"""
    )
    assert distinct >= 50


def test_play_runs_to_the_end_and_pause_holds(page, server):
    open_page(page, f"{server.url}/add_noise?{DIGITS}&t=100")
    slider = slider_of(page, "Timestep t")
    # pressed from within: at a busy moment a person's click would come after the end
    slider.evaluate(
        """s => new Promise((done, fail) => { const play = s.getRootNode().querySelector(".play"); play.click();
        setTimeout(() => fail(Error("it does not play")), 60_000);
        const look = () => +s.value > 200 ? done(play.click()) : requestAnimationFrame(look); look(); })"""
    )
    settle(page)
    held = int(slider.input_value())
    assert 200 < held < 1000
    expect(page.get_by_text(f"At t = {held} the")).to_be_visible()
    page.locator(".speed select").select_option("4")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_text("At t = 1000 the")).to_be_visible()


def test_reduced_motion_is_respected(chromium, server):
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    open_page(page, f"{server.url}/add_noise?{DIGITS}&t=0")
    slider = slider_of(page, "Timestep t")
    slider.evaluate(
        """s => { window.values = new Set(); const c = s.getRootNode().querySelector('output');
        new MutationObserver(() => window.values.add(c.textContent)).observe(c, {childList: true}); }"""
    )
    page.locator(".speed select").select_option("4")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_text("At t = 1000 the")).to_be_visible()
    assert page.evaluate("window.values.size") <= 10
    context.close()


def test_equal_noise_makes_the_three_schedules_look_alike(page, server):
    open_page(page, f"{server.url}/add_noise?{DIGITS}&t=400")
    pictures = ".trio canvas"
    expect(page.locator(pictures)).to_have_count(3)
    read = "all => all.map(c => c.toDataURL())"
    assert len(set(page.locator(pictures).evaluate_all(read))) == 3
    page.get_by_label("Three schedules at about the same noise level").check()
    page.evaluate("() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")
    captions = page.locator(".trio figcaption").all_inner_texts()
    levels = [float(re.search(r"ᾱ = ([\d.]+)", c)[1]) for c in captions]
    assert max(levels) - min(levels) < 0.003
    assert len({re.search(r"t = (\d+)", c)[1] for c in captions}) > 1


def test_cleaning_can_be_stopped_and_begins_again_with_the_next_change(page, server):
    open_page(page, f"{server.url}/remove_noise?{DIGITS}&t=900&steps=200&seed=83")
    stop = page.get_by_role("button", name="Stop", exact=True)
    press(page, "Timestep t", "ArrowRight", 1)
    expect(page.get_by_text("200 steps, 200 network calls")).to_be_visible()
    expect(stop).to_be_hidden()  # nothing runs
    slider_of(page, "Timestep t").press("ArrowRight")
    expect(page.get_by_text(re.compile(r"step \d+ of 200 · \d+ network"))).to_be_visible()
    stop.click()
    expect(page.get_by_text(re.compile(r"Stopped at step \d+ of 200"))).to_be_visible()
    settle(page)
    expect(stop).to_be_hidden()
    press(page, "Timestep t", "ArrowRight", 1)
    expect(page.get_by_text("200 steps, 200 network calls")).to_be_visible()


def test_a_page_says_its_language_and_writes_numbers_in_it(page, server):
    open_page(page, f"{server.url}/add_noise?{DIGITS}&lang=de&t=430")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("output")).to_have_text(re.compile(r"Signal 0,\d{3} · .* SNR −?\d+,\d dB"))
    open_page(page, f"{server.url}/add_noise?{DIGITS}&lang=en&t=430")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("output")).to_have_text(
        re.compile(r"signal 0\.\d{3} · .* SNR −?\d+\.\d dB")
    )


def test_a_phone_comes_to_the_folded_sections_within_three_screens(chromium, server):
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(60_000)
    open_page(page, f"{server.url}/remove_noise?{DIGITS}&steps=5")
    fold = page.locator("summary").filter(has_text=say("remove_noise.differences"))
    assert slider_of(page, "Timestep t").bounding_box()["y"] < 844
    assert 844 < fold.bounding_box()["y"] < 3 * 844
    play = page.get_by_role("button", name="Play", exact=True)
    expect(play).to_be_hidden()
    page.locator("summary").filter(has_text=say("remove_noise.film")).click()
    play.click()
    expect(page.get_by_text(re.compile(r"^step \d+ of \d+ · t = \d+$"))).to_be_visible()
    context.close()
