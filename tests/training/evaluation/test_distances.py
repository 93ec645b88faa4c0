import numpy as np
import pytest
import torch

from explainer.core.errors import UserError
from explainer.training.evaluation.distances import (
    frechet_distance,
    inception_features,
    inception_score,
    seen_by,
)


def gaussian(n, d=8, shift=0.0, scale=1.0, seed=0):
    return np.random.default_rng(seed).standard_normal((n, d)) * scale + shift


def test_a_set_has_no_distance_to_itself():
    a = gaussian(500)
    assert frechet_distance(a, a) == pytest.approx(0, abs=1e-6)


def test_the_frechet_distance_of_known_gaussians():
    a = gaussian(200_000)
    assert frechet_distance(a, gaussian(200_000, seed=1)) == pytest.approx(0, abs=0.01)
    assert frechet_distance(a, gaussian(200_000, shift=0.5, seed=1)) == pytest.approx(2, rel=0.03)
    # (1 − 2)² for each of eight dimensions
    assert frechet_distance(a, gaussian(200_000, scale=2, seed=1)) == pytest.approx(8, rel=0.03)


def test_weights_count_a_picture_as_often_as_it_is_repeated():
    a, b = gaussian(300), gaussian(40, shift=0.5, seed=1)
    times = np.where(b[:, 0] > 0.5, 9, 1)
    repeated = frechet_distance(a, np.repeat(b, times, 0))
    weighed = frechet_distance(a, b, None, times / times.sum())
    # a covariance of fewer pictures is divided by a little less
    assert weighed == pytest.approx(repeated, rel=0.1)
    assert weighed > 1.3 * frechet_distance(a, b)


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
