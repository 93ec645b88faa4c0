"""Noise, added back: three ways from one noise, and what the page says of them."""

import pytest

from explainer.experiments.added_noise import SEEDS
from explainer.ui.drawing.numbers import number
from explainer.ui.sections import added_noise
from tests.pages.opening import app, errors, film


@pytest.fixture
def at():
    found = app("added_noise", steps="8")
    assert not found.exception
    assert not errors(found)
    return found


def test_three_ways_are_run_from_the_same_seeds(at):
    runs = at.session_state["_added_noise"]
    assert [added_noise.way(run) for run in runs] == ["added", "left_out", "ddim"]
    assert {run.settings.seeds for run in runs} == {tuple(range(7, 7 + SEEDS))}
    assert all(run.film.done and len(run.film.frames) <= added_noise.FRAMES for run in runs)
    assert len(film(at)["tracks"]) == 3


def test_the_sentences_are_told_from_the_pictures_on_screen(at):
    runs = at.session_state["_added_noise"]
    found = added_noise._measured(runs)
    text = " ".join(m.value for m in at.markdown)
    for name in ("added", "left_out", "ddim"):
        assert number(found[name].spread, 1) in text, name
    loses = found["left_out"].spread < added_noise.NARROW * found["added"].spread
    assert ("loses variety" in text) == loses


def test_the_numbers_stand_under_each_way_once_all_have_ended(at):
    runs = at.session_state["_added_noise"]
    name, spread, sharpness, clipped = added_noise.lines(runs, runs[0])
    assert name == "DDPM, noise added back"
    assert "spread" in spread and sharpness == "sharpness 1.00" and "%" in clipped
    runs[2].film.steps -= 1  # as while it runs
    try:
        assert added_noise.lines(runs, runs[0])[1] == "step 8 of 8"
    finally:
        runs[2].film.steps += 1
