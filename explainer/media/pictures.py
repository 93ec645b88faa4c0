"""Pictures: to squares and small sizes, between tensors and pixels, several in one."""

from __future__ import annotations

import math

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from explainer.core.units import GREY_LEVELS


def square(pixels: np.ndarray, zoom: float = 1.0, x: float = 0.5, y: float = 0.5) -> np.ndarray:
    """A square cut from uint8 (h, w, 3): the largest at zoom 1, half as wide at zoom 2.

    x and y, 0…1, move it from left to right and from top to bottom as far as the picture goes.
    """
    h, w = pixels.shape[:2]
    side = max(1, round(min(h, w) / zoom))
    top, left = round(y * (h - side)), round(x * (w - side))
    return pixels[top : top + side, left : left + side]


UPPER = 0.15  # of a portrait's spare height lies above its square: there are the faces, with some air above them


def default_height(pixels: np.ndarray) -> float:
    """`square`'s y for uint8 (h, w, 3) before anybody has chosen one: the upper part of a portrait, else the middle."""
    h, w = pixels.shape[:2]
    return UPPER if h > w else 0.5


def reduce(pixels: np.ndarray, size: int, channels: int) -> Tensor:
    """uint8 (h, w, 3) → what a network takes: (channels, size, size) in [−1, 1]."""
    image = Image.fromarray(pixels)
    if channels == 1:
        image = image.convert("L")
    small = np.asarray(image.resize((size, size), Image.Resampling.LANCZOS))
    return torch.from_numpy(
        small.reshape(size, size, channels).transpose(2, 0, 1) / GREY_LEVELS - 1
    ).float()


def to_pixels(x: Tensor) -> np.ndarray:
    """(…, c, h, w) in [−1, 1] → uint8 (…, h, w, c), clipped: one scale for all, never stretched."""
    scaled = (x.detach().cpu().clamp(-1, 1) + 1) * GREY_LEVELS
    return scaled.round().to(torch.uint8).movedim(-3, -1).numpy()


def noise_pixels(eps: Tensor) -> np.ndarray:
    """Noise of deviation 1 as pixels, at a third of its size: at its own, a third of it would be cut off."""
    return to_pixels(eps / 3)


def channel_maps(x: Tensor) -> np.ndarray:
    """Each channel of (b, z, h, w) of deviation 1 as a grey map, on the scale of `noise_pixels`, side by side.

    uint8 (b, rows·h, columns·w, 1) in the squarest grid, in reading order; what is left over is middle grey.
    """
    grey = noise_pixels(x.flatten(0, 1)[:, None])  # (b·z, h, w, 1)
    each = grey.reshape(*x.shape, 1)
    return np.stack([montage(maps, gap=0) for maps in each])


def centred(pixels: np.ndarray, shape: tuple[int, int, int]) -> np.ndarray:
    """uint8 (b, h, w, 1), each pixel as large a square as fits, on grey ground of (c, height, width): (b, height, width, c).

    Raises ValueError if a picture is too large.
    """
    channels, height, width = shape
    factor = min(height // pixels.shape[1], width // pixels.shape[2])
    if factor < 1:
        raise ValueError("the maps are larger than the pictures")
    large = pixels.repeat(factor, axis=1).repeat(factor, axis=2)
    _, h, w, _ = large.shape
    top, left = (height - h) // 2, (width - w) // 2
    ground = np.full((len(pixels), height, width, channels), 128, np.uint8)
    ground[:, top : top + h, left : left + w] = large
    return ground


def as_image(pixels: np.ndarray) -> Image.Image:
    """uint8 (h, w, 1) or (h, w, 3) → a grey or a colour picture; of (h, w, 4) the last says how much covers the ground."""
    return Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)


def difference_map(reference: np.ndarray, picture: np.ndarray, gain: int) -> np.ndarray:
    """picture − reference, uint8 (h, w, c), amplified around a middle grey, the same for all pictures."""
    apart = picture.astype(int) - reference.astype(int)
    amplified: np.ndarray = np.clip(128 + gain * apart, 0, 255).astype(np.uint8)
    return amplified


def to_model_range(grey_levels: Tensor) -> Tensor:
    """uint8 0…255 → float32 −1…1, any shape, on any device."""
    return grey_levels.float() / GREY_LEVELS - 1


def from_pixels(pixels: np.ndarray) -> Tensor:
    """uint8 (…, h, w, c) → (…, c, h, w) float32 in [−1, 1]."""
    return to_model_range(torch.from_numpy(pixels).movedim(-1, -3))


MONTAGE_GAP = 2  # pixels


def montage_columns(n: int) -> int:
    """Columns of the squarest grid of n pictures."""
    return math.ceil(math.sqrt(n))


def montage(pictures: np.ndarray, columns: int = 0, gap: int = MONTAGE_GAP) -> np.ndarray:
    """(b, h, w, c) → one picture on a neutral grey ground, as square a grid as possible unless told."""
    b, h, w, c = pictures.shape
    columns = columns or montage_columns(b)
    rows = -(-b // columns)
    sheet = np.full((rows * (h + gap) - gap, columns * (w + gap) - gap, c), 128, np.uint8)
    for i, picture in enumerate(pictures):
        y, x = (i // columns) * (h + gap), (i % columns) * (w + gap)
        sheet[y : y + h, x : x + w] = picture
    return sheet
