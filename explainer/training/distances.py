"""Distances between two sets of pictures, in the features of this project's own small classifier.

They compare with nothing published, which uses the features of the Inception network; a number means
something only beside the distance of real training pictures to real test pictures at the same n.
"""

from __future__ import annotations

import numpy as np
import torch
from scipy.linalg import sqrtm
from torch import Tensor

from explainer.core.pictures import to_model_range
from explainer.training.classifier import Classifier

KID_SUBSETS, KID_SIZE = 50, 100


@torch.inference_mode()
def features(judge: Classifier, images: Tensor) -> np.ndarray:
    """What the classifier sees before it names: uint8 (N, c, h, w) → float64 (N, d)."""
    parts = [judge.features(to_model_range(x)).amax((2, 3)) for x in images.split(500)]
    return torch.cat(parts).double().numpy()


def frechet_distance(a: np.ndarray, b: np.ndarray) -> float:
    """Fréchet distance of the Gaussians that fit two sets of features (N, d) (Heusel et al. 2017)."""
    difference = a.mean(0) - b.mean(0)
    cov_a, cov_b = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    # of a product of covariances; imaginary parts are rounding
    root = np.real(sqrtm(cov_a @ cov_b))
    return float(difference @ difference + np.trace(cov_a + cov_b - 2 * root))


def kernel_distance(a: np.ndarray, b: np.ndarray, seed: int = 0) -> tuple[float, float]:
    """Squared maximum mean discrepancy with the cubic kernel, unbiased (Bińkowski et al. 2018).

    Mean over random subsets of both sets, and the standard error of that mean. May be below 0.
    """
    rng, n = np.random.default_rng(seed), min(KID_SIZE, len(a), len(b))
    draws = [
        _mmd(a[rng.choice(len(a), n, replace=False)], b[rng.choice(len(b), n, replace=False)])
        for _ in range(KID_SUBSETS)
    ]
    return float(np.mean(draws)), float(np.std(draws, ddof=1) / np.sqrt(KID_SUBSETS))


def _mmd(a: np.ndarray, b: np.ndarray) -> float:
    n, d = a.shape

    def kernel(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        similar: np.ndarray = (x @ y.T / d + 1) ** 3
        return similar

    def without_itself(k: np.ndarray) -> float:
        return float((k.sum() - np.trace(k)) / (n * (n - 1)))

    return without_itself(kernel(a, a)) + without_itself(kernel(b, b)) - 2 * kernel(a, b).mean()
