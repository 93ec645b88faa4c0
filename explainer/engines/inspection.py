"""Looking inside a network call: the readable UNet, run in the one thread of all network calls.

What a visitor records or cuts concerns this call only: it touches nobody else's picture.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from explainer.engines.batching import BATCHER
from explainer.networks.activations import activations
from explainer.networks.checkpoints import load_checkpoint
from explainer.networks.inside import CUT_NOTHING, Cut, Recorder
from explainer.networks.unet import UNet

ROWS = 16  # of a turn in the queue, in which other visitors wait


@dataclass(frozen=True, eq=False)
class Inspection:
    """A call's output, shaped like x, and the activations that were recorded, (b, …) each, by name."""

    output: Tensor
    activations: dict[str, Tensor]


def inspect(
    name: str,
    x: Tensor,
    k: Tensor,
    condition: Tensor | None = None,
    *,
    record: Collection[str] = (),
    cut: Cut = CUT_NOTHING,
) -> Inspection:
    """Call a checkpoint's readable UNet with x (b, c, h, w), k (b,) and condition (b, d), and look inside.

    With nothing cut, the output is the engine's, up to the tolerance of `explainer.engines.choice`. Names of
    activations and of skips are those of `activations`; raises ValueError for others.
    """
    unet = load_checkpoint(name).model.unet
    _check(unet, record, cut)
    if condition is None:  # the empty bag's vector
        condition = x.new_zeros(len(x), unet.config.embedding)
    turns = zip(x.split(ROWS), k.split(ROWS), condition.split(ROWS), strict=True)
    looks = [BATCHER.run(partial(_look, unet, turn, frozenset(record), cut)) for turn in turns]
    return Inspection(
        torch.cat([look.output for look in looks]),
        {wanted: torch.cat([look.activations[wanted] for look in looks]) for wanted in record},
    )


def time_codes(name: str, T: int) -> tuple[Tensor, Tensor]:
    """What a checkpoint's network is told of t = 1 … T: the waves (T, width), and what it makes of them (T, d)."""
    embedding = load_checkpoint(name).model.unet.time_embedding

    @torch.inference_mode()
    def look() -> tuple[Tensor, Tensor]:
        k = torch.arange(T)
        return embedding.code(k, embedding.linear_1.in_features), embedding(k)

    return BATCHER.run(look)


def _check(unet: UNet, record: Collection[str], cut: Cut) -> None:
    known = activations(unet.config)
    skips = {activation.name for activation in known if activation.skips}
    strange = {*record} - {activation.name for activation in known} | cut.skips - skips
    if strange:
        raise ValueError(f"this UNet has no {', '.join(sorted(strange))}")


@torch.inference_mode()
def _look(
    unet: UNet, inputs: tuple[Tensor, Tensor, Tensor], names: frozenset[str], cut: Cut
) -> Inspection:
    recorder = Recorder(names)
    output = unet(*inputs, record=recorder, cut=cut)
    return Inspection(output, recorder.taken)
