"""Latent space: a picture in a codec's latents and back, and which networks there are to show that with."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch.nn.functional as F
from torch import Tensor

from explainer.engines.codecs import decoded, encoded
from explainer.experiments.cleaning import Score, score
from explainer.networks.checkpoints import Checkpoint, ModelCard, available, read_card


def network_in_latents(wanted: str) -> str | None:
    """This network if it works on latents, else the one that draws best, else any; None where there is none."""
    names = available("latents")
    if wanted in names:
        return wanted
    return next(
        iter(sorted(names, key=lambda name: "drawing" not in read_card(name).best_for)), None
    )


def in_pixels(checkpoint: Checkpoint) -> str | None:
    """The network on pixels that is most like one in latents: by its words, then by its pictures' size; None without any."""
    cards = map(read_card, available("pixels"))
    likest = max(cards, key=lambda card: _likeness(card, checkpoint), default=None)
    return None if likest is None else likest.name


def _likeness(card: ModelCard, checkpoint: Checkpoint) -> tuple[int, bool]:
    shared = len({*card.vocabulary} & {*checkpoint.card.vocabulary})
    shape = (card.architecture.channels, card.architecture.size, card.architecture.size)
    return shared, shape == checkpoint.picture_shape


@dataclass(frozen=True, eq=False)
class Shrunk:
    """A picture reduced to `side` pixels and enlarged again: (c, h, w), and how close it is."""

    picture: Tensor
    side: int
    score: Score


@dataclass(frozen=True, eq=False)
class ThereAndBack:
    """A picture, its latents, what the codec makes of them, and what shrinking would have kept."""

    x0: Tensor  # the picture, (c, h, w) in [−1, 1]
    latents: (
        Tensor  # (z, h/f, w/f), each channel with mean 0 and deviation 1 over the training pictures
    )
    back: Tensor  # (c, h, w), not clipped
    score: Score  # of `back` against the picture
    shrunk: Shrunk  # the picture in no more numbers than the latents have

    @property
    def ratio(self) -> float:
        """How many numbers of the picture come to one of the latents."""
        return self.x0.numel() / self.latents.numel()


def there_and_back(checkpoint: Checkpoint, x0: Tensor) -> ThereAndBack:
    """A picture (c, h, w) through the codec of a network in latents."""
    latents = encoded(checkpoint, x0[None])
    back = decoded(checkpoint, latents)[0]
    shrunk = shrink(x0, latents.numel())
    return ThereAndBack(x0, latents[0], back, score(back, x0), shrunk)


def shrink(x0: Tensor, numbers: int) -> Shrunk:
    """A picture (c, h, w) as the largest square of pixels that has at most so many numbers, enlarged again."""
    side = max(1, math.isqrt(numbers // x0.shape[0]))
    small = F.interpolate(x0[None], (side, side), mode="bicubic", antialias=True)
    large = F.interpolate(small, x0.shape[1:], mode="bicubic")[0]
    return Shrunk(large, side, score(large, x0))
