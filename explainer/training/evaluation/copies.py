"""Does a network repeat what it learned from? How near a training picture is to what it draws.

Some training picture is near to any picture. Real test pictures, which nobody copied, say how near: what counts is the
share of drawn pictures that are nearer than all but a hundredth of those. Compared are pixels, of large pictures the
mean of each 4 × 4, and the features of a judge, where there is one.

What a network in latents draws went through a decoder, which leaves out fine detail, and a softer picture is nearer to
everything. So the test pictures go through the same codec before they are compared. The training pictures stay as they
are for both; what the codec changes in them is far less than what tells two pictures apart.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from explainer.media.pictures import to_model_range
from explainer.networks.judges import LARGE, Features
from explainer.training.evaluation.real import RealPictures, some

View = Callable[[Tensor], Tensor]
"""view(uint8 (N, c, h, w)) → (N, d): as what pictures are compared."""


def as_pixels(images: Tensor) -> Tensor:
    """Values in [−1, 1]; of large pictures the mean of each 4 × 4, for a shifted leaf is the same leaf."""
    parts = (to_model_range(part) for part in images.split(1024))
    small = [F.avg_pool2d(part, 4) if part.shape[-1] >= LARGE else part for part in parts]
    return torch.cat([part.flatten(1) for part in small])


def _as_features(features: Features) -> View:
    @torch.inference_mode()
    def view(images: Tensor) -> Tensor:
        return torch.cat([features(part) for part in images.split(250)])

    return view


def _to_nearest(pictures: Tensor, known: Tensor, view: View) -> Tensor:
    """Root mean square difference of each uint8 picture (N, c, h, w) to the nearest row of `known`, (N,)."""
    least = [torch.cdist(part, known).amin(1) for part in view(pictures).split(64)]
    return torch.cat(least) / known.shape[1] ** 0.5


def _nearest(drawn: Tensor, test: Tensor, real: RealPictures, view: View) -> dict[str, float]:
    """Medians for drawn and for test pictures, uint8, and the share of the drawn that are nearer than those should be."""
    train = real.train.images
    # it learned from mirrored ones, too, where the recipe mirrors
    views = [train, train.flip(3)] if real.recipe.flip else [train]
    known = [view(images) for images in views]
    ours, theirs = (
        torch.stack([_to_nearest(x, k, view) for k in known]).amin(0) for x in (drawn, test)
    )
    return {
        "drawn": round(float(ours.median()), 4),
        "test": round(float(theirs.median()), 4),
        "repeated": round(float((ours < theirs.quantile(0.01)).float().mean()), 4),
    }


def nearest(drawn: Tensor, real: RealPictures, features: Features | None = None) -> dict[str, Any]:
    """How near a training picture is to drawn ones, uint8 (N, c, h, w), and to as many test pictures.

    `repeated` is the share of drawn pictures that are nearer than all but a hundredth of the test pictures are.
    """
    test = real.coded(some(real.test, len(drawn)))
    codec = ", these through the codec" if real.in_latents else ""
    return {
        **_nearest(drawn, test, real, as_pixels),
        **(
            {"in_features": _nearest(drawn, test, real, _as_features(features))} if features else {}
        ),
        "protocol": f"Median root mean square difference, of values from −1 to 1, to the nearest of "
        f"{len(real.train)} training pictures; {len(drawn)} drawn, {len(test)} test pictures{codec}",
    }
