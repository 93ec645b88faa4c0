"""The ideal denoiser of a few pictures: what the pages on it claim, as mathematics."""

import math

import pytest
import torch

from explainer.core.denoiser import IdealDenoiser
from explainer.core.noise import FreshNoise, noised
from explainer.core.samplers import ddpm_step, last, walk
from explainer.core.schedule import cosine
from explainer.experiments import ideal
from explainer.experiments.completions import Fan
from explainer.experiments.ideal import hidden, known_pictures, pictures_of, posterior
from explainer.experiments.restoring import GREY_LEVELS
from explainer.networks.checkpoints import load_checkpoint
from explainer.samples.subsets import subset_of, subsets, write_subset

SCHEDULE = cosine()
DIGITS = known_pictures("digits").training
OPEN = 850  # a timestep at which several pictures are possible


def test_weights_sum_to_1_and_the_estimate_is_their_mean():
    found = hidden(DIGITS, SCHEDULE, OPEN, 3).posterior
    assert float(found.weights.sum()) == pytest.approx(1)
    mean = torch.einsum("n,nchw->chw", found.weights, DIGITS.double())
    torch.testing.assert_close(found.mean.double(), mean, atol=1e-5, rtol=0)


def test_the_less_noise_the_fewer_pictures_are_possible_and_at_last_only_the_one_itself():
    found = {t: hidden(DIGITS, SCHEDULE, t, 5).posterior for t in (1, 100, 800, 900, 1000)}
    effective = [p.effective for p in found.values()]
    assert effective == sorted(effective) and effective[-1] > len(DIGITS) / 2
    assert found[1].likeliest(1) == [(5, pytest.approx(1))]
    assert found[1].spread == pytest.approx(0, abs=1e-6) and found[1].effective == pytest.approx(1)


def test_under_nothing_but_noise_the_estimate_is_the_average_of_everything():
    found = hidden(DIGITS, SCHEDULE, 1000, 5).posterior
    torch.testing.assert_close(found.mean, DIGITS.mean(0), atol=0.02, rtol=0)
    of_all = GREY_LEVELS * float(DIGITS.var(0, unbiased=False).mean().sqrt())
    assert found.spread == pytest.approx(of_all, rel=0.02)


@pytest.mark.parametrize("t", [OPEN, 900, 1000])
def test_the_mean_of_n_completions_approaches_the_estimate_as_one_over_root_n(t):
    residuals = hidden(DIGITS, SCHEDULE, t, 7).posterior.residuals(1024, seed=1)
    assert ideal.slope(residuals) == pytest.approx(-0.5, abs=0.03)
    for each in residuals:
        assert each.found == pytest.approx(each.expected, rel=0.2)


def test_runs_of_many_steps_end_on_the_pictures_as_often_as_their_weights_say():
    """So a draw is what a run of an exact denoiser ends with."""
    data = torch.tensor([-1.0, 0.1, 0.9]).view(3, 1, 1, 1)
    x_t, t, n = torch.full((1, 1, 1), 0.2), 600, 512
    odds = posterior(data, SCHEDULE, x_t, t).weights
    noise = FreshNoise((1, 1, 1), range(n))
    begin, path = x_t.expand(n, 1, 1, 1), SCHEDULE.timesteps(100, t)
    end = last(
        walk(ddpm_step, IdealDenoiser(data, SCHEDULE), SCHEDULE, begin, path, noise=noise)
    ).x_next
    nearest = (end.flatten()[:, None] - data.flatten()).abs().argmin(1)
    shares = torch.bincount(nearest, minlength=3) / n
    torch.testing.assert_close(shares.double(), odds, atol=4 * math.sqrt(0.25 / n), rtol=0)
    fan = Fan(IdealDenoiser(data, SCHEDULE)(x_t[None], torch.tensor([t])).x0[0], end)
    whole = fan.residuals()[-1]
    assert whole.found < 4 * whole.expected  # one number, drawn once
    assert whole.expected == pytest.approx(fan.spread / 512**0.5)


@pytest.mark.parametrize("network", subsets())
def test_what_ships_is_of_the_network_and_no_picture_is_in_both_halves(network):
    found, card = pictures_of(network), load_checkpoint(network)
    assert found.training.shape[1:] == card.picture_shape == found.test.shape[1:]
    assert len(found.training) == len(found.test) >= 300
    both = torch.cat([found.training, found.test]).flatten(1)
    assert len(both.unique(dim=0)) == len(both)
    assert all(c["licence"] in {"CC BY-SA 3.0", "MIT"} for c in card.card.data)


def test_a_network_without_pictures_has_none_and_borrows_some():
    assert pictures_of("photos") is None and subset_of("photos") is None
    assert known_pictures("photos").network == ideal.FALLBACK


def test_a_subset_is_read_as_it_was_written(tmp_path, monkeypatch):
    ships = subset_of("fashion")
    assert ships is not None
    few = ships.test[:40], ships.training[:40]
    write_subset(tmp_path, "mine", *few)
    monkeypatch.setattr("explainer.samples.subsets.FOLDER", tmp_path)
    back = subset_of("mine")
    assert (back.training == few[0]).all() and (back.test == few[1]).all()
    with pytest.raises(ValueError, match="as many"):
        write_subset(tmp_path, "odd", ships.test[:3], ships.training[:3])


def test_noise_of_a_seed_is_that_of_every_page():
    found = hidden(DIGITS, SCHEDULE, 300, 11)
    assert torch.equal(found.x_t, noised(DIGITS[11], 300, 11, SCHEDULE)[0])
