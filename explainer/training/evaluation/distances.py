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

KID_SUBSETS, KID_SIZE = 50, 100


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


def _subsets(n_a: int, n_b: int, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """KID_SUBSETS pairs of indices, the same for the same counts."""
    rng, n = np.random.default_rng(seed), min(KID_SIZE, n_a, n_b)
    return [
        (rng.choice(n_a, n, replace=False), rng.choice(n_b, n, replace=False))
        for _ in range(KID_SUBSETS)
    ]


def kernel_distances(a: np.ndarray, b: np.ndarray, seed: int = 0) -> np.ndarray:
    """Squared maximum mean discrepancy with the cubic kernel, unbiased, of each random subset of both sets."""
    return np.array([_mmd(a[i], b[j]) for i, j in _subsets(len(a), len(b), seed)])


def _mean_and_error(draws: np.ndarray) -> tuple[float, float]:
    return float(draws.mean()), float(draws.std(ddof=1) / np.sqrt(len(draws)))


def kernel_distance(a: np.ndarray, b: np.ndarray, seed: int = 0) -> tuple[float, float]:
    """KID of two sets of features (Bińkowski et al. 2018) and its standard error. May be below 0."""
    return _mean_and_error(kernel_distances(a, b, seed))


def kernel_difference(
    a: np.ndarray, b: np.ndarray, real: np.ndarray, seed: int = 0
) -> tuple[float, float]:
    """By how much a's KID to `real` exceeds b's, and the standard error of that.

    Row i of a and of b come from the same noise: each subset takes the same rows of both, so that what the
    noise does to both drops out.
    """
    return _mean_and_error(kernel_distances(a, real, seed) - kernel_distances(b, real, seed))


def inception_score(logits: Tensor) -> float:
    """exp E KL(p(y|x) ‖ p(y)) (Salimans et al. 2016) of logits (N, classes), in one split.

    1 for pictures that are all alike or name nothing, at most the number of classes.
    """
    each = logits.double().log_softmax(1)
    overall = each.exp().mean(0).log()
    return float((each.exp() * (each - overall)).sum(1).mean().exp())


def _mmd(a: np.ndarray, b: np.ndarray) -> float:
    n, d = a.shape

    def kernel(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        similar: np.ndarray = (x @ y.T / d + 1) ** 3
        return similar

    def without_itself(k: np.ndarray) -> float:
        return float((k.sum() - np.trace(k)) / (n * (n - 1)))

    return without_itself(kernel(a, a)) + without_itself(kernel(b, b)) - 2 * kernel(a, b).mean()
