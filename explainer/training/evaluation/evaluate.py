"""All that is measured of a checkpoint, for its card."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from explainer.core.errors import UserError
from explainer.training.evaluation.captions import caption_accuracy
from explainer.training.evaluation.denoising import denoising_metrics, loss_over_t
from explainer.training.evaluation.drawing import RealPictures, class_accuracy
from explainer.training.evaluation.judges import Features

DENOISED = 40  # pictures


def evaluate(real: RealPictures, each: int, features: Features | None = None) -> dict[str, Any]:
    """Drawing, denoising and loss; `each` pictures drawn of every word, none to leave that out.

    Distances are in the features of the first judge, or in `features`.
    """
    if find_spec("pywt") is None:
        raise UserError("One of the filters needs the package PyWavelets: pip install PyWavelets")
    metrics: dict[str, Any] = {}
    if each and real.recipe.captioned:
        metrics["captions"] = caption_accuracy(real, 2 * each)
    elif each:
        metrics["classes"] = class_accuracy(real, each, features)
    return metrics | denoising_metrics(real.network, real.data, DENOISED) | loss_over_t(real)
