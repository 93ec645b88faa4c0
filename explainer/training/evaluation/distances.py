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
from explainer.networks.judges import Features


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


def frechet_distance(
    a: np.ndarray,
    b: np.ndarray,
    weights_a: np.ndarray | None = None,
    weights_b: np.ndarray | None = None,
) -> float:
    """Fréchet distance of the Gaussians that fit two sets of features (N, d), (M, d) (Heusel et al. 2017).

    With weights (N,), (M,): how much each picture counts.
    """
    difference = np.average(a, 0, weights_a) - np.average(b, 0, weights_b)
    cov_a = np.cov(a, rowvar=False, aweights=weights_a)
    cov_b = np.cov(b, rowvar=False, aweights=weights_b)
    # of a product of covariances; imaginary parts are rounding
    root = np.real(sqrtm(cov_a @ cov_b))
    return float(difference @ difference + np.trace(cov_a + cov_b - 2 * root))


def inception_score(logits: Tensor) -> float:
    """exp E KL(p(y|x) ‖ p(y)) (Salimans et al. 2016) of logits (N, classes), in one split.

    1 for pictures that are all alike or name nothing, at most the number of classes.
    """
    each = logits.double().log_softmax(1)
    overall = each.exp().mean(0).log()
    return float((each.exp() * (each - overall)).sum(1).mean().exp())
