"""The same made-up network call wherever one is needed: to warm up, to measure, to compare."""

from __future__ import annotations

import torch
from torch import Tensor

from explainer.networks.config import UNetConfig


def example_inputs(config: UNetConfig, rows: int) -> tuple[Tensor, Tensor, Tensor]:
    """x, k and condition of a call with so many rows, the same each time."""
    generator = torch.Generator().manual_seed(0)
    return (
        torch.randn(rows, config.channels, config.size, config.size, generator=generator),
        torch.linspace(0, 999, rows),
        0.1 * torch.randn(rows, config.embedding, generator=generator),
    )


GUIDED_ROWS = 2  # of a guided picture's call: with its words and without
