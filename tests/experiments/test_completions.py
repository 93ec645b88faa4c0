"""Completions: their mean, how far it lies from the estimate, and how the page measures both."""

import math

import numpy as np
import pytest
import torch

from explainer.core.samplers import last
from explainer.experiments.cleaning import NoisyPicture
from explainer.experiments.completions import Fan, begun, completed, standings
from explainer.experiments.ideal import known_pictures
from explainer.experiments.restoring import GREY_LEVELS
from explainer.experiments.sampling import one_step
from explainer.experiments.snippet import denoising_source
from explainer.media.pictures import montage, reduce, to_pixels
from explainer.networks.checkpoints import load_checkpoint
from explainer.samples import sample_pixels


def noisy_digit(t):
    return NoisyPicture(load_checkpoint("digits"), known_pictures("digits").test[0], t, 7)


def gaussian(n=16, deviation=0.2):
    generator = torch.Generator().manual_seed(1)
    estimate = torch.zeros(1, 16, 16)
    return Fan(estimate, deviation * torch.randn(n, 1, 16, 16, generator=generator))


def test_draws_around_the_estimate_come_to_it_as_theory_says():
    fan = gaussian()
    assert fan.counts == [1, 2, 4, 8, 16]
    assert fan.spread == pytest.approx(0.2 * GREY_LEVELS, rel=0.05)
    for each in fan.residuals():
        assert each.expected == pytest.approx(fan.spread / math.sqrt(each.n))
        assert each.found == pytest.approx(each.expected, rel=0.15)


def test_means_are_of_completions_that_follow_one_another():
    fan = gaussian(4)
    torch.testing.assert_close(fan.means(2)[1], fan.completions[2:].mean(0))
    torch.testing.assert_close(fan.means(4)[0], fan.mean)


def test_the_mean_is_closer_and_softer_than_what_it_is_the_mean_of():
    x0 = known_pictures("digits").test[0]
    around = Fan(x0, (x0 + gaussian().completions.repeat(1, 1, 2, 2)[..., :28, :28]) * 0.9)
    found = standings(around, x0)
    assert [row.n for row in found.rows] == [1, 2, 4, 8, 16, 0]
    assert found.mean.psnr > found.best > found.single.psnr
    assert found.mean.sharpness < found.single.sharpness
    assert found.estimate.psnr == math.inf


@pytest.mark.parametrize(("t", "steps"), [(600, 5), (1, 10)])
def test_runs_begin_with_one_noisy_picture_and_end_apart(t, steps):
    noisy = noisy_digit(t)
    settings = begun(noisy, 4, steps)
    assert settings.steps == min(steps, t) and settings.seeds == (7, 8, 9, 10)
    runs = [*completed(noisy, settings)]
    first = runs[0].x_t
    assert all(torch.equal(x, noisy.x_t) for x in first)
    end = last(iter(runs)).x_next
    fan = Fan(one_step(noisy.checkpoint, noisy.x_t[None], t).x0[0], end)
    if t == 1:  # the only step adds no noise
        assert fan.spread < 0.05 and fan.residuals()[0].found < 0.05
    else:
        assert fan.spread > 1
        assert standings(fan, noisy.x0).mean.psnr > standings(fan, noisy.x0).single.psnr


def test_the_code_to_copy_makes_the_same_completions(tmp_path, monkeypatch):
    checkpoint = load_checkpoint("digits")
    noisy = NoisyPicture(checkpoint, reduce(sample_pixels("apples"), 28, 1), 700, 5)
    settings = begun(noisy, 4, 3)
    source = denoising_source(settings, "apples", 700, "any engine", checkpoint.card.sha256)
    monkeypatch.chdir(tmp_path)
    made: dict[str, object] = {}
    exec(source, made)
    (file,) = tmp_path.iterdir()
    assert file.stem.startswith("noisewalk-digits-apples-t700-seed5-8")
    end = last(completed(noisy, settings)).x_next
    assert np.array_equal(np.asarray(made["picture"]), montage(to_pixels(end))[..., 0])
