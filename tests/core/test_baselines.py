import math

import numpy as np
import pytest
import torch
from scipy.fft import idctn

from explainer.core.baselines import (
    BLUR_GRID,
    NLM_GRID,
    TV_GRID,
    baselines,
    best_blur,
    gaussian_blur,
    picture_statistics,
    rescale,
    wiener,
)
from explainer.core.metrics import outline_agreement, psnr, sharpness, ssim


def scene(size=48):
    """Smooth slopes and an edge."""
    y, x = torch.meshgrid(*(torch.linspace(-1, 1, size),) * 2, indexing="ij")
    picture = torch.stack([x * 0.6, y * 0.6, torch.where(x > 0.2, 0.7, -0.5)])
    return picture


def noisy(alpha_bar):
    eps = torch.randn(3, 48, 48, generator=torch.Generator().manual_seed(0))
    return math.sqrt(alpha_bar) * scene() + math.sqrt(1 - alpha_bar) * eps


STATISTICS = picture_statistics(scene()[None])


def test_psnr_of_a_known_error():
    a = torch.zeros(3, 16, 16)
    assert psnr(a + 0.2, a) == pytest.approx(20)  # 0.1 of the range [0, 1]
    assert psnr(a, a) == math.inf


def test_measures_clip_first():
    a = torch.ones(3, 16, 16)
    assert psnr(a * 5, a) == math.inf


def test_ssim_and_sharpness_of_the_original_are_one():
    assert ssim(scene(), scene()) == pytest.approx(1)
    assert sharpness(scene(), scene()) == pytest.approx(1)


def test_sharpness_is_below_one_when_blurred_and_above_when_noisy():
    assert sharpness(gaussian_blur(scene(), 2), scene()) < 0.5
    assert math.isnan(sharpness(scene(), torch.full_like(scene(), 0.3)))  # of an even shade
    assert sharpness(noisy(0.9), scene()) > 2


def test_ssim_takes_small_pictures():
    assert ssim(scene(5), scene(5)) == pytest.approx(1)


def test_blur_keeps_the_mean_and_ends_in_it():
    x = noisy(0.5)
    for sigma in (0.0, 1.0, 5.0, math.inf):
        assert torch.allclose(gaussian_blur(x, sigma).mean((1, 2)), x.mean((1, 2)), atol=0.02)
    assert torch.equal(gaussian_blur(x, 0.0), x)
    assert float(gaussian_blur(x, math.inf).std(dim=(1, 2)).max()) == 0


@pytest.mark.parametrize("alpha_bar", [0.85, 0.15])
def test_the_best_blur_beats_every_sigma_of_the_grid(alpha_bar):
    x_t = noisy(alpha_bar)
    best = best_blur(x_t, alpha_bar, scene())
    for sigma in BLUR_GRID:
        tried = gaussian_blur(rescale(x_t, alpha_bar), sigma)
        assert psnr(best.picture, scene()) >= psnr(tried, scene())


def test_more_noise_wants_more_blur():
    mild, strong = (best_blur(noisy(a), a, scene()).parameter for a in (0.95, 0.15))
    assert mild < strong


def gaussian_pictures(n, power, seed=0):
    """n grey pictures whose cosine coefficients have this power (rings), and whose mean is 0.2."""
    rng = np.random.default_rng(seed)
    ring = np.minimum(np.hypot(*np.mgrid[:16, :16]).round().astype(int), 15)
    coefficients = rng.standard_normal((n, 1, 16, 16)) * np.sqrt(power[ring])
    return torch.from_numpy(0.2 + idctn(coefficients, axes=(2, 3), norm="ortho")).float()


def test_statistics_are_those_of_the_pictures():
    power = 0.5 / (1 + np.arange(16)) ** 2
    known = picture_statistics(gaussian_pictures(4000, power))
    assert known.mean[0] == pytest.approx(0.2, abs=0.01)
    assert np.allclose(known.power[0][1:], power[1:], rtol=0.1)


def test_the_wiener_filter_reaches_the_least_error_that_theory_allows():
    power = 0.5 / (1 + np.arange(16)) ** 2
    known, noise = picture_statistics(gaussian_pictures(4000, power)), 0.15
    clean = gaussian_pictures(300, power, seed=1)
    dirty = clean + noise * torch.randn(clean.shape, generator=torch.Generator().manual_seed(0))
    error = np.mean(
        [
            float((wiener(d, noise, known) - c).square().mean())
            for d, c in zip(dirty, clean, strict=True)
        ]
    )
    ring = np.minimum(np.hypot(*np.mgrid[:16, :16]).round().astype(int), 15)
    least = (power[ring] * noise**2 / (power[ring] + noise**2)).mean()
    assert error == pytest.approx(least, rel=0.05)


def test_the_wiener_filter_between_its_ends():
    known = picture_statistics(scene()[None])
    assert torch.allclose(wiener(scene(), 1e-4, known), scene(), atol=1e-2)
    everywhere_mean = wiener(noisy(0.5), 1e6, known)
    assert torch.allclose(everywhere_mean, scene().mean((1, 2), keepdim=True), atol=1e-3)


def test_outlines_agree_through_blur_and_not_with_noise_or_another_picture():
    estimates = {
        "itself": scene(),
        "soft": gaussian_blur(scene(), 0.8),
        "noise": torch.randn(3, 48, 48),
        "turned": scene().transpose(1, 2),
        "empty": torch.zeros(3, 48, 48),
    }
    agreement = outline_agreement(torch.stack(list(estimates.values())), scene())
    found = dict(zip(estimates, agreement, strict=True))
    assert found["itself"] == pytest.approx(1)
    assert found["soft"] > 0.8
    assert abs(found["noise"]) < 0.3
    assert found["turned"] < 0.5
    assert found["empty"] == 0


def test_without_dividing_by_the_signal_the_blur_would_be_unfairly_dark():
    fair = gaussian_blur(rescale(noisy(0.15), 0.15), 4)
    unfair = gaussian_blur(noisy(0.15), 4)
    assert psnr(fair, scene()) > psnr(unfair, scene())


@pytest.mark.parametrize("name", ["nlm", "tv"])
@pytest.mark.parametrize("alpha_bar", [0.95, 0.4])
def test_the_grids_are_wide_enough(name, alpha_bar):
    """The best parameter must not be the last of its grid, or the filter was cut short."""
    grid = {"nlm": NLM_GRID, "tv": TV_GRID}[name]
    best = baselines(None)[name](noisy(alpha_bar), alpha_bar, scene()).parameter
    assert grid[0] < best < grid[-1]


@pytest.mark.parametrize("name", baselines(STATISTICS))
@pytest.mark.parametrize("alpha_bar", [0.85, 0.5])
@pytest.mark.parametrize("channels", [1, 3])
def test_every_filter_helps(name, alpha_bar, channels):
    x_t, clean = noisy(alpha_bar)[:channels], scene()[:channels]
    statistics = picture_statistics(clean[None])
    filtered = baselines(statistics)[name](x_t, alpha_bar, clean).picture
    assert filtered.shape == x_t.shape
    assert filtered.dtype == torch.float32
    assert psnr(filtered, clean) > psnr(rescale(x_t, alpha_bar), clean) + 3
