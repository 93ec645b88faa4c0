"""Where a trained network still errs: its loss at every noise level, on pictures of anybody's."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from explainer.core.noise import unit_noise
from explainer.engines.registry import engine_for
from explainer.experiments.one_update import losses
from explainer.networks.checkpoints import Checkpoint

LOSS_AT = tuple(range(50, 1000, 100))  # timesteps, the middles of ten equal parts
NOISES = 4  # over each picture


def loss_of_pictures(
    checkpoint: Checkpoint, pictures: Sequence[Tensor], t: int, seed: int
) -> float:
    """The mean loss at t of pictures (c, h, w), each under NOISES noises, from this seed on, told no words."""
    engine = engine_for(checkpoint.card.name)
    x0 = torch.stack(list(pictures)).repeat_interleave(NOISES, 0)
    eps = unit_noise(checkpoint.shape, range(seed, seed + len(x0)))
    bags = torch.zeros(len(x0), len(checkpoint.card.vocabulary))

    def asked(x_t: Tensor, k: Tensor, bags: Tensor) -> Tensor:
        return engine(x_t, k)

    example = x0, bags, torch.full((len(x0),), t), eps
    return float(losses(checkpoint, asked, example).mean())
