"""Latents of unit scale: a trained codec's weights, multiplied so that its latents have deviation 1."""

from __future__ import annotations

import copy
from typing import cast

import torch
from torch import Tensor, nn

from explainer.networks.codec import Codec

AT_ONCE = 64  # pictures through the encoder


@torch.no_grad()
def unit_scaled(codec: Codec, pictures: Tensor) -> Codec:
    """A copy that gives back the same, with latents of deviation 1 in each channel over pictures (N, c, h, w).

    What the encoder's last convolution is divided by, the decoder's first is multiplied by.
    """
    scaled = copy.deepcopy(codec)
    latents = torch.cat([codec.encode(part) for part in pictures.split(AT_ONCE)])
    deviation = latents.std((0, 2, 3))  # (z,)
    last = cast(nn.Conv2d, scaled.encoder.layers[-1])
    first = cast(nn.Conv2d, scaled.decoder.layers[0])
    last.weight /= deviation[:, None, None, None]
    if last.bias is not None:
        last.bias /= deviation
    first.weight *= deviation[:, None, None]
    return scaled
