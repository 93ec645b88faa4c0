"""The film player: scrubbed, played and looked at closely, without the server."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import expect

from tests.browser.visitor import DIGITS, open_page, settle, slider_of, track


def test_a_film_is_scrubbed_and_played_without_the_server(page, server):
    sent = []
    page.on("websocket", lambda ws: ws.on("framesent", lambda _: sent.append(1)))
    open_page(page, f"{server.url}/generate?{DIGITS}&words=6&steps=40")
    slider = slider_of(page, "Film")
    slider.wait_for()
    settle(page)
    before = len(sent)
    read = "all => all.map(c => c.toDataURL())"
    tracks = page.locator(".tracks canvas")
    expect(tracks).to_have_count(3)
    expect(
        page.get_by_text("step 40 of 40 done · t = 0")
    ).to_be_visible()  # the result is what it stops at
    page.locator('.tracks[aria-busy="false"]').wait_for()
    seen = {tuple(tracks.evaluate_all(read))}
    slider.focus()
    for _ in range(5):
        slider.press("ArrowLeft")
        seen.add(tuple(tracks.evaluate_all(read)))
    assert len(seen) == 6
    slider.press("Home")
    expect(page.get_by_text("step 1 of 40 · t = 1000")).to_be_visible()
    box = slider.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.get_by_text(re.compile(r"step 2\d of 40 · t = [45]\d\d"))).to_be_visible()
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_text("step 40 of 40 done · t = 0")).to_be_visible()
    assert len(sent) == before


def test_zoom_looks_at_the_same_place_of_every_track_and_stays_there(page, server):
    open_page(page, f"{server.url}/generate?{DIGITS}&words=6&steps=6&pictures=4&seed=50")
    whole = track(page, 0)
    assert whole.shape[:2] == (58, 58)  # two by two, and the gap between
    labels = page.locator(".label:visible")
    expect(labels).to_have_text(["50", "51", "52", "53"])
    first = page.locator(".tracks canvas").first
    box = first.bounding_box()
    page.mouse.click(box["x"] + 0.75 * box["width"], box["y"] + 0.75 * box["height"])
    assert np.array_equal(track(page, 0), whole[30:, 30:])  # the pixels themselves, not smoothed
    expect(labels).to_have_text(["53"])
    assert track(page, 1).shape[:2] == track(page, 2).shape[:2] == (28, 28)
    first.press("ArrowLeft")
    assert np.array_equal(track(page, 0), whole[30:, :28])
    first.press("Enter")
    assert np.array_equal(track(page, 0), whole[36:52, 6:22])  # sixteen pixels around the middle
    first.press("ArrowUp")
    assert not np.array_equal(track(page, 0), whole[36:52, 6:22])
    slider_of(page, "Film").press("Home")
    assert track(page, 0).shape[:2] == (16, 16)  # pinned
    page.get_by_role("button", name="Zoom out").click()
    assert track(page, 0).shape[:2] == (58, 58)
    slider_of(page, "Film").press("End")
    assert np.array_equal(track(page, 0), whole)


def test_two_walks_are_scrubbed_to_the_same_t(page, server):
    open_page(page, f"{server.url}/how_many_steps?{DIGITS}&words=4&steps_a=5&steps_b=20&seed=3")
    slider = slider_of(page, "Film")
    expect(slider).to_have_attribute("max", "20")
    slider.press("Home")
    assert np.array_equal(track(page, 0), track(page, 1))  # one noise
    ends = []
    for _ in range(int(slider.get_attribute("max"))):
        slider.press("ArrowRight")
        ends.append((track(page, 0).tobytes(), track(page, 1).tobytes()))
    assert len({left for left, _ in ends}) == 6  # waits while the other walks on
    assert len({right for _, right in ends}) == 20


def test_while_a_walk_goes_on_the_slider_shows_how_much_is_still_to_come(page, server):
    page.goto(f"{server.url}/generate?{DIGITS}&words=2&steps=200&pictures=9&seed=77")
    place = page.locator(".timeline output")
    expect(place).to_have_text(re.compile(r"step [1-9]\d* of \d+ · t = \d+"))
    place.evaluate(
        """output => {
          const slider = output.getRootNode().querySelector("input");
          const look = () => [output.textContent, +slider.value, +slider.max];
          window.seen = [look()];
          setInterval(() => window.seen.push(look()), 20);
        }"""
    )
    expect(place).to_have_text(
        re.compile(r"step (3\d|[4-9]\d|1\d\d|200) of 200 ")
    )  # a busy server takes long
    page.wait_for_function("new Set(window.seen.map(([text]) => text)).size > 5")
    seen = page.evaluate("window.seen")
    on_the_way = [(int(text.split()[1]), value / most) for text, value, most in seen if most]
    on_the_way = [(step, thumb) for step, thumb in on_the_way if step < 200]
    assert len({step for step, _ in on_the_way}) > 3
    assert all(step > 0 for step, _ in on_the_way)
    assert all(abs(thumb - step / 200) < 0.1 for step, thumb in on_the_way)
    assert on_the_way == sorted(on_the_way, key=lambda seen: seen[0])


def test_a_pixel_is_probed_and_what_is_read_follows_the_film(page, server):
    open_page(page, f"{server.url}/generate?{DIGITS}&words=6&steps=6&pictures=1&seed=51")
    page.get_by_role("button", name="Probe a pixel").click()
    slider = slider_of(page, "Film")
    for _ in range(2):
        slider.press("ArrowLeft")
    first = page.locator(".tracks canvas").first
    box = first.bounding_box()
    first.click(position={"x": 0.52 * box["width"], "y": 0.52 * box["height"]})
    expect(page.get_by_text("Step 5 of 6")).to_be_visible()
    expect(page.get_by_text("row 15, column 15 of picture 1")).to_be_visible()
    shown = page.locator("tbody tr").first.locator("td").last
    expect(shown).to_have_text(str(track(page, 0)[14, 14, 0]))
    first.press("ArrowRight")
    first.press("Enter")
    expect(page.get_by_text("row 15, column 16 of picture 1")).to_be_visible()
    slider.press("ArrowLeft")
    expect(page.get_by_text("Step 4 of 6")).to_be_visible()
    expect(shown).to_have_text(str(track(page, 0)[14, 15, 0]))
    page.keyboard.press("End")
    expect(page.get_by_text("This is the end of the run")).to_be_visible()
