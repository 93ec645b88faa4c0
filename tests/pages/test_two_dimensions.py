"""Two dimensions: what the browser is given, and what of its answers the page takes."""

from __future__ import annotations

import json

import pytest

from explainer.core.schedule import make_schedule
from explainer.experiments.plane import SHAPES, shape
from explainer.ui.language import say
from explainer.ui.sections import answers, plane
from explainer.ui.sections.plane import Landed
from tests.pages.opening import address, app, errors


def given(at) -> dict:
    """What the plane was given."""
    every = [json.loads(e.proto.json) for e in at.get("bidi_component")]
    return next(data for data in every if "shapes" in data)


def test_the_browser_gets_the_schedule_and_the_points_of_the_project():
    at = app("two_dimensions", schedule="linear", shape="spiral", steps="3", w="4")
    assert not at.exception and not errors(at)
    data = given(at)
    assert data["alpha_bar"] == make_schedule("linear").alpha_bar.tolist()
    assert data["shapes"].keys() == SHAPES.keys()
    spiral = data["shapes"]["spiral"]
    assert spiral["xy"] == shape("spiral").points.round(3).ravel().tolist()
    assert data["values"]["shape"] == "spiral" and data["values"]["steps"] == 3
    assert data["values"]["w"] == 4
    assert all(data["words"].values())


def test_a_lesson_freezes_controls_of_the_plane():
    at = app("two_dimensions", lock="shape,steps", hide="w", shape="ring")
    data = given(at)
    assert sorted(data["held"]) == ["shape", "steps", "w"] and data["hidden"] == ["w"]
    assert data["values"]["shape"] == "ring"
    assert not errors(at)


def test_the_hidden_controls_write_the_address():
    at = app("two_dimensions")
    at.selectbox(key="shape").set_value("letter").run()
    at.slider(key="t").set_value(120).run()
    assert address(at)["shape"] == ["letter"] and address(at)["t"] == ["120"]
    assert given(at)["values"]["shape"] == "letter"


def told(monkeypatch, **values):
    monkeypatch.setattr(plane, "_said", lambda name: values)


@pytest.fixture
def taken(monkeypatch):
    """What the page takes, by key."""
    found = {}
    take = "explainer.ui.controls.control.Control.take"
    monkeypatch.setattr(take, lambda self, value: found.update({self.key: value}))
    return found


def test_what_was_set_on_the_plane_is_taken_as_from_a_link(monkeypatch, taken):
    told(monkeypatch, shape="ring", t="310", w="3.5", noise_back="false", scene="learn")
    plane.take()
    assert taken == {"shape": "ring", "t": 310, "w": 3.5, "noise_back": False, "scene": "learn"}


def test_what_no_link_may_set_is_not_taken(monkeypatch, taken):
    told(monkeypatch, shape="blob", t="1001", w="nan", steps=7, seed="3", sampler=["ddpm"])
    plane.take()
    assert taken == {}


def test_where_samples_landed_is_believed_only_as_whole_numbers(monkeypatch):
    counts = {"on": 200, "near": 30, "far": 10, "all": 240, "steps": 50}
    told(monkeypatch, **counts)
    assert plane.landed() == Landed(**counts)
    told(monkeypatch, **counts | {"on": "<b>"})
    assert plane.landed() is None
    told(monkeypatch)
    assert plane.landed() is None


@pytest.mark.parametrize(
    ("counts", "truth"),
    [((200, 30, 10), "copies"), ((9, 200, 31), "new"), ((0, 9, 231), "between")],
)
def test_a_guess_is_compared_with_where_samples_landed(counts, truth):
    found = Landed(*counts, all=240, steps=50)
    for guess in ("copies", "new", "between"):
        said = answers.where_it_ends(guess, found)
        assert say(f"bridge.two_dimensions.{truth}") in said and "After 50 steps" in said
        assert ("so it is here" in said) == (guess == truth)
    assert "still computing" in answers.where_it_ends("new", None)


@pytest.mark.parametrize(
    ("counts", "says"),
    [((200, 30, 10), "enough here"), ((9, 200, 31), "near them"), ((0, 9, 231), "Put it back")],
)
def test_the_dare_is_answered_from_where_samples_landed(counts, says):
    found = Landed(*counts, all=240, steps=2)
    said = answers.after_few_steps(found, 2)
    assert "After 2 steps" in said and f"{counts[0]} lie on a point" in said and says in said
    for older in (None, Landed(*counts, all=240, steps=50)):
        assert answers.after_few_steps(older, 2) == say("bridge.two_dimensions.dared_wait")


def test_the_browser_is_asked_for_the_dares_answer():
    at = app("two_dimensions", steps=None, words=None)
    assert not given(at)["asked"]
    at.button(key="_dare_two_dimensions").click().run()
    assert not at.exception and not errors(at)
    assert given(at)["asked"] and given(at)["values"]["steps"] == 2
    assert say("bridge.two_dimensions.dared_wait") in " ".join(m.value for m in at.markdown)
