import math

import pytest
import torch

from explainer.core.noise import unit_noise
from explainer.core.spectrum import radial_cross, radial_power


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
