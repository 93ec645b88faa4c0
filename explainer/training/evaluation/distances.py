"""Distances between two sets of pictures, in the features of some network that names pictures.

By default that is this project's own small judge. Such numbers compare with nothing published, which uses
the Inception network's features; they mean something only beside the distance of real training pictures to
real test pictures at the same n. Whoever has the Inception network as TorchScript can use it instead.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.linalg import sqrtm
from torch import Tensor

from explainer.core.errors import UserError
from explainer.training.evaluation.judges import Features


@torch.inference_mode()
def seen_by(features: Features, images: Tensor) -> np.ndarray:
    """Features of uint8 (N, c, h, w) → float64 (N, d)."""
    return torch.cat([features(part) for part in images.split(250)]).double().numpy()


def inception_features(file: Path) -> Features:
    """Features of an Inception network in a TorchScript file: the widespread ones of 2015, say.

    It is given uint8 RGB pictures of any size and returns (b, 2048). A TorchScript file is a program: use one
    that you trust. Raises UserError where it is absent or something else.
    """
    if not file.exists():
        raise UserError(
            f"There is no file {file}. The published distances use the Inception network's features: fetch its "
            "TorchScript file (inception-2015-12-05.pt, 95 MB), or leave out --inception for own features."
        )
    try:
        network: Any = torch.jit.load(str(file), map_location="cpu").eval()
    except RuntimeError as error:
        raise UserError(
            f"{file.name} is not a TorchScript file: {str(error).splitlines()[0]}"
        ) from None

    def features(images: Tensor) -> Tensor:
        return network(images.expand(-1, 3, -1, -1), return_features=True)

    return features


def frechet_distance(a: np.ndarray, b: np.ndarray) -> float:
    """Fréchet distance of the Gaussians that fit two sets of features (N, d) (Heusel et al. 2017)."""
    difference = a.mean(0) - b.mean(0)
    cov_a, cov_b = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    # of a product of covariances; imaginary parts are rounding
    root = np.real(sqrtm(cov_a @ cov_b))
    return float(difference @ difference + np.trace(cov_a + cov_b - 2 * root))


class _Kernel:
    """The squared maximum mean discrepancy of two sets, whole and with any one picture left out.

    Of features (N, d) and (M, d) with the cubic kernel, unbiased where pictures are drawn at random (Bińkowski
    et al. 2018, equation 4).
    """

    def __init__(self, a: np.ndarray, b: np.ndarray) -> None:
        within_a, within_b, between = _to_others(a), _to_others(b), _similar(a, b)
        n, m = between.shape
        whole_a, whole_b = within_a.sum(), within_b.sum()
        mean_a, mean_b = whole_a / (n * (n - 1)), whole_b / (m * (m - 1))
        to_b, to_a = between.sum(1), between.sum(0)
        self.distance = float(mean_a + mean_b - 2 * between.mean())
        # a picture counts twice among its own: as the one and as the other of a pair
        left_a = (whole_a - 2 * within_a) / ((n - 1) * (n - 2))
        left_b = (whole_b - 2 * within_b) / ((m - 1) * (m - 2))
        self.without_a = left_a + mean_b - 2 * (to_b.sum() - to_b) / ((n - 1) * m)  # (N,)
        self.without_b = mean_a + left_b - 2 * (to_a.sum() - to_a) / (n * (m - 1))  # (M,)


def _similar(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The cubic kernel of all pairs, (N, M)."""
    similar: np.ndarray = (x @ y.T / x.shape[1] + 1) ** 3
    return similar


def _to_others(x: np.ndarray) -> np.ndarray:
    """Sum of each picture's kernel with all others, (N,)."""
    similar = _similar(x, x)
    others: np.ndarray = similar.sum(1) - similar.diagonal()
    return others


def _jackknife_error(*left_out: np.ndarray) -> float:
    """Standard error of an estimate from its values without each picture, of one set or of several (Tukey 1958)."""
    return float(np.sqrt(sum((len(e) - 1) * e.var() for e in left_out)))


def kernel_distance(a: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    """KID of two sets of features (N, d), (M, d) (Bińkowski et al. 2018) and its standard error. May be below 0.

    The error is that of drawing other pictures of both kinds, not of looking at other parts of these.
    """
    kernel = _Kernel(a, b)
    return kernel.distance, _jackknife_error(kernel.without_a, kernel.without_b)


def kernel_difference(a: np.ndarray, b: np.ndarray, real: np.ndarray) -> tuple[float, float]:
    """By how much a's KID to `real` exceeds b's, and the standard error of that.

    Row i of a and of b come from the same noise and are left out together, so that what the noise does to
    both drops out.
    """
    ours, theirs = _Kernel(a, real), _Kernel(b, real)
    left_out = ours.without_a - theirs.without_a, ours.without_b - theirs.without_b
    return ours.distance - theirs.distance, _jackknife_error(*left_out)


def inception_score(logits: Tensor) -> float:
    """exp E KL(p(y|x) ‖ p(y)) (Salimans et al. 2016) of logits (N, classes), in one split.

    1 for pictures that are all alike or name nothing, at most the number of classes.
    """
    each = logits.double().log_softmax(1)
    overall = each.exp().mean(0).log()
    return float((each.exp() * (each - overall)).sum(1).mean().exp())
