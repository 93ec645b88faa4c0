"""Links, lessons, the presenter's view and the Gradio tabs, as a visitor meets them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page, expect

from explainer.streamlit_names import Class, Part
from tests.browser.visitor import press, settle, track
from tests.live import ROOT

expect.set_options(timeout=60_000)
LESSON = "?network=digits&words=3&steps=4&seed=42&hide=w,upload&lock=seed"


def ready(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector("h1")
    drawn = f".nw-frame img:visible, iframe:visible, {Part.COMPONENT.selector}:visible"
    page.locator(drawn).first.wait_for()


def seed_of(page: Page) -> Locator:
    return page.get_by_label("Seed", exact=True)


def test_a_lesson_link_opens_with_its_controls_hidden(page, server):
    ready(page, f"{server.url}/generate{LESSON}")
    expect(page.get_by_text("Guidance scale w", exact=True)).to_have_count(0)
    expect(seed_of(page)).to_be_disabled()
    assert page.locator(Part.FILE_UPLOADER.selector).count() == 0
    # enabling the frozen field in the browser, as a curious pupil would, changes nothing
    page.evaluate("document.querySelectorAll('input').forEach((i) => (i.disabled = false))")
    seed_of(page).fill("9", force=True)
    seed_of(page).press("Enter")
    page.get_by_role("button", name="Generate", exact=True).click()
    expect(page.get_by_text(re.compile("4 steps, 8 network calls"))).to_be_visible()
    expect(page.get_by_text("42", exact=True).first).to_be_visible()
    assert page.get_by_text("9", exact=True).count() == 0
    # a walk to another page and a reload do not widen it either
    page.get_by_role("link", name="Remove noise").first.click()
    expect(page.get_by_role("heading", name="Remove noise")).to_be_visible()
    expect(page).to_have_url(re.compile("lock=seed"))
    page.reload()
    expect(seed_of(page)).to_be_disabled()


def test_the_link_to_a_screen_opens_the_same_screen(page, chromium, server):
    """“photos” is what the control begins with, but not what the page does."""
    ready(page, f"{server.url}/generate?network=photos&words=rose&steps=1&pictures=1")
    page.get_by_role("button", name="Link to this screen").click()
    dialog = page.get_by_role("dialog")
    link = dialog.locator(f"{Class.CODE.selector} code").inner_text().strip()
    code = dialog.locator("img[src^='data:image/svg']")
    expect(
        code.or_(dialog.get_by_text("No QR code"))
    ).to_be_visible()  # tests/ui/test_reachable.py says which
    context = chromium.new_context()
    recipient = context.new_page()
    ready(recipient, link)
    expect(recipient.get_by_role("textbox", name="Words")).to_have_value("rose")
    expect(recipient.get_by_role("combobox", name="Network")).to_have_value("photos")
    expect(recipient.get_by_test_id(Part.ALERT)).to_have_count(0)
    context.close()


def box_of(element: Locator) -> FloatRect:
    box = element.bounding_box()
    assert box
    return box


def test_a_presenter_turns_pages_with_the_keys(page, server):
    ready(page, f"{server.url}/add_noise?network=digits&present=true")
    expect(page.get_by_role("link", name="Remove noise →")).to_be_visible()
    expect(page.locator(Part.SIDEBAR.selector)).to_be_hidden()
    press(page, "Timestep t", "ArrowRight", 3)  # a page drawn anew listens once all the same
    page.locator("h1").click()
    entries = page.evaluate("history.length")
    page.keyboard.press("PageDown")
    expect(page.get_by_role("heading", name="Remove noise")).to_be_visible()
    settle(page)
    assert page.evaluate("history.length") == entries + 1
    expect(page.locator(Part.SIDEBAR.selector)).to_be_hidden()
    compared = [box_of(frame) for frame in page.locator(".nw-six .nw-frame").all()]
    assert len({box["y"] for box in compared}) == 1  # all of them at once, over the whole width
    assert compared[-1]["x"] + compared[-1]["width"] > 0.9 * page.evaluate("innerWidth")
    expect(page.get_by_role("link", name="← Add noise")).to_be_visible()
    page.keyboard.press("PageUp")
    expect(page.get_by_role("heading", name="Add noise")).to_be_visible()


def test_escape_closes_what_is_open_and_then_ends_the_presentation(page, server):
    ready(page, f"{server.url}/add_noise?network=digits&present=true")
    settle(page)
    page.get_by_role("button", name="Link to this screen").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    settle(page)  # what listens to keys is drawn last
    expect(page.locator(Part.SIDEBAR.selector)).to_be_hidden()
    page.locator("h1").click()
    page.keyboard.press("Escape")
    expect(page.locator(Part.SIDEBAR.selector)).to_be_visible()
    # no frame around the page is left of the click and the key
    frame = page.locator(Part.MAIN.selector).evaluate("e => getComputedStyle(e).outlineStyle")
    assert frame == "none"


def test_the_gradio_tabs_work_inside_the_app(page, server):
    ready(page, f"{server.url}/share")
    tabs = page.frame_locator("iframe")
    tabs.get_by_role("button", name="Generate").click()
    expect(tabs.get_by_text(re.compile("50 steps, 100 network calls"))).to_be_visible()
    for _ in range(40):  # the frame follows a moment later
        end = tabs.locator("footer").bounding_box()
        below = page.get_by_text("Call them from Python").bounding_box()["y"]
        gap = below - end["y"] - end["height"]
        if 0 < gap < 80:
            break
        page.wait_for_timeout(250)
    assert 0 < gap < 80  # the frame is as high as what it shows


def test_a_lesson_is_previewed(page, server):
    ready(page, f"{server.url}/share")
    page.get_by_text("Preview", exact=True).click()
    preview = page.frame_locator("iframe[src*='/generate']")
    expect(preview.get_by_role("heading", name="Generate")).to_be_visible()


def test_a_page_speaks_german_to_a_german_browser_and_chinese_when_asked(chromium, server):
    context = chromium.new_context(locale="de-AT")
    german = context.new_page()
    ready(german, f"{server.url}/add_noise?network=digits")
    english = "Add noise"
    assert german.locator("h1").inner_text() != english
    context.close()
    context = chromium.new_context(locale="en-GB")
    chinese = context.new_page()
    ready(chinese, f"{server.url}/add_noise?network=digits&lang=zh")
    title = chinese.locator("h1")
    assert re.search("[\u4e00-\u9fff]", title.inner_text())
    expect(chinese.locator("html")).to_have_attribute("lang", "zh")
    chinese.set_viewport_size({"width": 390, "height": 844})
    bar = box_of(chinese.locator(Part.HEADER.selector))
    over = float(title.evaluate("e => parseFloat(getComputedStyle(e).paddingTop)"))
    assert box_of(title)["y"] + over >= bar["y"] + bar["height"]  # no letter is under the bar
    context.close()


def take(page: Page, label: str, folder: Path) -> Path:
    """The file that a button of “Take it away” hands out."""
    with page.expect_download() as handed:
        page.get_by_role("button", name=label, exact=True).click()
    path = folder / handed.value.suggested_filename
    handed.value.save_as(path)
    return path


def test_what_is_taken_away_is_what_was_on_the_screen(page, server, tmp_path):
    ready(page, f"{server.url}/generate?network=digits&words=3&steps=6&seed=42&pictures=2")
    page.get_by_role("button", name="Generate", exact=True).click()
    expect(page.get_by_text(re.compile("6 steps, 12 network calls"))).to_be_visible()
    expect(page.get_by_text("step 6 of 6 done · t = 0")).to_be_visible()
    shown = track(page, 0)
    page.get_by_role("button", name="Take it away").click()
    picture = Image.open(take(page, "Picture (PNG)", tmp_path))
    size = picture.size
    assert np.array_equal(shown, np.asarray(picture.convert("RGB")))
    assert Image.open(take(page, "Large picture (PNG)", tmp_path)).width > 10 * size[0]
    assert Image.open(take(page, "Contact sheet (PNG)", tmp_path)).width > size[0]
    for kind in ("GIF", "WebP"):
        film = Image.open(take(page, f"Film ({kind})", tmp_path))
        assert film.format == kind.upper()
        assert film.n_frames == 7  # six steps, and where the last one ends
    code = page.locator(f"{Part.POPOVER.selector} code").inner_text()
    made = tmp_path / "made"
    made.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], cwd=made, env=environment, check=True)
    (again,) = made.iterdir()
    assert np.array_equal(Image.open(again), picture)
    assert [again.name] == [path.name for path in tmp_path.glob("*[0-9]steps.png")]
    book = json.loads(take(page, "Notebook", tmp_path).read_text())
    assert "".join(book["cells"][1]["source"]).split() == code.split()
