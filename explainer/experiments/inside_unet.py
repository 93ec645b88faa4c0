"""Inside the UNet: one call looked into, and the same call with parts of the network left out."""

from __future__ import annotations

import math
import statistics
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import torch
from torch import Tensor

from explainer.core.metrics import psnr
from explainer.core.noise import noised
from explainer.engines.codecs import decoded, encoded
from explainer.engines.inspection import inspect
from explainer.experiments.cleaning import NoisyPicture
from explainer.experiments.sampling import one_step
from explainer.media.pictures import reduce
from explainer.networks.activations import ATTENTION, activations
from explainer.networks.blocks import Block, skips
from explainer.networks.checkpoints import Checkpoint, load_checkpoint
from explainer.networks.config import UNetConfig
from explainer.networks.inside import CUT_NOTHING, Cut
from explainer.samples import SAMPLES, sample_pixels

IN, OUT = "x", "out"  # what the first block is given, and what the last one puts out
AT_ONCE = 4_000_000  # numbers: a network with more activations is recorded a block at a time
USUAL = 0.98  # of a block's values lie between black and white
LEVELS = (0.02, 0.25, 0.5, 0.75, 1.0)  # of T, at which that is found out


@dataclass(frozen=True, eq=False)
class Guess:
    """What a call takes a noisy picture for: a picture (c, h, w), its closeness to the original, what was recorded."""

    picture: Tensor
    psnr: float
    features: dict[str, Tensor] = field(default_factory=dict)  # (channels, height, width), by block
    attention: dict[str, Tensor] = field(
        default_factory=dict
    )  # (heads, places, places), by its name

    def close_to(self, other: Guess) -> float:
        """How close two guesses are to one another, dB."""
        return psnr(self.picture, other.picture)


def x0_of(checkpoint: Checkpoint, picture: Tensor) -> Tensor:
    """A picture (c, h, w) as the x0 of a network: itself, or its latents."""
    return encoded(checkpoint, picture[None])[0]


def recorded_with(config: UNetConfig, block: Block) -> frozenset[str]:
    """The activations that a call hands back to show a block: all there are, unless those are very many."""
    every = activations(config)
    if sum(a.channels * a.size**2 for a in every) <= AT_ONCE:
        return frozenset(a.name for a in every)
    shown = {block.name, block.before, block.skip}
    return frozenset(a.name for a in every if a.attends or a.name in shown)


def guess(
    noisy: NoisyPicture,
    original: Tensor,
    words: str = "",
    cut: Cut = CUT_NOTHING,
    record: Collection[str] = (),
) -> Guess:
    """One call with x_t: what the network, or what is left of it, takes the picture for.

    `original`: the picture (c, h, w) that lies under the noise. `record`: names of activations, kept in the guess.
    """
    checkpoint = noisy.checkpoint
    found: dict[str, Tensor] = {}

    def network(x: Tensor, k: Tensor, condition: Tensor | None) -> Tensor:
        looked = inspect(checkpoint.card.name, x, k, condition, record=record, cut=cut)
        found.update(looked.activations)
        found.update({IN: x, OUT: looked.output} if record else {})
        return looked.output

    prediction = one_step(checkpoint, noisy.x_t[None], noisy.t, words, network)
    picture = decoded(checkpoint, prediction.x0)[0]
    return Guess(picture, psnr(picture, original), *_sorted(checkpoint, found))


def _sorted(
    checkpoint: Checkpoint, found: dict[str, Tensor]
) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Features by block, and attention maps with all their heads; of the only sample of a batch."""
    heads = {a.name for a in activations(checkpoint.card.architecture) if a.attends}
    features = {name: a[0] for name, a in found.items() if name not in heads}
    attention = {name: a[0] for name, a in found.items() if name in heads}
    return features, attention


def limits(network: str, names: Iterable[str]) -> dict[str, float]:
    """How far from 0 a block's values usually go, rounded up to 1, 2 or 5 times a power of ten: black and white of its maps.

    Found on the first sample picture, in the middle of what it is at LEVELS, so that it is one scale for every
    picture and every t.
    """
    checkpoint = load_checkpoint(network)
    record = [name for name in names if not name.endswith(ATTENTION)]
    channels, size, _ = checkpoint.picture_shape
    x0 = x0_of(checkpoint, reduce(sample_pixels(next(iter(SAMPLES))), size, channels))
    usual: dict[str, list[float]] = {}
    for level in LEVELS:
        t = max(1, round(level * checkpoint.schedule.T))
        x_t = noised(x0, t, 0, checkpoint.schedule)[0][None]
        found = inspect(network, x_t, torch.tensor([t - 1]), record=record)
        for name, values in {**found.activations, IN: x_t, OUT: found.output}.items():
            usual.setdefault(name, []).append(_usual(values))
    return {name: round_up(statistics.median(sizes)) for name, sizes in usual.items()}


def scale_of(values: Tensor) -> float:
    """One of 1, 2, 5, 10 … that hardly any of some values goes beyond."""
    return round_up(_usual(values))


def _usual(values: Tensor) -> float:
    """The size below which USUAL of some values lie."""
    sizes = values.abs().flatten()
    return float(sizes.kthvalue(max(1, round(USUAL * len(sizes)))).values)


def round_up(value: float) -> float:
    """The next of 1, 2, 5, 10 … and of their tenths, hundredths …; 1 for 0."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(n * power for n in (1, 2, 5, 10) if n * power >= value * (1 - 1e-9))


def place_in(side: int, share: float) -> int:
    """The row or column of so many that a share of the height or the width, 0 … 1, falls into."""
    return min(int(share * side), side - 1)


def attended(attention: Tensor, down: float, across: float) -> Tensor:
    """How much the place at these shares of height and width takes from every other, as multiples of an even share.

    attention: (heads, places, places), whose rows sum to 1; the result: (heads, side, side).
    """
    heads, places, _ = attention.shape
    side = math.isqrt(places)
    rows = attention[:, place_in(side, down) * side + place_in(side, across)]
    return rows.reshape(heads, side, side) * places


def without_each(config: UNetConfig) -> list[Cut]:
    """Every skip left out alone, finest first, and at last all of them."""
    names = skips(config)
    return [*(Cut(frozenset({name})) for name in names), Cut(frozenset(names))]


def alike(codes: Tensor, t: int) -> Tensor:
    """The cosine of the angle between the code of t ≥ 1 and every other, (T,); codes: (T, width)."""
    return torch.nn.functional.cosine_similarity(codes, codes[t - 1 : t])
