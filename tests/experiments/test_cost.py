"""What a run is said to cost: the calls that it makes, its own arithmetic, its film."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
import torch

from explainer.core.samplers import SAMPLERS, last
from explainer.engines.engine import TRIALS, CallTimes
from explainer.engines.registry import engine_for
from explainer.experiments import cost, ladder, sampling
from explainer.experiments.cost import call_rows, expected_seconds, own_seconds
from explainer.experiments.frame_rate import FrameRate
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import load_checkpoint

PLAIN = Settings("digits", "ddim", 10, 1.0, "3", (1, 2))
EACH = 0.003  # seconds of a call, and of each of its rows


class Clock:
    """An engine whose calls take a known time."""

    def seconds(self, rows):
        return EACH + rows * EACH

    def load(self):
        return 1.0

    def handover_seconds(self):
        return 0.0


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr(cost, "engine_for", lambda name: Clock())
    monkeypatch.setattr(cost, "_step_seconds", lambda *_: 0.0)
    monkeypatch.setattr(cost, "_draw_seconds", lambda *_: 0.0)
    monkeypatch.setattr(FrameRate, "_share", 0.0)


def rows_called(settings, monkeypatch):
    """How many rows every call of a run really has."""
    called = []

    def network(x, k, condition=None):
        called.append(len(x))
        return torch.zeros_like(x)

    monkeypatch.setattr(sampling, "engine_for", lambda name: network)
    last(sampling.generate(settings))
    return called


@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("steps", [1, 5])
@pytest.mark.parametrize(
    "more",
    [{}, {"w": 2.0}, {"w": 0.0}, {"w": 2.0, "words": ""}, {"w": 2.0, "interval": (300, 700)}],
)
def test_the_calls_that_are_counted_are_those_that_are_made(sampler, steps, more, monkeypatch):
    settings = replace(PLAIN, sampler=sampler, steps=steps, **more)
    assert list(call_rows(settings)) == rows_called(settings, monkeypatch)


def test_a_run_costs_the_time_of_its_calls(clock):
    assert expected_seconds(PLAIN) == pytest.approx(10 * 3 * EACH)
    assert expected_seconds(replace(PLAIN, w=2.0)) == pytest.approx(10 * 5 * EACH)
    assert expected_seconds(replace(PLAIN, sampler="heun")) == pytest.approx(19 * 3 * EACH)


def test_every_call_is_handed_over_and_frames_take_their_share(clock, monkeypatch):
    monkeypatch.setattr(Clock, "handover_seconds", lambda self: 0.5)
    assert expected_seconds(PLAIN) == pytest.approx(10 * (3 * EACH + 0.5))
    monkeypatch.setattr(FrameRate, "_share", 0.2)
    assert expected_seconds(PLAIN) == pytest.approx(10 * (3 * EACH + 0.5) / 0.8)


def test_a_hand_over_is_what_a_call_takes_besides_its_computing():
    times = CallTimes()
    times.note_whole(9.0)  # nothing is known of its computing
    assert times.handover == 0
    for whole in (0.9, 0.13, 0.5):  # the others waited for somebody else's call
        times.note(2, 0.1)
        times.note(2, 0.1)
        times.note_whole(whole)
    assert times.handover == pytest.approx(0.03)
    times.note_whole(0.05)  # clocks are read one after the other
    assert times.handover == 0


def test_an_engine_notes_what_its_calls_take_besides(monkeypatch):
    engine = engine_for("digits")
    engine.warm_up()
    engine.call_times._beside.clear()
    slow = type(engine)._predict

    def late(self, *inputs):
        output = slow(self, *inputs)
        time.sleep(0.02)
        return output

    monkeypatch.setattr(type(engine), "_predict", late)
    engine.load()
    assert engine.handover_seconds() >= 0.02


def test_guidance_is_counted_among_the_sums_of_a_step():
    """What is measured asks the network as a run does: once, or with two answers to join."""
    asked = []
    for guided in (False, True):
        cost._step_seconds.cache_clear()
        checkpoint = load_checkpoint("digits")
        raw = cost._at_once(checkpoint).denoiser
        words = "3" if guided else ""
        settings = Settings("digits", "ddim", 2, 2.0, words, (0,))
        step = last(sampling.generate(settings, denoiser=raw))
        asked.append(step.prediction.conditional is not None)
        assert cost._step_seconds("digits", "ddim", 1, guided) > 0
    assert asked == [False, True]


def test_the_ladder_costs_the_sum_of_its_rungs(clock):
    steps = sum(ladder.LADDER) + ladder.REFERENCE
    one = replace(PLAIN, seeds=(1,))
    assert ladder.climbing_seconds(one) == pytest.approx(2 * EACH * steps)
    assert ladder.climbing_seconds(replace(one, w=3.0)) == pytest.approx(3 * EACH * steps)
    heun = 2 * steps - len(ladder.LADDER) - 1
    assert ladder.climbing_seconds(replace(one, sampler="heun")) == pytest.approx(2 * EACH * heun)


def test_what_is_said_to_come_counts_how_busy_the_machine_is_now(clock, monkeypatch):
    quiet = ladder.climbing_seconds(PLAIN)
    monkeypatch.setattr(Clock, "load", lambda self: 2.5)
    assert ladder.climbing_seconds(PLAIN) == pytest.approx(2.5 * quiet)


def test_the_newest_calls_say_how_busy_a_machine_is():
    times = CallTimes()
    for _ in range(12):
        times.note(2, 0.1)
    assert times.load == pytest.approx(1)
    for _ in range(5):
        times.note(2, 0.3)
    assert times.load == pytest.approx(3)
    times.note(4, 0.1)  # quicker than expected is no load of less than 1
    for _ in range(9):
        times.note(4, 0.01)
    assert times.load >= 1


def test_a_machine_that_has_not_called_lately_makes_some_calls_to_know(monkeypatch):
    engine = engine_for("digits")
    engine.warm_up()
    assert engine.call_times.load is None  # what it met at its beginning does not count
    engine.load()
    before = list(engine.call_times._newest)
    assert engine.load() >= 1 and list(engine.call_times._newest) == before
    monkeypatch.setattr("explainer.engines.engine.LATELY", 0.0)
    monkeypatch.setattr(type(engine), "__call__", lambda self, *x: called.append(len(x[0])))
    called = []
    engine.load()
    assert called == [2] * TRIALS


def test_a_path_of_noise_is_drawn_whole_however_few_the_steps(monkeypatch):
    monkeypatch.setattr(cost, "_step_seconds", lambda *_: 0.01)
    monkeypatch.setattr(cost, "_draw_seconds", lambda network: 0.001)
    ddpm = replace(PLAIN, sampler="ddpm")
    assert own_seconds(PLAIN) == pytest.approx(0.1)
    assert own_seconds(ddpm) == pytest.approx(0.1 + 2 * 1000 * 0.001)
    assert own_seconds(replace(ddpm, shared_path=False)) == pytest.approx(0.1)


def test_what_is_asked_for_is_computed_in_calls_of_the_engines_sizes(monkeypatch):
    engine = engine_for("digits")
    engine.warm_up()
    monkeypatch.setattr(CallTimes, "estimate", lambda self, rows: 1.0 if rows == 16 else 0.1 * rows)
    monkeypatch.setattr(CallTimes, "measured", lambda self, rows: True)
    monkeypatch.setattr(engine, "_shapes", (1, 2, 4, 8, 16))
    assert engine.call_sizes(37) == [16, 16, 8]
    assert engine.seconds(37) == pytest.approx(2.8)
    assert engine.seconds(3) == engine.seconds(4) == pytest.approx(0.4)


@pytest.mark.usefixtures("in_float32")
def test_a_size_that_was_never_called_is_tried_unless_it_takes_long(monkeypatch):
    engine, tried = engine_for("digits"), []
    engine.warm_up()
    monkeypatch.setattr(type(engine), "_try", lambda self, rows: tried.append(rows))
    monkeypatch.setattr(CallTimes, "measured", lambda self, rows: rows == 2)
    monkeypatch.setattr(CallTimes, "estimate", lambda self, rows: 0.001 * rows)
    engine.seconds(2)
    assert tried == []
    engine.seconds(1)
    assert len(tried) == 1
    monkeypatch.setattr(CallTimes, "estimate", lambda self, rows: 10.0 * rows)
    engine.seconds(4)
    assert len(tried) == 1
