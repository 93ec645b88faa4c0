"""A live training: it learns, the same from the same seed, and what it draws comes nearer to what it learned from."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.core.errors import UserError
from explainer.core.noise import unit_noise
from explainer.experiments.live import one_level
from explainer.experiments.live.drawing import asked_labels, moment, unseen
from explainer.experiments.live.loop import learning, new_student
from explainer.experiments.live.pictures import SIZE, lesson, shape_of, vocabulary_of
from explainer.experiments.live.plan import (
    ASKED,
    SUBJECTS,
    Plan,
    Report,
    moment_line,
    progress_line,
    read_plan,
)
from explainer.experiments.live.trained import drawn, trained
from explainer.media.pictures import to_pixels

TINY = Plan(steps=70, batch=16, seed=1)
PICTURE = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def learned():
    """A short training: its lesson, its student, its losses, and its first and last moment."""
    taught, plan = lesson("digits", 1, n=200), TINY
    student = new_student(plan, taught)
    first = moment(plan, taught, student)
    losses = [float(loss) for loss in learning(plan, taught, student)]
    return taught, student, losses, (first, moment(plan, taught, student))


def test_its_loss_falls(learned):
    _, student, losses, _ = learned
    assert len(losses) == student.step == TINY.steps
    assert np.mean(losses[-15:]) < 0.75 * np.mean(losses[:5])


def test_what_it_draws_comes_nearer_to_what_it_learned_from_than_noise_is(learned):
    taught, _, _, (first, last) = learned
    noise = unit_noise(shape_of("digits"), range(ASKED)).clamp(-1, 1)
    apart = 127.5 * float(taught.nearest(noise)[0].mean())
    assert last.apart < 0.8 * min(apart, first.apart)


def test_the_same_seed_learns_the_same(learned):
    taught, _, losses, _ = learned
    again = learning(TINY, taught, new_student(TINY, taught))
    assert [float(loss) for loss in itertools.islice(again, 3)] == losses[:3]
    other = replace(TINY, seed=2)
    assert float(next(learning(other, taught, new_student(other, taught)))) != losses[0]


def test_what_it_tells_arrives_and_makes_the_network_again(learned):
    taught, _, _, (first, last) = learned
    report = Report()
    for m in (first, last):
        report.take(moment_line(m))
    report.take(progress_line(7, 112, 1.5, [0.2, 0.4]))
    assert report.losses == [(112, pytest.approx(0.3))]
    assert not report.moments[0].weights  # only the newest are kept
    assert np.array_equal(report.moments[1].pictures, last.pictures)
    it = trained("digits", report.moments[1].weights)
    labels = asked_labels(taught.vocabulary)
    for seed, (label, pixels) in enumerate(zip(labels, last.pictures, strict=True), TINY.seed):
        if seed > 3:
            break
        again = drawn(it, taught.vocabulary[label], [seed])[0].astype(int)
        assert np.abs(again - pixels).mean() < 4  # half precision


@pytest.mark.parametrize("subject", SUBJECTS)
def test_its_pictures_are_made_when_they_are_needed(subject):
    taught = lesson(subject, 3, PICTURE, n=40)
    assert taught.x0.shape == (40, *shape_of(subject))
    assert -1 <= float(taught.x0.min()) < float(taught.x0.max()) <= 1
    assert taught.vocabulary == vocabulary_of(subject)
    assert torch.equal(taught.x0, lesson(subject, 3, PICTURE, n=40).x0)
    assert not torch.equal(taught.x0, lesson(subject, 4, PICTURE, n=40).x0)
    assert len(to_pixels(taught.x0)[0]) == SIZE
    distance, label = taught.nearest(taught.x0[:5])
    assert float(distance.max()) < 1e-2 and torch.equal(label, taught.labels[:5])


def test_a_digit_is_nearer_to_its_own_kind_than_to_another():
    taught, others = lesson("digits", 1, n=600), lesson("digits", 2, n=100)
    _, label = taught.nearest(others.x0)
    assert float((label == others.labels).float().mean()) > 0.9


def test_nothing_else_can_be_taught():
    for subject, picture in (("cats", PICTURE), ("picture", None)):
        with pytest.raises(UserError):
            lesson(subject, 0, picture, n=2)


def test_a_plan_goes_through_a_line_of_text():
    plan = replace(TINY, picture=PICTURE)
    again = read_plan(plan.line())
    assert np.array_equal(again.picture, PICTURE)
    assert replace(again, picture=None).line() == replace(plan, picture=None).line()
    assert read_plan(TINY.line()).picture is None


def test_from_noise_alone_the_best_guess_is_the_average_of_all_pictures():
    """E[x0 | ε] = E[x0], which is the same for every noise; one that knows other levels does not come as near."""
    taught = lesson("digits", 1, n=200)
    found = {}
    for sigma in (math.inf, 0.5):
        plan = replace(TINY, sigma=sigma, steps=40)
        student = new_student(plan, taught)
        before = moment(plan, taught, student)
        for _ in learning(plan, taught, student):
            pass
        assert moment(plan, taught, student).apart < before.apart
        found[sigma] = one_level.trials(student.average, taught, unseen(plan, 16), 5)
    assert [trial.sigma for trial in found[0.5]] == list(one_level.TRIED)
    alone, other = found[math.inf][-1], found[0.5][-1]
    assert alone.from_mean < 0.5 * alone.after  # nearer to the average than to the picture meant
    assert alone.from_mean < 0.5 * other.from_mean
    assert found[0.5][0].before == 0 and found[0.5][2].after < found[0.5][2].before


def test_each_level_is_told_by_what_it_adds():
    x0, eps = torch.rand(2, 1, 4, 4), torch.randn(2, 1, 4, 4)
    assert torch.equal(one_level.covered(x0, eps, 0.0), x0)
    assert torch.equal(one_level.covered(x0, eps, math.inf), eps)
    torch.testing.assert_close(one_level.covered(x0, eps, 0.5), x0 + 0.5 * eps)
