"""The pictures that ship with the project, for visitors who bring none, and whom to thank for them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Sample:
    """What is known about a sample picture."""

    name: str
    title: str
    credit: str
    licence: str
    url: str

    @property
    def path(self) -> Path:
        """Its file."""
        return FOLDER / f"{self.name}.png"


SAMPLES = {
    row["name"]: Sample(**row)
    for row in json.loads((FOLDER / "samples.json").read_text(encoding="utf-8"))
}


@cache
def sample_pixels(name: str) -> np.ndarray:
    """uint8 (h, w, 3); shared, so never written to."""
    with Image.open(SAMPLES[name].path) as image:
        pixels = np.asarray(image.convert("RGB"))
    pixels.flags.writeable = False
    return pixels
