"""Start: the film plays once by itself, stands still for those who want no motion, and follows its slider."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import Page, expect

from explainer.core.noise import noised
from explainer.experiments.dissolve import SEED, TURN, way_back
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import load_checkpoint
from explainer.streamlit_names import Part
from explainer.ui.picture import sample_picture
from tests.browser.visitor import DIGITS, canvas, jpeg, open_page, settle, slider_of

SLIDER = "From the picture into noise, and back"
T = 1000
MOVE = """(s, place) => { s.value = place; s.dispatchEvent(new Event('input', {bubbles: true}));
  return new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r))); }"""


def wait_for_the_network(page: Page) -> None:
    page.wait_for_function("() => (globalThis.noisewalkFrames ?? []).some((m) => m.pictures)")


def test_the_film_plays_once_and_again_for_another_picture(page, server):
    page.goto(f"{server.url}/?{DIGITS}")
    slider = slider_of(page, SLIDER)
    slider.wait_for()
    page.wait_for_function("s => +s.value > 100", arg=slider.element_handle())  # nobody touched it
    expect(page.get_by_text("made of its noisy copy")).to_be_visible()  # its end
    assert slider.input_value() == str(2 * T)
    page.get_by_role("link", name="Add noise").first.click()
    expect(page.get_by_role("heading", name="Add noise", exact=True)).to_be_visible()
    page.get_by_role("link", name="Start").first.click()
    slider.wait_for()
    settle(page)
    page.wait_for_timeout(1500)
    assert slider.input_value() == "0"
    chooser = page.get_by_test_id(Part.MAIN).locator("input[type=file]")
    chooser.set_input_files(jpeg())
    page.wait_for_function("s => +s.value > 100", arg=slider.element_handle())


def test_without_motion_it_waits_for_play_and_the_slider_goes_through_all_of_it(chromium, server):
    context = chromium.new_context(
        reduced_motion="reduce", viewport={"width": 390, "height": 844}, has_touch=True
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    open_page(page, f"{server.url}/?{DIGITS}")
    slider = slider_of(page, SLIDER)
    wait_for_the_network(page)
    page.wait_for_timeout(1500)
    assert slider.input_value() == "0"
    play = page.get_by_role("button", name="Play", exact=True)
    for part in (slider, play, page.locator("figure.film canvas")):
        box = part.bounding_box()
        assert box["y"] + box["height"] <= 844, "below the fold"

    checkpoint = load_checkpoint("digits")
    x0 = sample_picture("tulip").for_network(checkpoint.shape)
    made = dict(way_back(checkpoint, x0))
    for place in (0, 300, 1000, 1100, 2 * T - TURN, 1650, 2000):
        slider.evaluate(MOVE, place)
        t = T - abs(T - place)
        by_formula = to_pixels(noised(x0, t, SEED, checkpoint.schedule)[0])
        shown = canvas(page, "film").astype(int)
        wanted = by_formula if place <= 2 * T - TURN else made[t]
        assert np.abs(shown - wanted).max() <= 2, place
        said = page.locator("figcaption .said").inner_text()
        assert ("network" in said) == (place > T), place

    slider.evaluate(MOVE, 0)
    play.click()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    expect(page.get_by_text("made of its noisy copy")).to_be_visible()
    context.close()
