"""What could be done with a damaged picture before networks: ways that know of pictures only that neighbours are alike.

Pictures: (c, h, w) in [−1, 1].
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import torch
from PIL import Image
from skimage.restoration import inpaint_biharmonic
from torch import Tensor

Interpolation = Literal["bicubic", "lanczos"]
_RESAMPLING = {"bicubic": Image.Resampling.BICUBIC, "lanczos": Image.Resampling.LANCZOS}


def interpolated(small: Tensor, size: int, kind: Interpolation) -> Tensor:
    """A small picture (c, h, w) at `size` × `size` pixels, smoothly: cubic pieces (Keys 1981), or windowed sines."""
    channels = [Image.fromarray(c.float().numpy()) for c in small]
    large = [c.resize((size, size), _RESAMPLING[kind]) for c in channels]
    return torch.from_numpy(np.stack([np.asarray(c) for c in large]))


def biharmonic(picture: Tensor, known: Tensor) -> Tensor:
    """A picture whose unknown places, where `known` (h, w) is 0, are filled as smoothly as a bent sheet lies.

    Δ²x = 0 there, and x is the picture elsewhere (Damelin and Hoang 2018, by scikit-image); grey if nothing is known.
    """
    unknown = known.numpy() == 0
    if unknown.all():
        return torch.zeros_like(picture)
    if not unknown.any():
        return picture.clone()
    x = picture.permute(1, 2, 0).double().numpy()
    filled = inpaint_biharmonic(x, unknown, channel_axis=2)
    return torch.from_numpy(np.ascontiguousarray(filled.transpose(2, 0, 1))).to(picture)
