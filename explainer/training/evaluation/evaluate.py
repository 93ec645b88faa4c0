"""All that is measured of a checkpoint, for its card."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from explainer.core.errors import UserError
from explainer.experiments.settings import Settings
from explainer.networks.judges import Features
from explainer.training.evaluation import PARTS
from explainer.training.evaluation.captions import caption_accuracy
from explainer.training.evaluation.classes import class_accuracy
from explainer.training.evaluation.denoising import denoising_metrics, loss_over_t, unseen_metrics
from explainer.training.evaluation.drawing import BASE, PUBLISHED
from explainer.training.evaluation.real import RealPictures

OF_PIXELS = ("denoising", "unseen")  # parts that only a network of pixels has
WHY_LEFT_OUT = (
    "a network in latents never sees a noisy picture: noise on the pixels is not noise on the latents, so there is "
    "nothing to clean that a filter could clean, too"
)


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    each: int = (
        100  # pictures to draw of every word; of a network with captions, twice as many prompts
    )
    pictures: int | None = None  # to draw in all, instead
    minutes: float = math.inf  # that drawing may take; fewer pictures are drawn then
    denoised: int = 40  # pictures to clean

    def of_each(self, words: int) -> int:
        """Pictures of each of so many words: as many in all as was asked for, or a few more."""
        return self.each if self.pictures is None else max(1, math.ceil(self.pictures / words))


USUAL = Extent()


def evaluate(
    real: RealPictures,
    extent: Extent = USUAL,
    features: Features | None = None,
    parts: Sequence[str] = PARTS,
    settings: Settings = BASE,
) -> dict[str, Any]:
    """What is to be known of a checkpoint, or only some PARTS of it.

    Distances are in the features of the first judge, and in `features` if given. What a network in latents cannot be
    measured by is left out, with the reason. Raises UserError if a package is missing.
    """
    drawn = "captions" if real.recipe.captioned else "classes"
    measures: dict[str, Callable[[], dict[str, Any]]] = {
        "drawing": lambda: {drawn: drawing(real, extent, features, settings)},
        "denoising": lambda: denoising_metrics(real.network, real.data, extent.denoised),
        "unseen": lambda: unseen_metrics(real.network, real.data, extent.denoised),
        "loss": lambda: loss_over_t(real),
        "published": lambda: {"published": drawing(real, extent, features, PUBLISHED)},
    }
    left_out = [part for part in parts if part in OF_PIXELS and real.in_latents]
    if set(parts) & set(OF_PIXELS) - set(left_out) and find_spec("pywt") is None:
        raise UserError("One of the filters needs the package PyWavelets: pip install PyWavelets")
    measured = [measures[part]() for part in parts if part not in left_out]
    found = {key: value for part in measured for key, value in part.items()}
    return found | ({"left_out": dict.fromkeys(left_out, WHY_LEFT_OUT)} if left_out else {})


def drawing(
    real: RealPictures, extent: Extent, features: Features | None, settings: Settings
) -> dict[str, Any]:
    """Whether it draws what it is asked for: classes, or captions."""
    until = time.monotonic() + 60 * extent.minutes
    if real.recipe.captioned:
        return caption_accuracy(real, extent.pictures or 2 * extent.each, settings, until)
    each = extent.of_each(len(real.recipe.vocabulary))
    return class_accuracy(real, each, features, settings, until)
