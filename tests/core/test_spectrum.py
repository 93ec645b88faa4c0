import math

import pytest
import torch

from explainer.core.noise import unit_noise
from explainer.core.spectrum import keep_rings, radial_cross, radial_power, ring_sizes


def test_white_noise_is_flat_at_one():
    power = radial_power(unit_noise((3, 128, 128), [0])[0])
    assert power.shape == (65,)
    assert float(power[5:].mean()) == pytest.approx(1, abs=0.02)
    assert float(power[5:].std()) < 0.2


def test_a_wave_has_one_ring():
    x = torch.cos(2 * math.pi * 6 * torch.arange(64) / 64).expand(1, 64, 64)
    power = radial_power(x)
    assert int(power.argmax()) == 6
    assert float(power.sum() - power[6]) < 1e-9


def test_the_mixtures_spectrum_follows_from_its_parts():
    a, b = unit_noise((3, 28, 28), [1, 2])
    s, r = 0.6, 0.8
    parts = s * s * radial_power(a) + r * r * radial_power(b) + 2 * s * r * radial_cross(a, b)
    assert torch.allclose(radial_power(s * a + r * b), parts, atol=1e-5)


@pytest.mark.parametrize("size", [28, 32, 15])
def test_the_rings_hold_all_of_a_pictures_energy(size):
    x = unit_noise((3, size, size), [3])[0]
    power = radial_power(x, corners=True)
    assert int(ring_sizes(size).sum()) == size**2
    energy = float((power * ring_sizes(size)).sum()) * 3
    assert energy == pytest.approx(float(x.double().square().sum()), rel=1e-9)
    assert torch.equal(power[: size // 2 + 1], radial_power(x))


def test_all_rings_are_the_picture_and_none_but_the_first_its_mean():
    x = unit_noise((3, 16, 16), [4])[0]
    kept = torch.ones(len(ring_sizes(16)), dtype=torch.bool)
    assert torch.allclose(keep_rings(x, kept), x, atol=1e-6)
    kept[1:] = False
    mean = x.mean((1, 2), keepdim=True).expand_as(x)
    assert torch.allclose(keep_rings(x, kept), mean, atol=1e-6)


def test_what_is_kept_and_what_is_not_are_the_picture_together():
    x = unit_noise((1, 16, 16), [5])[0]
    kept = torch.arange(len(ring_sizes(16))) < 4
    low, high = keep_rings(x, kept), keep_rings(x, ~kept)
    assert torch.allclose(low + high, x, atol=1e-6)
    assert float((low * high).sum()) == pytest.approx(0, abs=1e-4)
    assert float(radial_power(low, corners=True)[4:].abs().max()) < 1e-9
