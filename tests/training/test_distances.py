import numpy as np
import pytest

from explainer.training.distances import frechet_distance, kernel_distance


def gaussian(n, d=8, shift=0.0, scale=1.0, seed=0):
    return np.random.default_rng(seed).standard_normal((n, d)) * scale + shift


def test_a_set_has_no_distance_to_itself():
    a = gaussian(500)
    assert frechet_distance(a, a) == pytest.approx(0, abs=1e-6)
    assert kernel_distance(a, a)[0] < 0.05


def test_the_frechet_distance_of_known_gaussians():
    a = gaussian(200_000)
    assert frechet_distance(a, gaussian(200_000, seed=1)) == pytest.approx(0, abs=0.01)
    assert frechet_distance(a, gaussian(200_000, shift=0.5, seed=1)) == pytest.approx(2, rel=0.03)
    # (1 − 2)² for each of eight dimensions
    assert frechet_distance(a, gaussian(200_000, scale=2, seed=1)) == pytest.approx(8, rel=0.03)


def test_the_kernel_distance_is_unbiased_and_grows():
    a = gaussian(4000)
    same, error = kernel_distance(a, gaussian(4000, seed=1))
    assert abs(same) < 4 * error
    near, far = (kernel_distance(a, gaussian(4000, shift=s, seed=1))[0] for s in (0.3, 0.6))
    assert 10 * error < near < far
