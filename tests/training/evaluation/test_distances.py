import numpy as np
import pytest
import torch

from explainer.core.errors import UserError
from explainer.training.evaluation import distances
from explainer.training.evaluation.distances import (
    frechet_distance,
    inception_features,
    inception_score,
    kernel_difference,
    kernel_distance,
    seen_by,
)


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


def test_its_error_is_how_much_other_pictures_change_it():
    """And leaving one out is computing it without that one."""
    drawn = [
        (gaussian(60, seed=2 * i), gaussian(90, shift=0.3, seed=2 * i + 1)) for i in range(200)
    ]
    found, errors = np.array([kernel_distance(a, b) for a, b in drawn]).T
    assert np.mean(errors) == pytest.approx(np.std(found), rel=0.2)
    a, b = drawn[0]
    kernel = distances._Kernel(a, b)
    assert kernel.without_a[7] == pytest.approx(kernel_distance(np.delete(a, 7, 0), b)[0])
    assert kernel.without_b[8] == pytest.approx(kernel_distance(a, np.delete(b, 8, 0))[0])


def test_a_difference_of_pairs_has_a_smaller_error_than_each():
    real, a = gaussian(1000), gaussian(1000, shift=0.3, seed=1)
    b = a + 0.02  # the same noises, a little further away
    more, error = kernel_difference(b, a, real)
    assert 2 * error < more
    assert error < 0.3 * kernel_distance(a, real)[1]
    assert kernel_difference(a, a, real) == (0, 0)


def test_the_inception_score_of_known_names():
    sure = torch.eye(5).repeat(20, 1) * 100
    assert inception_score(sure) == pytest.approx(5)
    assert inception_score(sure[:1].expand(50, 5)) == pytest.approx(1)  # always the same
    assert inception_score(torch.zeros(50, 5)) == pytest.approx(1)  # no idea


class Colours(torch.nn.Module):
    """Stands for the Inception network: a picture's colours."""

    def forward(self, images, return_features: bool):
        return images.float().mean((2, 3)) if return_features else images.float()


def test_other_features_come_from_a_torchscript_file(tmp_path):
    torch.jit.script(Colours()).save(str(tmp_path / "colours.pt"))
    grey = torch.full((3, 1, 28, 28), 7, dtype=torch.uint8)
    seen = seen_by(inception_features(tmp_path / "colours.pt"), grey)
    assert seen.tolist() == [[7.0, 7.0, 7.0]] * 3


def test_missing_or_strange_features_are_told(tmp_path):
    with pytest.raises(UserError, match="leave out --inception"):
        inception_features(tmp_path / "no.pt")
    (tmp_path / "strange.pt").write_bytes(b"this is not a network")
    with pytest.raises(UserError, match="not a TorchScript file"):
        inception_features(tmp_path / "strange.pt")
