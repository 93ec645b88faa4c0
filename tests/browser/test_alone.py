"""Components alone on a page: what they are told, what was pressed, and browsers that lack what newer ones have."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from explainer.streamlit_names import Part
from explainer.ui.language import say
from tests.browser.stage import Stage

DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="

# --- a run on the visitor's device

# it keeps what it is told, and tells what a test lets it tell
WORKER = """() => { globalThis.workers = []; globalThis.Worker = class {
  constructor() { Object.assign(this, { heard: [], ended: false }); workers.push(this); }
  postMessage(message) { this.heard.push(message); }
  terminate() { this.ended = true; }
}; }"""
SAYS = "news => workers.at(-1).onmessage({ data: { id: 'run', ...news } })"


@pytest.fixture
def device(page):
    """A run of ten steps, which has begun."""
    stage = Stage(page, "device_run")
    page.evaluate(WORKER)
    draw_device(stage)
    return stage


def draw_device(stage, identity="run"):
    track = {"run": 0, "part": "x_t", "counting": None, "name": "", "symbol": "", "colour": ""}
    words = {name: say(f"run.{name}") for name in ("stop", "stopped", "decoding")}
    words |= {name: say(f"device.{name}") for name in ("step", "done", "failed", "server")}
    plans = [{"steps": list(range(10))}]
    sent = {"id": identity, "plans": plans, "tracks": [track], "result": {}, "verdicts": None}
    told = {"sources": {"worker": ""}, "layout": {}, "language": "en", "offer": True}
    stage.draw({**sent, **told, "words": {**words, "loading": "It is fetched."}})


def step(stage, i):
    """The worker has made its step i."""
    count = {"step": i, "calls": i, "ms": 9 * i, "decoding": 0, "ended": False}
    news = {"of": 0, "times": [9] * i, "frame": None, "result": None, "kept": False}
    stage.page.evaluate(SAYS, {**news, **count})


def test_readers_of_the_screen_hear_how_a_run_begins_and_ends_not_each_step(page, device):
    seen, heard = page.locator("output"), page.locator(".heard")
    expect(seen).to_have_attribute("aria-live", "off")
    page.evaluate(SAYS, {"loading": True})
    expect(heard).to_have_text("It is fetched.")
    for i in (1, 2):
        step(device, i)
        expect(seen).to_contain_text(f"step {i} of 10")
        expect(heard).to_have_text("It is fetched.")
    page.evaluate(SAYS, {"stopped": 2})
    expect(heard).to_have_text(say("run.stopped", i=2, n=10))


def test_a_run_is_stopped_while_its_network_is_fetched(page, device):
    stop = page.get_by_role("button", name=say("run.stop"))
    page.evaluate(SAYS, {"loading": True})
    stop.click()
    expect(page.locator("output")).to_have_text(say("run.stopped", i=0, n=10))
    expect(stop).to_be_hidden()
    draw_device(device)  # the same again, as after any change on the page
    assert page.evaluate("workers.map((worker) => worker.ended)") == [True]
    draw_device(device, "another")
    assert page.evaluate("workers.map((worker) => worker.ended)") == [True, False]


def test_a_worker_that_makes_steps_keeps_its_network_when_it_is_stopped(page, device):
    step(device, 1)
    page.get_by_role("button", name=say("run.stop")).click()
    assert page.evaluate("workers[0].heard.at(-1)") == {"id": None}
    assert page.evaluate("workers[0].ended") is False


# --- a picture that turns


def turning(start=0):
    pictures = [{"src": DOT, "label": f"seed {i}", "found": []} for i in range(3)]
    look = {"symbol": "", "colour": "red", "on_primary": "white", "why_old": ""}
    words = dict.fromkeys(("there", "back", "distance", "pick"), "a word")
    shown = {"id": "run", "way": "flip", "views": ["", ""], "pictures": pictures, "start": start}
    return {**shown, **look, "words": words}


def test_a_picture_that_was_picked_keeps_the_focus_when_it_is_drawn_again(page):
    stage, picked = Stage(page, "turning_picture"), page.get_by_role("button", name="seed 2")
    stage.draw(turning())
    picked.press("Enter")
    assert stage.told == [["picked", 2]]
    stage.draw(turning(start=2))
    expect(picked).to_be_focused()
    expect(picked).to_have_attribute("aria-pressed", "true")


# --- browsers without what newer ones have


def test_the_card_of_a_tour_stands_where_nobody_says_what_is_drawn(page):
    stage = Stage(page, "tour_card", f"<main {Part.MAIN.selector[1:-1]}></main><h1>A page</h1>")
    page.evaluate("delete Element.prototype.checkVisibility")
    words = dict.fromkeys(("back", "forth", "leave", "show", "fold", "unfold", "label"), "a word")
    says = {"name": "Tour", "count": "1 of 2", "says": "Look at this.", "task": "", "to": "next"}
    stands = {"at": 1, "done": False, "is_first": True, "is_news": False, "waits": False}
    stage.draw({**says, **stands, "words": {**words, "done": ""}, "target": "h1"})
    expect(page.get_by_text("Look at this.")).to_be_visible()


def test_meanings_are_shown_and_hidden_where_there_are_no_popovers(page):
    stage = Stage(page, "meanings", '<a href="https://here.example/glossary?#noise">noise</a>')
    page.evaluate(
        """() => { for (const name of ["showPopover", "hidePopover"]) delete HTMLElement.prototype[name];
        const { matches } = Element.prototype;
        Element.prototype.matches = function (selector) {
          if (selector === ":popover-open") throw new SyntaxError(selector);
          return matches.call(this, selector); }; }"""
    )
    stage.draw({"words": {"noise": ["Noise", "What is added."]}, "all": "All terms"})
    term = page.get_by_role("link", name="noise", exact=True)
    term.focus()
    expect(term).to_have_attribute("aria-describedby", "nw-meaning")
    term.press("Escape")
    expect(term).not_to_have_attribute("aria-describedby", "nw-meaning")


# --- the seat in a room

ASKS = "() => { globalThis.asked = []; globalThis.fetch = () => new Promise((done) => asked.push(done)); }"
HEARS = "version => asked.shift()({ ok: true, json: async () => ({ version }) })"


@pytest.fixture
def seat(page):
    """In a room of version 1, whose news a test tells."""
    stage = Stage(page, "room_seat")
    page.evaluate(ASKS)
    draw_seat(stage, 1)
    return stage


def draw_seat(stage, version):
    number = stage.page.evaluate("globalThis.drawn = (globalThis.drawn ?? 0) + 1")
    told = {"version": version, "news": "", "address": "/room"}
    kept = {"seat": {"code": "ABC", "secret": "s"}, "left": None}
    stage.draw({"visit": "first", "number": number, **kept, **told})


def hear(stage, version):
    """The room has news; then the next request is on its way."""
    stage.page.evaluate(HEARS, version)
    stage.pass_ms(400)


def test_a_page_that_has_not_answered_is_told_of_no_more_news(seat):
    for version in (2, 3):
        hear(seat, version)
    assert seat.told == [["changed", 2]]
    draw_seat(seat, 3)  # perhaps another page: it saw both
    assert seat.told == [["changed", 2]]
    hear(seat, 4)
    assert seat.told == [["changed", 2], ["changed", 4]]


def test_news_that_an_answer_did_not_see_are_told_with_it(seat):
    for version in (2, 3):
        hear(seat, version)
    draw_seat(seat, 1)  # was being drawn before it was told
    assert seat.told == [["changed", 2]]
    draw_seat(seat, 2)
    assert seat.told == [["changed", 2], ["changed", 3]]


def test_a_page_that_is_silent_for_long_is_told_again(seat):
    hear(seat, 2)
    seat.pass_ms(5_000)
    hear(seat, 2)
    assert seat.told == [["changed", 2], ["changed", 2]]
