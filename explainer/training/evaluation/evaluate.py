"""All that is measured of a checkpoint, for its card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

from explainer.core.errors import UserError
from explainer.experiments.settings import Settings
from explainer.training.evaluation import PARTS
from explainer.training.evaluation.captions import caption_accuracy
from explainer.training.evaluation.denoising import denoising_metrics, loss_over_t, unseen_metrics
from explainer.training.evaluation.drawing import BASE, PUBLISHED, RealPictures, class_accuracy
from explainer.training.evaluation.judges import Features

DENOISED = 40  # pictures


def evaluate(
    real: RealPictures,
    each: int,
    features: Features | None = None,
    parts: Sequence[str] = PARTS,
    denoised: int = DENOISED,
) -> dict[str, Any]:
    """What is to be known of a checkpoint, or only some PARTS of it.

    `each` pictures are drawn of every word, and `denoised` pictures cleaned. Distances are in the features of
    the first judge, and in `features` if given.
    """
    if find_spec("pywt") is None:
        raise UserError("One of the filters needs the package PyWavelets: pip install PyWavelets")
    drawn = "captions" if real.recipe.captioned else "classes"
    measures: dict[str, Callable[[], dict[str, Any]]] = {
        "drawing": lambda: {drawn: drawing(real, each, features, BASE)},
        "denoising": lambda: denoising_metrics(real.network, real.data, denoised),
        "unseen": lambda: unseen_metrics(real.network, real.data, denoised),
        "loss": lambda: loss_over_t(real),
        "published": lambda: {"published": drawing(real, each, features, PUBLISHED)},
    }
    return {key: value for part in parts for key, value in measures[part]().items()}


def drawing(
    real: RealPictures, each: int, features: Features | None, settings: Settings
) -> dict[str, Any]:
    """Whether it draws what it is asked for: classes, or captions."""
    if real.recipe.captioned:
        return caption_accuracy(real, 2 * each, settings)
    return class_accuracy(real, each, features, settings)
