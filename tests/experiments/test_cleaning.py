"""Every way to clean a picture gets the same noisy one, and is scored against the same original."""

import numpy as np
import pytest
import torch

from explainer.core.metrics import psnr
from explainer.core.noise import noised
from explainer.experiments import cleaning
from explainer.experiments.cleaning import Estimate, NoisyPicture, Score
from explainer.experiments.settings import Settings
from explainer.media.film import Film
from explainer.media.pictures import from_pixels, reduce, to_pixels
from explainer.networks.checkpoints import load_checkpoint
from explainer.samples import SAMPLES, sample_pixels


@pytest.fixture
def noisy() -> NoisyPicture:
    x0 = reduce(sample_pixels(next(iter(SAMPLES))), 28, 1)
    return NoisyPicture(load_checkpoint("digits"), x0, 400, 7)


def test_all_methods_start_from_the_same_noisy_picture(noisy):
    x_t, _ = noised(noisy.x0, 400, 7, noisy.checkpoint.schedule)
    assert torch.equal(noisy.x_t, x_t)
    assert np.array_equal(cleaning.cleaned(noisy)["noisy"].pixels, to_pixels(x_t))
    first = next(cleaning.walk_back(noisy, Settings("digits", "ddim", 4, seeds=(7,))))
    assert torch.equal(first.x_t[0], x_t)


def test_the_best_blur_is_no_worse_than_any_other(noisy):
    best = cleaning.cleaned(noisy)["best_blur"].score.psnr
    assert all(cleaning.blurred(noisy, sigma).score.psnr <= best + 1e-9 for sigma in (0.5, 1, 2, 4))


def test_scores_are_those_of_what_is_shown(noisy):
    film = Film(4)
    for step in cleaning.walk_back(noisy, Settings("digits", "ddim", 4, seeds=(7,))):
        film.add(step)
    walked = cleaning.walked_to(film.result[0], noisy.x0)
    assert walked.score.psnr == pytest.approx(psnr(from_pixels(film.result[0]), noisy.x0))


def scored(value, sharp=1.0):
    return Estimate(np.zeros((1, 1, 1), np.uint8), Score(value, 0.5, sharp))


def test_the_verdict_is_told_from_the_scores():
    filters = {"tv": scored(20), "nlm": scored(21.5)}
    found = cleaning.verdict(filters, Score(23, 0.5, 0.4), Score(20, 0.5, 0.9))
    assert (found.filter, found.gain, found.loss) == ("nlm", 1.5, 3)


def test_noise_is_not_sharp_unless_it_is_close():
    """At much noise a narrow blur leaves as much fine detail as the original has: all of it noise."""
    noisy, walked, call = Score(7.7, 0.1, 1.09), Score(11.4, 0.3, 0.55), Score(12.7, 0.4, 0.12)
    assert [sharp for _, _, sharp in cleaning.best_marks([noisy, walked, call])] == [0, 1, 0]
    named = {"blur": noisy, "iterative": walked, "one_step": call}
    assert cleaning.falsely_sharp(named) == "blur"
    assert cleaning.falsely_sharp({**named, "blur": Score(10, 0.1, 1.09)}) is None


def test_twice_the_error_of_the_closest_still_counts_as_close():
    errors = torch.tensor([1.0, 1.999, 2.001])
    scores = [Score(float(-10 * torch.log10(e)), 0.5, 1.0) for e in errors]
    assert cleaning.are_close(scores) == [True, True, False]


@pytest.mark.parametrize("t", [1, 700, 1000])
def test_the_marked_sharpness_is_never_that_of_the_noisy_picture_beside_a_closer_one(t):
    x0 = reduce(sample_pixels(next(iter(SAMPLES))), 28, 1)
    noisy = NoisyPicture(load_checkpoint("digits"), x0, t, 7)
    estimates = {**cleaning.cleaned(noisy), "blur": cleaning.blurred(noisy, 1.5)}
    scores = [e.score for e in estimates.values()]
    best = max(s.psnr for s in scores)
    marked = [s for s, m in zip(scores, cleaning.best_marks(scores), strict=True) if m[2]]
    assert marked and all(s.psnr >= best - cleaning.TWICE_THE_ERROR for s in marked)


def test_the_best_sharpness_is_the_one_nearest_to_the_original():
    scores = [Score(20, 0.6, 0.3), Score(22, 0.4, 1.2), Score(21, 0.5, 7.0)]
    marks = cleaning.best_marks(scores)
    assert marks == [(False, True, False), (True, False, True), (False, False, False)]


def test_three_decibels_less_are_twice_the_error_and_the_best_blur_stands_first():
    def level(blur, one):
        return {"best_blur": scored(blur), "one_step": scored(one)}

    found = cleaning.blur_beside({100: level(20, 23.01), 500: level(15, 14), 900: level(10, 20)})
    assert [b.t for b in found] == [500, 100, 900]
    assert [b.ratio for b in found] == pytest.approx([10**-0.1, 2, 10], rel=1e-3)


def test_the_ratio_is_that_of_the_mean_square_errors(noisy):
    (found,) = cleaning.blur_beside({400: (e := cleaning.cleaned(noisy))})
    # scores are taken before pictures are rounded to grey levels
    blur, one = (
        float(np.square(e[m].pixels.astype(float) - to_pixels(noisy.x0)).mean())
        for m in ("best_blur", "one_step")
    )
    assert found.ratio == pytest.approx(blur / one, rel=0.02)
