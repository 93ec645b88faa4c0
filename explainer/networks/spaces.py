"""Spaces: what a network's x is made of. Pixels, or the latents of a codec.

A checkpoint's card says which. Whoever samples needs only x's shape; whoever shows or takes in pictures calls
`decode` and `encode`, which leave pixels as they are.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch
from cachetools import cached
from torch import Tensor

from explainer.core.errors import UserError
from explainer.networks.codec import Codec
from explainer.networks.codec_files import load_codec
from explainer.strings import Sentence

Shape = tuple[int, int, int]  # (channels, height, width)


@dataclass(frozen=True)
class LatentCard:
    """Which codec's latents a network works on, and how they are brought to mean 0 and deviation 1."""

    codec: str  # its name
    sha256: str  # of its weights: another codec's latents mean other pictures
    mean: tuple[float, ...]  # of each channel, over the training pictures
    deviation: tuple[float, ...]


class Space(Protocol):
    """How a network's x relates to pictures."""

    @property
    def shape(self) -> Shape:
        """(channels, height, width) of x."""

    @property
    def picture_shape(self) -> Shape:
        """(channels, height, width) of pictures."""

    @property
    def bounded(self) -> bool:
        """Whether x0 lies in [−1, 1]: pixels do, latents may be of any size."""

    def encode(self, pictures: Tensor) -> Tensor:
        """Pictures (b, c, h, w) in [−1, 1] → x0, (b, *shape)."""

    def decode(self, x: Tensor) -> Tensor:
        """x (b, *shape) → pictures (b, c, h, w), not clipped."""


@dataclass(frozen=True)
class PixelSpace(Space):
    """x is the picture itself."""

    size: Shape

    @property
    def shape(self) -> Shape:
        return self.size

    @property
    def picture_shape(self) -> Shape:
        return self.size

    @property
    def bounded(self) -> bool:
        return True

    def encode(self, pictures: Tensor) -> Tensor:
        return pictures

    def decode(self, x: Tensor) -> Tensor:
        return x


@dataclass(frozen=True, eq=False)
class LatentSpace(Space):
    """x is a codec's latents, each channel with mean 0 and deviation 1 over the training pictures."""

    codec: Codec
    card: LatentCard

    @property
    def shape(self) -> Shape:
        return self.codec.config.latent_shape

    @property
    def picture_shape(self) -> Shape:
        config = self.codec.config
        return config.channels, config.size, config.size

    @property
    def bounded(self) -> bool:
        return False

    @torch.inference_mode()
    def encode(self, pictures: Tensor) -> Tensor:
        return self.normalised(self.codec.encode(pictures))

    @torch.inference_mode()
    def decode(self, x: Tensor) -> Tensor:
        return self.codec.decode(self.latents(x))

    def normalised(self, latents: Tensor) -> Tensor:
        """The codec's latents (b, z, h, w) → x0, each channel with mean 0 and deviation 1."""
        mean, deviation = self._moments(latents)
        return (latents - mean) / deviation

    def latents(self, x: Tensor) -> Tensor:
        """x (b, z, h, w) → what the codec decodes."""
        mean, deviation = self._moments(x)
        return x * deviation + mean

    def _moments(self, like: Tensor) -> list[Tensor]:
        both = self.card.mean, self.card.deviation
        return [like.new_tensor(values)[:, None, None] for values in both]


def latent_space(card: LatentCard, folder: Path) -> LatentSpace:
    """The space of a card whose codec lies in a folder of checkpoints. Raises UserError if it is another codec."""
    return _latent_space(card, folder)


@cached({}, condition=threading.Condition())
def _latent_space(card: LatentCard, folder: Path) -> LatentSpace:
    loaded = load_codec(card.codec, folder)
    if loaded.card.sha256 != card.sha256:
        raise UserError(Sentence("error.codec_other", name=card.codec))
    return LatentSpace(loaded.codec, card)
