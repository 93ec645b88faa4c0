"""What a training leaves for the other pages: a network that draws the same, and a card that tells the truth."""

import numpy as np
import pytest

from explainer.core.samplers import last
from explainer.engines import visiting
from explainer.engines.loaded import OF_VISITS
from explainer.experiments.live.drawing import moment
from explainer.experiments.live.kept import can_be_kept, kept
from explainer.experiments.live.loop import learning, new_student
from explainer.experiments.live.pictures import lesson, shape_of, vocabulary_of
from explainer.experiments.live.plan import Plan, Report, moment_line, progress_line
from explainer.experiments.live.trained import drawn, trained
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.media.pictures import to_pixels
from explainer.strings import of_card

PICTURE = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)


def told(plan):
    """A training of a few steps, as it tells of itself."""
    taught, report = lesson(plan.subject, plan.seed, plan.picture, n=40), Report()
    student = new_student(plan, taught)
    for loss in learning(plan, taught, student):
        seen = student.step * plan.batch
        report.take(progress_line(student.step, seen, 15.0 * student.step, [float(loss)]))
        if student.step == 2:  # the newest moment, if it is stopped after this
            report.take(moment_line(moment(plan, taught, student)))
    return report


@pytest.fixture
def plan(request):
    picture = PICTURE if request.param == "picture" else None
    return Plan(request.param, steps=3, batch=4, picture=picture)


@pytest.mark.parametrize("plan", ["digits", "shapes", "picture"], indirect=True)
def test_its_card_says_what_it_is(plan):
    report = told(plan)
    checkpoint = kept("my-own", plan, report)
    card = checkpoint.card
    assert checkpoint.shape == shape_of(plan.subject)
    assert card.vocabulary == vocabulary_of(plan.subject)
    # of the moment that is kept, not of the end: 8 pictures in 30 of 45 seconds
    assert card.training == {"pictures_seen": 8, "minutes": 0.5}
    said = (card.title, card.limits, *card.data[0].values())
    assert all(of_card(text, "de") != text for text in said)
    assert len(card.sha256) == 64


@pytest.mark.parametrize("plan", ["digits"], indirect=True)
def test_it_draws_what_the_training_draws(plan):
    report = told(plan)
    name = visiting.take_in("own", lambda name: kept(name, plan, report), "somebody")
    try:
        settings = Settings(name, "ddim", 16, 2.0, "7", (5, 6))
        x = last(generate(settings)).x_next
    finally:
        visiting.leave(OF_VISITS[name])
    there = drawn(trained(plan.subject, report.moments[-1].weights), "7", [5, 6])
    assert np.abs(to_pixels(x).astype(int) - there).max() <= 1


@pytest.mark.parametrize("plan", ["digits"], indirect=True)
def test_only_what_goes_through_every_level_and_has_learned_something_is_kept(plan):
    report = told(plan)
    assert can_be_kept(plan, report)
    assert not can_be_kept(Plan(sigma=0.5), report)
    assert not can_be_kept(plan, Report())
