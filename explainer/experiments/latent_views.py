"""Why two pictures in one need pixels: the latents of a turned picture are not the turned latents of the picture."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from explainer.core.editing import VIEWS
from explainer.core.metrics import psnr
from explainer.engines.codecs import decoded, encoded
from explainer.networks.checkpoints import Checkpoint


@dataclass(frozen=True, eq=False)
class TurnedLatents:
    """A picture seen otherwise, and decoded from latents that were: (c, h, w) each."""

    picture: Tensor  # turned
    of_picture: Tensor  # its own latents, decoded
    of_latents: Tensor  # the latents of the picture as it was, turned, decoded
    kept: float  # closeness of `of_picture` to `picture`, in dB: what the codec alone costs
    lost: float  # the same of `of_latents`


def turned_latents(checkpoint: Checkpoint, x0: Tensor, view: str) -> TurnedLatents:
    """A picture (c, h, w) through a codec, turned before it and after it. `view` is one of editing.VIEWS."""
    there, _ = VIEWS[view]
    turned = there(x0[None])
    latents = encoded(checkpoint, torch.cat([turned, x0[None]]))
    latents[1:] = there(latents[1:].clone())
    of_picture, of_latents = decoded(checkpoint, latents).clamp(-1, 1)
    kept, lost = psnr(of_picture, turned[0]), psnr(of_latents, turned[0])
    return TurnedLatents(turned[0], of_picture, of_latents, kept, lost)
