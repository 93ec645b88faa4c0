"""Two in one in a browser: words are chosen, the picture is made, turned by button and by keyboard, and saved."""

from __future__ import annotations

import numpy as np
from PIL import Image
from playwright.sync_api import expect

from explainer.ui.language import say
from tests.browser.visitor import open_page, settle


def test_a_picture_of_two_words_is_made_turned_and_saved(page, server, tmp_path):
    page.emulate_media(reduced_motion="reduce")
    open_page(page, f"{server.url}/two_in_one?network=digits&first=2&second=5&way=flip")
    page.get_by_text(say("two_in_one.trial_half_turn", first="6", second="9")).click()
    settle(page)
    page.get_by_role("button", name=say("two_in_one.button"), exact=True).click()
    turn = page.get_by_role("button", name=say("two_in_one.there_half_turn"), exact=True)
    stage = page.locator(".stage[data-way=half_turn]")
    expect(stage.locator("img")).to_be_visible()
    settle(page)
    upright = stage.screenshot()
    turn.press("Enter")
    expect(page.get_by_text("after half a turn, for “9”")).to_be_visible()
    turned = stage.screenshot()
    one, other = (pixels(shot, tmp_path) for shot in (upright, turned))
    inside = slice(20, -20)  # without its frame
    apart = np.abs(one[inside, inside] - other[::-1, ::-1][inside, inside]).mean()
    assert apart < 12 < np.abs(one - other)[inside, inside].mean()
    page.get_by_role("button", name="Take it away").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name=say("takeaway.png"), exact=True).first.click()
    with Image.open(download.value.path()) as saved:
        assert saved.size == (3 * 28 + 2 * 2,) * 2


def pixels(shot, folder):
    path = folder / "shot.png"
    path.write_bytes(shot)
    with Image.open(path) as image:
        return np.asarray(image.convert("L")).astype(float)
