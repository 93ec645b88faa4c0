"""Between: words mixed along a slider, a picture taken to its noise and back, and ways from one noise to another."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from explainer.core.denoiser import Denoiser
from explainer.core.editing import invert, slerp
from explainer.core.metrics import psnr
from explainer.core.noise import unit_noise
from explainer.core.samplers import Step, last
from explainer.engines.codecs import decoded, encoded
from explainer.experiments import two_in_one
from explainer.experiments.guidance import told
from explainer.experiments.sampling import generate, make_denoiser, run
from explainer.experiments.settings import Settings
from explainer.media.pictures import from_pixels, to_pixels
from explainer.networks.checkpoints import Checkpoint, load_checkpoint
from explainer.networks.conditions import parse_condition

STEPS = 20  # from words to pictures
FAR = (
    40  # along a way between noises, and up to those of pictures: fewer would lose too much of them
)
PLACES = 9  # pictures along a way
SHARES = tuple(i / (PLACES - 1) for i in range(PLACES))  # of what lies at its end
SURE = 3  # deviations of chance: farther off is one set of noise in 370
TRIPS = (5, 10, 20, 50, 100)  # steps up, and as many down
WAYS = ("round", "straight")  # from one noise to another

# by network, two words to mix whose ends look good and between which the picture switches, chosen by eye
PAIRS = {"photos-latent": ("trousers", "butterfly"), "emoji-latent": ("mushroom", "umbrella")}


# --- words


def mixing(network: str, w: float, seed: int) -> Settings:
    """PLACES pictures of one seed."""
    return Settings(network, "ddim", STEPS, w, seeds=(seed,) * PLACES)


def mixtures(checkpoint: Checkpoint, first: str, second: str) -> Tensor:
    """The conditions along the way from one prompt to another, (PLACES, d): a·(1−u) + b·u. Raises UserError."""
    vocabulary = checkpoint.card.vocabulary
    a, b = checkpoint.vectors([parse_condition(words, vocabulary) for words in (first, second)])
    return torch.lerp(a, b, torch.tensor(SHARES)[:, None])


def mixed(settings: Settings, first: str, second: str) -> Generator[Step, None, None]:
    """The pictures of `mixing`, each told its own mixture of two prompts, all from one noise."""
    checkpoint = load_checkpoint(settings.network)
    guided = make_denoiser(checkpoint, settings.w)
    return generate(settings, denoiser=told(guided, mixtures(checkpoint, first, second)))


# --- there and back


@dataclass(frozen=True, eq=False)
class Bell:
    """How much like noise n numbers are: of standard normal ones the deviation is 1, and the rest is known, too."""

    n: int
    deviation: float
    beyond: float  # share farther than 2 from 0: of normal ones 0.0455
    neighbours: float  # correlation of each number with the one beside it: of noise 0

    @property
    def looks_normal(self) -> bool:
        """Whether deviation and neighbours are as near to those of noise as chance allows, to three of its deviations."""
        chance = SURE / math.sqrt(self.n)
        return abs(self.deviation - 1) < chance / math.sqrt(2) and abs(self.neighbours) < chance


def bell(x: Tensor) -> Bell:
    """Of (c, h, w)."""
    x = x.double()
    beyond = float((x.abs() > 2).double().mean())
    pairs = torch.stack([x[..., :-1].flatten(), x[..., 1:].flatten()])
    return Bell(
        x.numel(), float(x.square().mean().sqrt()), beyond, float(torch.corrcoef(pairs)[0, 1])
    )


@dataclass(frozen=True, eq=False)
class Trip:
    """A picture, the noise that DDIM finds in it, and what it draws from that noise."""

    steps: int
    noise: Tensor  # shaped as the network works, (c, h, w)
    there: Tensor  # the picture as the network is given it: of latents, decoded again, (c, h, w), clipped
    back: Tensor  # likewise
    closeness: float  # of `back` to `there`, in dB


def plain(checkpoint: Checkpoint) -> Denoiser:
    """The network without words."""
    return make_denoiser(checkpoint)


def noise_of(checkpoint: Checkpoint, x0: Tensor, steps: int) -> Tensor:
    """The noise of pictures as the network works on them, (b, *shape): DDIM's steps, taken upwards."""
    path = checkpoint.schedule.timesteps(steps)
    return last(invert(plain(checkpoint), checkpoint.schedule, x0, path)).x_next


def trip(checkpoint: Checkpoint, picture: Tensor, steps: int) -> Trip:
    """A picture (c, h, w) up to its noise in so many steps, and down again in as many."""
    x0 = encoded(checkpoint, picture[None])
    noise = noise_of(checkpoint, x0, steps)
    settings = Settings(checkpoint.card.name, "ddim", steps)
    end = last(run(settings, noise, checkpoint.schedule.T)).x_next
    there, back = decoded(checkpoint, torch.cat([x0, end])).clamp(-1, 1)
    return Trip(steps, noise[0], there, back, psnr(back, there))


# --- from one noise to another


def travelling(network: str, seed: int) -> Settings:
    """PLACES pictures along a way, without words."""
    return Settings(network, "ddim", FAR, seeds=(seed,) * PLACES)


def noises_of_seeds(network: str, seeds: tuple[int, int]) -> Tensor:
    """The noises that two seeds stand for, (2, *shape)."""
    return unit_noise(load_checkpoint(network).shape, seeds)


def noises_of_pictures(network: str, pictures: Sequence[Tensor]) -> Tensor:
    """The noises of pictures, (c, h, w) each → (n, *shape)."""
    checkpoint = load_checkpoint(network)
    return noise_of(checkpoint, encoded(checkpoint, torch.stack([*pictures])), FAR)


def between(ends: Tensor, way: str) -> Tensor:
    """PLACES noises from the first to the second of two, (2, *shape): round on the great circle, or straight."""
    shares = torch.tensor(SHARES)
    if way == "round":
        return slerp(ends[0], ends[1], shares)
    return torch.lerp(ends[0], ends[1], shares.view(-1, *[1] * (ends.dim() - 1)))


def travelled(settings: Settings, ends: Tensor, way: str) -> Generator[Step, None, None]:
    """The pictures along a way between two noises."""
    T = load_checkpoint(settings.network).schedule.T
    return run(settings, between(ends, way), T)


def faded(pictures: np.ndarray) -> np.ndarray:
    """The pictures at both ends, cross-faded pixel by pixel, uint8 (PLACES, h, w, c)."""
    first, last_one = from_pixels(pictures[0]), from_pixels(pictures[-1])
    return np.stack([to_pixels(torch.lerp(first, last_one, share)) for share in SHARES])


def pair_of(network: str) -> tuple[str, str]:
    """Two prompts of a network to begin with; ("", "") for one without words."""
    return PAIRS.get(network) or two_in_one.pair_of(network)
