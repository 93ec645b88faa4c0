"""How a codec comes along: how close pictures that it was not shown come back, and what they look like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from explainer.core.metrics import psnr
from explainer.media.pictures import as_image, montage, to_pixels
from explainer.networks.codec import Codec
from explainer.training.codecs.loop import CodecState
from explainer.training.codecs.recipe import CodecRecipe
from explainer.training.watch import Watch

MEASURED = 256  # pictures of each kind
DRAWN = 8


@torch.no_grad()
def given_back(codec: Codec, pictures: Tensor) -> Tensor:
    """What a codec makes of pictures (N, c, h, w) in [−1, 1], in float32, a few at a time."""
    return torch.cat([codec(part) for part in pictures.split(64)]).clamp(-1, 1)


@dataclass(eq=False)
class CodecWatch(Watch):
    """Of a codec. held_out: pictures (N, c, h, w) of each kind in [−1, 1], on the training's device."""

    recipe: CodecRecipe
    state: CodecState
    held_out: dict[str, Tensor]

    def measure(self) -> tuple[float, str]:
        """PSNR in dB, the mean over pictures."""
        parts = {}
        for kind, pictures in self.held_out.items():
            some = pictures[:MEASURED]
            pairs = zip(given_back(self.state.average, some), some, strict=True)
            parts[kind] = float(np.mean([psnr(a, b) for a, b in pairs]))
        said = ", ".join(f"{kind} {value:.2f} dB" for kind, value in parts.items())
        return float(np.mean(list(parts.values()))), f"given back: {said}"

    def draw(self) -> None:
        """NAME-PICTURES.png: originals above, what comes back below."""
        originals = torch.cat([pictures[:DRAWN] for pictures in self.held_out.values()])
        both = torch.cat([originals, given_back(self.state.average, originals)])
        grid = montage(to_pixels(both), columns=len(originals))
        name = f"{self.recipe.name}-{self.state.pictures_seen:09d}.png"
        self.file.parent.mkdir(parents=True, exist_ok=True)
        as_image(grid).save(self.file.with_name(name))

    def draw_all(self) -> None:
        """The same: there is no more to see."""
        self.draw()
