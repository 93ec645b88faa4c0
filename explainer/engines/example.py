"""The same made-up network call wherever one is needed: to warm up, to measure, to compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor


class CallShape(Protocol):
    """The sizes of a call's x (b, channels, size, size) and condition (b, embedding), as a UNet's config has them."""

    @property
    def channels(self) -> int: ...

    @property
    def size(self) -> int: ...

    @property
    def embedding(self) -> int: ...


@dataclass(frozen=True)
class CodecCall:
    """The sizes of a call of one half of a codec: of pictures for the encoder, of latents for the decoder."""

    channels: int
    size: int
    embedding: int = 0  # there is no condition


def example_inputs(config: CallShape, rows: int) -> tuple[Tensor, Tensor, Tensor]:
    """x, k and condition of a call with so many rows, the same each time."""
    generator = torch.Generator().manual_seed(0)
    return (
        torch.randn(rows, config.channels, config.size, config.size, generator=generator),
        torch.linspace(0, 999, rows),
        0.1 * torch.randn(rows, config.embedding, generator=generator),
    )


GUIDED_ROWS = 2  # of a guided picture's call: with its words and without
