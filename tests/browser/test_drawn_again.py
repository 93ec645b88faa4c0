"""Components that are drawn again while something moves in them, as they are after every change on the page."""

from __future__ import annotations

import pytest
import torch
from playwright.sync_api import expect

from explainer.core.schedule import SCHEDULES, make_schedule
from explainer.streamlit_names import keyed
from explainer.ui.components import film_player, jump_canvas, noise_canvas, plane
from explainer.ui.language import say
from explainer.ui.sections.plane import OWN
from tests.browser.stage import Stage

DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="
LINEAR = make_schedule("linear")


def data_of(monkeypatch, module, part, show):
    """What a component would be sent."""
    sent = []
    monkeypatch.setattr(module, part, lambda **sending: sent.append(sending["data"]))
    show()
    return sent[-1]


# --- the film player


def film(frames=11, **others):
    """A film of four pictures."""
    track = {**film_player.PlayerTrack("x_t").look, "live": None, "numbers": []}
    track["frames"] = [{"t": 100 * (frames - i), "step": i, "src": DOT} for i in range(frames)]
    words = ("play", "pause", "scrub", "zoom", "whole", "zoom_help", "probe", "probe_help")
    said = {word: say(f"film.{word}") for word in words} | {"step": "{i}", "ended": ""}
    look = {"pictures": 4, "columns": 2, "gap": 2, "labels": ["one", "two", "three", "four"]}
    kept = {"id": "run", "share": 1, "old": False, "about": [], "probed": True, "result": {}}
    return {**kept, **look, "tracks": [track], "words": said, **others}


def test_a_film_that_is_drawn_again_plays_on_no_faster(page):
    stage = Stage(page, "film_player")
    stage.draw(film())
    page.get_by_role("button", name=say("film.play")).click()
    for _ in range(3):
        stage.draw(film())
    stage.pass_ms(1010)  # five seconds for ten further frames
    assert page.locator("input").input_value() == "3"


def test_the_pictures_of_a_film_are_named_as_the_page_is_now(page):
    stage = Stage(page, "film_player")
    stage.draw(film())
    stage.draw(film(labels=["eins", "zwei", "drei", "vier"]))
    assert page.locator(".label").all_inner_texts() == ["eins", "zwei", "drei", "vier"]


def test_a_film_obeys_the_space_bar_as_a_button_does(page):
    stage = Stage(page, "film_player")
    stage.draw(film())
    page.locator("canvas").press("Space")
    expect(page.locator(".tracks")).to_have_class("tracks zoomed")


# --- t that runs on


def noised(monkeypatch, t, held=False):
    x0 = torch.zeros(1, 4, 4)
    all_of_them = {name: make_schedule(name) for name in SCHEDULES}
    return data_of(
        monkeypatch,
        noise_canvas,
        "_canvas",
        lambda: noise_canvas.noise_canvas(x0, x0, t, all_of_them, "linear", lambda: None, "", held),
    )


def test_news_from_the_server_ends_the_playing(page, monkeypatch):
    stage, slider = Stage(page, "noise_canvas"), page.locator("input[type=range]")
    stage.draw(noised(monkeypatch, 100))
    page.get_by_role("button", name=say("canvas.play")).click()
    stage.pass_ms(800)
    stage.draw(noised(monkeypatch, 100))  # something else has changed
    stage.pass_ms(800)
    assert int(slider.input_value()) > 250
    stage.draw(noised(monkeypatch, 410))
    stage.pass_ms(9000)
    assert slider.input_value() == "410"
    assert stage.told == []
    expect(page.locator(".play")).to_have_text(say("canvas.play"))


def test_a_t_that_is_held_does_not_play_on(page, monkeypatch):
    stage, slider = Stage(page, "noise_canvas"), page.locator("input[type=range]")
    stage.draw(noised(monkeypatch, 100))
    page.get_by_role("button", name=say("canvas.play")).click()
    stage.pass_ms(800)
    stage.draw(noised(monkeypatch, 100, held=True))
    stage.pass_ms(9000)
    assert slider.input_value() == "100"
    assert stage.told == []


# --- the plane


def in_plane(monkeypatch, **values):
    """The plane with its beginnings, but for `values`."""
    own = {control: control.default() for control in OWN}
    chosen = {control: values.get(control.key, value) for control, value in own.items()}
    return data_of(
        monkeypatch,
        plane,
        "_plane",
        lambda: plane.plane("", LINEAR, 0, chosen, False, lambda: None, lambda: None),
    )


def test_news_from_the_server_ends_the_playing_in_the_plane(page, monkeypatch):
    stage, slider = Stage(page, "plane"), page.locator(".time")
    stage.draw(in_plane(monkeypatch, t=100))
    stage.pass_ms(100)
    page.get_by_role("button", name=say("canvas.play"), exact=True).click()
    stage.pass_ms(1000)
    assert int(slider.input_value()) > 250
    stage.draw(in_plane(monkeypatch, t=410))
    stage.pass_ms(6000)
    assert slider.input_value() == "410"
    assert stage.told == []


def test_what_the_plane_says_is_heard_though_it_is_drawn_again(page, monkeypatch):
    stage = Stage(page, "plane")
    stage.draw(in_plane(monkeypatch))
    stage.pass_ms(1000)
    before = page.locator(".heard").inner_text()
    page.locator(".time").press("End")
    stage.pass_ms(300)
    stage.draw(in_plane(monkeypatch, t=1000))  # the server's answer
    stage.pass_ms(1000)
    assert page.locator(".heard").inner_text() == page.locator(".said").inner_text() != before


@pytest.mark.parametrize(
    "other", [{"pointerId": 2, "button": 2}, {"pointerId": 3, "button": 0, "isPrimary": False}]
)
def test_the_pen_of_the_plane_follows_one_pointer_and_one_button(page, monkeypatch, other):
    stage, world = Stage(page, "plane"), page.locator(".world")
    stage.draw(in_plane(monkeypatch))
    page.get_by_role("button", name=say("two_dimensions.draw"), exact=True).click()
    world.evaluate("c => { c.setPointerCapture = () => {}; }")  # these pointers are made up

    def act(kind, at, pointer):
        place = {"clientX": at, "clientY": 300}
        world.dispatch_event(kind, {**place, **pointer})
        stage.pass_ms(50)

    first = {"pointerId": 1, "button": 0}
    if other["button"]:
        act("pointerdown", 100, other)
    act("pointerdown", 200, first)
    act("pointerdown", 500, other)
    act("pointermove", 510, other)
    act("pointerup", 510, other)
    for at in (240, 280, 320):
        act("pointermove", at, first)
    act("pointerup", 320, first)
    act("pointermove", 500, first)
    expect(page.locator(".said")).to_contain_text("of 4 points")


# --- the jump canvas


def landing(monkeypatch, t, to):
    x = torch.zeros(1, 4, 4)
    return data_of(
        monkeypatch,
        jump_canvas,
        "_canvas",
        lambda: jump_canvas.jump_canvas(x, x, x, t, (1, to), LINEAR, lambda: None, ""),
    )


def test_a_landing_that_was_chosen_before_a_jump_can_be_chosen_after_it(page, monkeypatch):
    stage, slider = Stage(page, "jump_canvas"), page.locator("input")
    stage.draw(landing(monkeypatch, 1000, 500))
    stage.slide(slider, 640)
    for t, to in ((1000, 640), (640, 320), (1000, 500)):  # the answer, a jump, and back
        stage.draw(landing(monkeypatch, t, to))
    stage.slide(slider, 640)
    assert stage.told == [["to", 640], ["to", 640]]


# --- a presenter's Escape


def test_escape_leads_out_of_a_film_before_it_ends_the_presentation(page):
    switch = f'<div class="{keyed("present")[1:]}"><input type="checkbox" checked></div>'
    stage = Stage(page, "film_player", switch)
    stage.draw(film())
    stage.mount("page_tools")
    stage.draw({"present": True})
    page.locator("canvas").press("Enter")
    page.locator("canvas").press("Escape")
    expect(page.get_by_role("checkbox")).to_be_checked()
    page.locator("canvas").press("Escape")
    expect(page.get_by_role("checkbox")).not_to_be_checked()
