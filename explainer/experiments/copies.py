"""Did it copy? A network beside a denoiser that knows some of its training pictures by heart, and a search for copies.

Some training picture is near to any picture. How near, real test pictures say, which nobody copied: a copy is a picture
that is nearer to one of the training pictures than all of those are.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from explainer.core.metrics import psnr
from explainer.core.units import GREY_LEVELS
from explainer.experiments.cleaning import NoisyPicture
from explainer.experiments.ideal import Pictures, Posterior, posterior
from explainer.experiments.sampling import one_step
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import ModelCard

SOURCES = ("test", "training", "own")  # of the picture that lies under the noise
STEPS = 20  # of the pictures that are drawn
MOST_DRAWN = 10


@dataclass(frozen=True)
class Nearest:
    """The place of the training picture most like a picture, how far it is, and the share of test pictures farther from theirs.

    The distance is the root mean square of the differences, grey levels of 255.
    """

    place: int
    distance: float
    closer: float


def to_nearest(pictures: Tensor, training: Tensor) -> tuple[Tensor, Tensor]:
    """Of pictures (b, c, h, w): the distance to the nearest training picture (b,), grey levels, and its place (b,)."""
    flat, known = pictures.flatten(1).double(), training.flatten(1).double()
    places = torch.cdist(flat, known).argmin(1)
    # once more by differences: by products, as above, a copy would be a rounding error away and not 0
    least = (flat - known[places]).square().mean(1).sqrt()
    return GREY_LEVELS * least, places


def of_test_pictures(known: Pictures) -> Tensor:
    """How far test pictures are from the nearest training picture, (n,): what is usual where nothing was copied."""
    return to_nearest(known.test, known.training)[0]


def searched(pictures: Tensor, known: Pictures, usual: Tensor) -> list[Nearest]:
    """The nearest training picture of each (b, c, h, w), among those that ship; `usual` as of `of_test_pictures`."""
    distances, places = to_nearest(pictures, known.training)
    return [
        Nearest(int(place), float(distance), float((usual > distance).double().mean()))
        for place, distance in zip(places, distances, strict=True)
    ]


def with_a_copy(pictures: Tensor, known: Pictures, seed: int) -> Tensor:
    """The same pictures, in the place of the last a training picture that the seed chooses."""
    return torch.cat([pictures[:-1], known.training[seed % len(known.training)][None]])


def drawing(card: ModelCard, seed: int, w: float) -> Settings:
    """A picture of each word that a network knows, of so many at most, each from a noise of its own."""
    words = card.vocabulary[:MOST_DRAWN]
    seeds = tuple(range(seed, seed + max(1, len(words))))
    return Settings(card.name, "ddim", STEPS, w, "; ".join(words), seeds)


def under_noise(source: str, known: Pictures, own: Tensor, seed: int) -> Tensor:
    """The picture x0 (c, h, w) that a source of SOURCES names, chosen by the seed; `own` is the visitor's."""
    if source == "own":
        return own
    pictures = known.test if source == "test" else known.training
    return pictures[seed % len(pictures)]


@dataclass(frozen=True, eq=False)
class Beside:
    """What two denoisers say of the same x_t: one that knows some pictures by heart, and a network, x̂0 (c, h, w)."""

    noisy: NoisyPicture
    by_heart: Posterior
    network: Tensor

    @property
    def close(self) -> tuple[float, float]:
        """How close each comes to the picture under the noise, dB: by heart, and the network."""
        return psnr(self.by_heart.mean, self.noisy.x0), psnr(self.network, self.noisy.x0)


def beside(noisy: NoisyPicture, known: Pictures) -> Beside:
    """Both, from the noise of one seed."""
    schedule = noisy.checkpoint.schedule
    by_heart = posterior(known.training, schedule, noisy.x_t, noisy.t)
    return Beside(noisy, by_heart, one_step(noisy.checkpoint, noisy.x_t[None], noisy.t).x0[0])
