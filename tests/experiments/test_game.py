"""The denoising game: five calls by hand are five steps of DDIM, and a jump taken back gives what was there."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from explainer.core.samplers import last
from explainer.engines.registry import engine_for
from explainer.experiments import game as playing
from explainer.experiments.game import CALLS, along, closeness, is_way, played, reference, rivals
from explainer.experiments.sampling import generate, run
from explainer.networks.checkpoints import load_checkpoint

EVEN = (800, 600, 400, 200)


@pytest.fixture(scope="module")
def begun():
    return playing.from_noise("digits", "3; 5", 7)


@pytest.fixture(scope="module")
def own(begun):
    steps, way = played(begun, ()), ()
    for t in EVEN:
        way = (*way, t)
        steps = played(begun, way, steps)
    return steps


def ends(steps):
    return [step.x_next for step in steps]


def test_five_calls_at_ddims_own_timesteps_are_ddim_bit_for_bit(begun, own):
    ddim = list(generate(begun.settings))
    assert [step.t for step in own] == [step.t for step in ddim]
    for mine, theirs in zip(own, ddim, strict=True):
        assert torch.equal(mine.x_t, theirs.x_t) and torch.equal(mine.x_next, theirs.x_next)
    assert own[-1].calls == CALLS


def test_every_call_is_made_once(begun, own, monkeypatch):
    asked = []
    engine = type(engine_for("digits"))
    compute = engine.compute
    monkeypatch.setattr(engine, "compute", lambda self, *a: asked.append(1) or compute(self, *a))
    again = played(begun, EVEN, own)
    assert not asked
    assert torch.equal(again[-1].x_next, own[-1].x_next)
    played(begun, (*EVEN[:3], 100), own)
    assert len(asked) == 1


def test_a_jump_taken_back_gives_exactly_what_was_there(begun, own):
    three = played(begun, EVEN[:2])
    elsewhere = played(begun, (*EVEN[:2], 50), three)
    back = played(begun, EVEN[:2], elsewhere)
    for was, now in zip(three, back, strict=True):
        assert torch.equal(was.x_t, now.x_t) and torch.equal(was.x_next, now.x_next)
    assert torch.equal(own[2].x_t, back[-1].x_t)


def test_the_guess_of_the_last_call_is_the_end(own):
    assert torch.equal(own[-1].x_next, own[-1].prediction.x0)


def test_a_landing_is_the_guess_and_its_noise_as_they_are_mixed_there(begun, own):
    alpha_bar = begun.checkpoint.schedule.alpha_bar
    for step in own:
        signal, noise = alpha_bar[step.t_next].sqrt(), (1 - alpha_bar[step.t_next]).sqrt()
        landing = signal * step.prediction.x0.double() + noise * step.prediction.eps.double()
        assert torch.allclose(landing, step.x_next.double(), atol=1e-5)


@pytest.mark.parametrize(
    ("way", "may_be"),
    [
        ((), True),
        ((999, 3), True),
        ((4, 3, 2, 1), True),
        ((999, 1), False),
        (EVEN, True),
        ((500, 500), False),
        ((300, 400), False),
        ((1000,), False),
        ((0,), False),
        ((900, 800, 700, 600, 500), False),
    ],
)
def test_jumps_fall_and_leave_room_for_the_others_and_a_call_for_the_last(way, may_be):
    assert is_way(way, 1000) == may_be


def test_a_picture_begins_under_much_noise_and_jumps_above_it_are_left_out():
    digits = load_checkpoint("digits")
    x0 = torch.zeros(digits.shape)
    begun = playing.from_picture("digits", x0, 7)
    assert begun.start == 800 and begun.fitting((900, 700, 300)) == (700, 300)
    grids = rivals(begun)
    assert grids["even"] == tuple(digits.schedule.timesteps(CALLS, 800))
    assert all((path[0], path[-1], len(path)) == (800, 0, CALLS + 1) for path in grids.values())


def test_from_noise_the_even_rival_is_ddim(begun):
    assert rivals(begun)["even"] == (1000, *EVEN, 0)


@pytest.mark.slow
def test_the_reference_is_to_the_eye_where_many_small_steps_end(begun):
    """Two hundred already come so near; a thousand come nearer."""
    end = last(along(begun, *reference(begun))).x_next
    many = last(run(replace(begun.settings, steps=200), begun.x, begun.start)).x_next
    assert closeness(end, many) > 35


@pytest.mark.parametrize(
    ("own", "said"), [(21.0, "lost"), (22.04, "equal"), (22.5, "better"), (23.5, "won")]
)
def test_who_wins(own, said):
    assert playing.verdict(own, {"even": 22.0, "karras": 23.0}) == said


def test_the_guess_is_compared_from_call_to_call(own):
    found = playing.turns(own)
    apart = own[1].prediction.x0 - own[0].prediction.x0
    assert len(found) == CALLS - 1
    assert found[0] == pytest.approx(127.5 * float(apart.square().mean().sqrt()))
    assert playing.turns(own[:1]) == []
