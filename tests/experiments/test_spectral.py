"""What stands above the noise: shares, crossings and the order of a run, where theory knows them."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
import torch

from explainer.core.denoiser import Prediction
from explainer.core.noise import noised, unit_noise
from explainer.core.samplers import Step
from explainer.core.schedule import make_schedule
from explainer.core.spectrum import keep_rings, radial_power, ring_grid
from explainer.experiments.spectral import (
    bands,
    beside,
    edge,
    guesses,
    noise_level,
    order,
    spectra_of,
)
from explainer.media.film import Film
from explainer.networks.checkpoints import load_checkpoint

SIZE = 32


@pytest.fixture(scope="module")
def falling():
    """A picture whose power falls off with the square of the fineness, as that of photographs does."""
    waves = torch.fft.fft2(unit_noise((3, SIZE, SIZE), [1])[0].double(), norm="ortho")
    return torch.fft.ifft2(waves / ring_grid(SIZE).clamp(min=1), norm="ortho").real.float()


@pytest.fixture(scope="module")
def spectra(falling):
    return spectra_of(falling, unit_noise((3, SIZE, SIZE), [2])[0])


def test_the_noise_alone_has_the_same_power_in_all_waves():
    schedule = make_schedule("cosine")
    x_t, _ = noised(torch.zeros(3, 64, 64), 400, 5, schedule)
    floor = 1 - float(schedule.alpha_bar[400])
    power = radial_power(x_t, corners=True)
    assert float(power[4:40].mean()) == pytest.approx(floor, rel=0.03)
    assert float(power[8:40].std()) < 0.1 * floor


def test_the_spectrum_of_any_mixture_follows_from_three(falling, spectra):
    schedule, eps = make_schedule("cosine"), unit_noise((3, SIZE, SIZE), [2])[0]
    for t in (1, 300, 700, 990):
        alpha_bar = float(schedule.alpha_bar[t])
        x_t = falling + math.sqrt(noise_level(alpha_bar)) * eps
        assert torch.allclose(
            spectra.mixture(alpha_bar), radial_power(x_t, corners=True), rtol=1e-3, atol=1e-4
        )


def test_fewer_waves_stand_as_t_grows_and_the_fine_ones_go_first(spectra):
    alpha_bar = make_schedule("cosine").alpha_bar
    kept = [spectra.standing(float(alpha_bar[t])) for t in range(0, 1001, 50)]
    edges, shares = [edge(k) for k in kept], [spectra.share(k) for k in kept]
    assert edges == sorted(edges, reverse=True) and shares == sorted(shares, reverse=True)
    assert (shares[0], edges[0]) == (1, len(kept[0]))
    assert edges[-1] == 1 and shares[-1] == pytest.approx(1 / SIZE**2)
    for earlier, later in pairwise(kept):
        assert not bool((later & ~earlier).any())


def test_few_waves_hold_most_of_the_contrast(spectra):
    kept = torch.arange(len(spectra.picture)) <= 4
    assert spectra.share(kept) < 0.1
    assert spectra.contrast(kept) > 0.5
    assert spectra.contrast(torch.ones_like(kept)) == 1


def test_an_even_shade_has_no_contrast_to_lose():
    grey = spectra_of(torch.full((1, 16, 16), 0.3), unit_noise((1, 16, 16), [1])[0])
    kept = grey.standing(0.5)
    assert kept.tolist() == [True] + [False] * (len(kept) - 1)
    assert grey.contrast(kept) == 1


def test_a_guess_is_compared_where_the_noise_has_covered_the_picture(falling):
    kept = torch.arange(len(radial_power(falling, corners=True))) < 5
    low, high = keep_rings(falling, kept), keep_rings(falling, ~kept)
    cut = beside(falling, low, kept)
    assert (cut.added, cut.right) == (pytest.approx(0, abs=1e-9), pytest.approx(0, abs=1e-4))
    assert cut.kept == pytest.approx(cut.guess, abs=1e-6)
    half = beside(falling, low + high / 2, kept)
    assert half.added == pytest.approx(0.25, abs=1e-4) and half.right == pytest.approx(1, abs=1e-4)
    assert beside(falling, low - high, kept).right == pytest.approx(-1, abs=1e-4)
    everything = beside(falling, falling, torch.ones_like(kept))
    assert (everything.added, everything.right) == (0, 0)


@pytest.mark.parametrize("size", [8, 15, 28, 32, 64])
def test_bands_hold_every_ring_once(size):
    found = bands(size)
    rings = [ring for low, high in found for ring in range(low, high)]
    assert rings == list(range(1, size // 2 + 1))


def film_of(estimates, final, ts):
    """A film of a run that guessed these pictures at these t."""
    film, calm = Film(len(ts)), torch.zeros_like(final)
    for i, (t, x0) in enumerate(zip(ts, estimates, strict=True)):
        following = ts[i + 1] if i + 1 < len(ts) else 0
        step = Step(i + 1, len(ts), t, following, calm, Prediction(x0, calm), final, i + 1)
        film.add(step)
    return film


def test_the_order_is_read_from_the_guesses(falling):
    """Guesses that know the waves up to a ring, and one more at every step."""
    final = (falling / falling.abs().max() * 0.9)[None]
    rings = torch.arange(len(radial_power(falling, corners=True)))
    known = [1, 2, 4, 8, 40]
    ts = [900, 700, 500, 300, 100]
    estimates = [keep_rings(final[0], rings < k)[None] for k in known]
    found = order(film_of(estimates, final, ts))
    settled = [found.settled(band) for band in range(len(found.bands))]
    wanted = [
        next(t for k, t in zip(known, ts, strict=True) if k >= high) for _, high in found.bands
    ]
    assert settled == wanted == sorted(wanted, reverse=True)
    assert (found.agreement[:, -1] > 0.999).all()
    assert found.power[:, -1] == pytest.approx(1, abs=0.01)
    alpha_bar = make_schedule("cosine").alpha_bar
    bare = [found.surfaces(band, alpha_bar) for band in range(len(found.bands))]
    assert bare == sorted(bare, reverse=True)
    for band, t in enumerate(bare):
        floor = noise_level(float(alpha_bar[t]))
        assert floor <= found.final[band] < noise_level(float(alpha_bar[t + 1]))


def test_one_call_for_all_levels_is_the_same_as_one_for_each():
    digits = load_checkpoint("digits")
    x0 = keep_rings(unit_noise(digits.shape, [3])[0], torch.arange(30) < 3).clamp(-1, 1)
    together = guesses(digits, x0, 7, [200, 800])
    alone = [guesses(digits, x0, 7, [t])[0] for t in (200, 800)]
    assert torch.allclose(together, torch.stack(alone), atol=1e-4)
