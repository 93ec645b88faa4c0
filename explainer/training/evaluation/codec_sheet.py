"""A codec's contact sheet: test pictures above, what comes back of them below."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from explainer.media.pictures import as_image, montage
from explainer.networks.codec import Codec
from explainer.training.codecs.recipe import CodecRecipe
from explainer.training.evaluation.codecs import held_out_sets
from explainer.training.evaluation.real import given_back

OF_A_FILE = 4  # pictures
COLUMNS = 14


def codec_sheet(codec: Codec, recipe: CodecRecipe, data: Path) -> Image.Image:
    """Some test pictures of every file, also of those that the codec never learned from, and what comes back."""
    originals = torch.cat([s.images for s in held_out_sets(recipe, data, OF_A_FILE)])
    return above_and_below(originals, given_back(codec, originals))


def above_and_below(originals: Tensor, returned: Tensor) -> Image.Image:
    """uint8 (N, c, h, w): a row of originals, under it what comes back of each, and so on."""
    rows = [row for pair in zip(_rows(originals), _rows(returned), strict=True) for row in pair]
    return as_image(montage(np.concatenate(rows), COLUMNS))


def _rows(images: Tensor) -> list[np.ndarray]:
    """(COLUMNS, h, w, c) each, the last filled up with white."""
    missing = -len(images) % COLUMNS
    white = torch.full((missing, *images.shape[1:]), 255, dtype=torch.uint8)
    full = torch.cat([images, white]).movedim(1, -1).numpy()
    return list(full.reshape(-1, COLUMNS, *full.shape[1:]))
