"""Restoring: a picture of which a damage has left little, completed by the network, and in classical ways.

All damages are linear, y = A·x (`core.operators`), and all are undone by the same few lines: the network is asked as
in any other run, and every estimate is made to agree with y (`core.editing.Consistent`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from explainer.core.classical import biharmonic, interpolated
from explainer.core.editing import Consistent
from explainer.core.errors import UserError
from explainer.core.metrics import has_detail
from explainer.core.noise import unit_noise
from explainer.core.operators import (
    BlockMean,
    Grey,
    Kept,
    Operator,
    blur,
    coarse_waves,
    missing_blocks,
)
from explainer.core.samplers import Step
from explainer.core.units import GREY_LEVELS
from explainer.experiments.cleaning import Score, score
from explainer.experiments.sampling import make_denoiser, run
from explainer.experiments.settings import Settings
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import Checkpoint
from explainer.strings import Sentence

KINDS = ("pixels", "blocks", "blur", "colour", "waves")
MOST_LOST = (
    0.9  # of a picture's blocks: with less than a tenth of it left there is nothing to restore
)
WIDEST_BLUR = 4.0
BLOCK = 8  # pixels of a block of waves, as in a JPEG; as near as a picture's size allows
ACROSS = 8  # missing blocks are an eighth of the picture wide
START = 1000  # the timestep that a run begins with: nothing but noise, so that nothing of the damage stays by itself
ROUNDING = 1e-5  # of a value in [−1, 1]: less is no difference


@dataclass(frozen=True)
class Damage:
    """What is done to a picture. Hashable. Raises UserError for a kind that is none of KINDS.

    `amount`: pixels: along each side, one for so many; blocks: the share of them that is lost, chosen by `seed`;
    blur: σ in pixels; waves: how many diagonals of them are kept; colour: without a meaning.
    """

    kind: str = "pixels"
    amount: float = 4
    seed: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            known = ", ".join(KINDS)
            raise UserError(Sentence("error.damage", name=str(self.kind)[:40], known=known))


def operator_of(damage: Damage, channels: int, size: int) -> Operator:
    """A, for pictures of so many channels and size × size pixels."""
    make: dict[str, Callable[[], Operator]] = {
        "pixels": lambda: BlockMean(fitting(size, int(damage.amount))),
        "blocks": lambda: missing_blocks(size, block_of(size), damage.amount, damage.seed),
        "blur": lambda: blur(size, damage.amount),
        "colour": lambda: Grey(channels),
        "waves": lambda: coarse_waves(fitting(size, BLOCK), int(damage.amount)),
    }
    return make[damage.kind]()


def block_of(size: int) -> int:
    """How wide a missing block is, in pixels: about a picture / ACROSS, so that all blocks are whole."""
    return fitting(size, -(-size // ACROSS))


def fitting(size: int, wanted: int) -> int:
    """The largest divisor of `size` up to `wanted`: pictures of 28 pixels have blocks of 7, not of 8."""
    return next(n for n in range(max(1, min(wanted, size)), 0, -1) if size % n == 0)


@dataclass(frozen=True, eq=False)
class Restoration:
    """One way to restore a picture: uint8 (h, w, c), how good it is, and how well it agrees with what is known."""

    pixels: np.ndarray
    score: Score
    off: float  # max |A·x − y| before anything is clipped or rounded, grey levels of 255


@dataclass(frozen=True, eq=False)
class Damaged:
    """x0 (c, h, w), which nobody is given, and y = A·x0, which everybody is."""

    checkpoint: Checkpoint
    x0: Tensor
    damage: Damage

    @cached_property
    def operator(self) -> Operator:
        """A"""
        return operator_of(self.damage, len(self.x0), self.x0.shape[-1])

    @cached_property
    def y(self) -> Tensor:
        """What is left, (1, c', h', w')."""
        return self.operator(self.x0[None])

    @cached_property
    def smallest(self) -> Tensor:
        """A⁺·y, (1, c, h, w): the smallest of all pictures with exactly this left."""
        return self.operator.pseudo_inverse(self.y)

    @property
    def left(self) -> Tensor:
        """What is left as a picture (c, h, w): y itself, or A⁺·y where y has fewer pixels or colours."""
        return (self.y if self.y.shape[1:] == self.x0.shape else self.smallest)[0]

    @cached_property
    def loses_nothing(self) -> bool:
        """Whether A⁺·A leaves every picture as it is; that is up to the damage, not to this picture."""
        probe = unit_noise(self.checkpoint.shape, (0,)).double()
        back = self.operator.pseudo_inverse(self.operator(probe))
        return float((back - probe).abs().max()) < ROUNDING

    @cached_property
    def has_detail(self) -> bool:
        """Whether x0 has any fine detail that sharpness could be measured by."""
        return has_detail(self.x0)

    def off(self, pictures: Tensor) -> float:
        """max |A·x − y| of pictures (b, c, h, w), grey levels: how far the worst place contradicts what is known."""
        return GREY_LEVELS * float((self.operator(pictures) - self.y).abs().max())

    def restoration(self, picture: Tensor) -> Restoration:
        """A restored picture (c, h, w), not clipped yet, judged by x0 and by y."""
        same = float((picture - self.x0).abs().max()) < ROUNDING
        judged = score(self.x0 if same else picture, self.x0)
        return Restoration(to_pixels(picture), judged, self.off(picture[None].float()))


def by_hand(damaged: Damaged) -> dict[str, Tensor]:
    """The classical ways, by name, (c, h, w) each; "left" comes first: to leave it as it is."""
    size, y = damaged.x0.shape[-1], damaged.y[0]
    ways = {"left": damaged.left}
    if isinstance(damaged.operator, BlockMean):
        ways["bicubic"] = interpolated(y, size, "bicubic")
        ways["lanczos"] = interpolated(y, size, "lanczos")
    elif isinstance(damaged.operator, Kept):
        ways["biharmonic"] = biharmonic(y, damaged.operator.mask)
    elif damaged.damage.kind == "blur":
        ways["inverse"] = damaged.smallest[0]
    return ways  # what colour and waves have lost, no filter brings back: there A⁺·y is y as it is shown


def classical(damaged: Damaged) -> dict[str, Restoration]:
    """The same, judged."""
    return {name: damaged.restoration(picture) for name, picture in by_hand(damaged).items()}


def restored(
    damaged: Damaged, settings: Settings, keeping: bool = True
) -> Generator[Step, None, None]:
    """From A⁺·y under the noise of START down to t = 0, one picture for each seed of the settings.

    `keeping`: every estimate agrees with y; without it the network is free after its start.
    """
    checkpoint = damaged.checkpoint
    denoiser = make_denoiser(checkpoint, settings.w, settings.interval)
    if keeping:
        denoiser = Consistent(denoiser, checkpoint.schedule, damaged.operator, damaged.y)
    return run(settings, beginning(damaged, settings.seeds), START, denoiser=denoiser)


def beginning(damaged: Damaged, seeds: Sequence[int]) -> Tensor:
    """x_t at START, (len(seeds), c, h, w)."""
    schedule, n = damaged.checkpoint.schedule, len(seeds)
    eps = unit_noise(damaged.checkpoint.shape, seeds)
    return schedule.add_noise(damaged.smallest.expand_as(eps), torch.full((n,), START), eps)


def spread(*pictures: Tensor) -> Tensor:
    """How far all pictures, (b, c, h, w) each, differ at every place: their standard deviation (c, h, w), grey levels."""
    return GREY_LEVELS * torch.cat(pictures).clamp(-1, 1).std(0, unbiased=False)


def hidden(damaged: Damaged) -> Tensor:
    """Which places the damage has left nothing of, bool (h, w); none, unless parts of the picture are missing."""
    operator, (height, width) = damaged.operator, damaged.x0.shape[-2:]
    known = operator.mask if isinstance(operator, Kept) else torch.ones(height, width)
    return known == 0
