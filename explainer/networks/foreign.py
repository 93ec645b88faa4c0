"""UNets of others, which differ from ours in small ways: what each difference is, and a UNet made to have it.

A checkpoint's card states them under `architecture.dialect`; a card without that entry has our UNet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any, Literal, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from explainer.networks.config import UNetConfig
from explainer.networks.unet import Downsample, ResidualBlock, TimeEmbedding, UNet


@dataclass(frozen=True)
class Dialect:
    """Where a UNet differs from ours; the defaults are ours."""

    time: Literal["scale_shift", "add"] = "scale_shift"  # how the embedding modulates a block
    cosines_first: bool = True  # in the sinusoidal code
    frequency_shift: int = 0  # the code's frequencies fall over half − shift steps
    eps: float = 1e-5  # of the group norms
    pad_both_sides: bool = True  # before halving; else only right and below


OURS = Dialect()


@dataclass(frozen=True)
class ForeignConfig(UNetConfig):
    """The shape of a UNet with another dialect."""

    dialect: Dialect = OURS


def dialect_of_shape(config: UNetConfig) -> Dialect:
    """The dialect of a shape."""
    return config.dialect if isinstance(config, ForeignConfig) else OURS


def with_dialect(config: UNetConfig, dialect: Dialect) -> UNetConfig:
    """The same shape in a dialect; as it is, if that is ours."""
    if dialect == OURS:
        return config
    return ForeignConfig(
        **{f.name: getattr(config, f.name) for f in fields(UNetConfig)}, dialect=dialect
    )


def config_from(raw: dict[str, Any]) -> UNetConfig:
    """The shape that a card's `architecture` states. Raises TypeError, KeyError or ValueError if it states none."""
    shape: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()}
    dialect = Dialect(**shape.pop("dialect", {}))
    return with_dialect(UNetConfig(**shape), dialect)


def make_unet(config: UNetConfig) -> UNet:
    """A UNet of this shape, with new weights, in its dialect."""
    unet = UNet(config)
    if isinstance(config, ForeignConfig):
        _translate(unet, config.dialect)
    return unet


def _translate(unet: UNet, dialect: Dialect) -> None:
    """Change a new UNet of ours, in place, to have a dialect."""
    for module in unet.modules():
        if isinstance(module, nn.GroupNorm):
            module.eps = dialect.eps
        elif isinstance(module, ResidualBlock) and dialect.time == "add":
            module.__class__ = AddingBlock
            cast(AddingBlock, module).narrow()
        elif isinstance(module, Downsample) and not dialect.pad_both_sides:
            module.__class__ = OneSidedDownsample
            module.conv.padding = (0, 0)
    unet.time_embedding.__class__ = ForeignTimeEmbedding
    cast(ForeignTimeEmbedding, unet.time_embedding).dialect = dialect


class ForeignTimeEmbedding(TimeEmbedding):
    """A sinusoidal code with sines first, or with frequencies that fall further."""

    dialect: Dialect

    def code(self, k: Tensor, width: int) -> Tensor:
        half = width // 2
        exponent = torch.arange(half, device=k.device) / (half - self.dialect.frequency_shift)
        angle = k.float()[:, None] * torch.exp(-math.log(10_000) * exponent)  # (b, width/2)
        waves = [angle.cos(), angle.sin()]
        return torch.cat(waves if self.dialect.cosines_first else waves[::-1], dim=1)


class AddingBlock(ResidualBlock):
    """Adds the projection of the embedding before the norm, as the first DDPM did."""

    def narrow(self) -> None:
        """Project to one number for each channel instead of two."""
        d, c = self.time_emb_proj.in_features, self.norm2.num_channels
        self.time_emb_proj = nn.Linear(d, c)

    def modulate(self, h: Tensor, embedding: Tensor) -> Tensor:
        projection = self.time_emb_proj(F.silu(embedding))[:, :, None, None]  # (b, c_out, 1, 1)
        return self.norm2(h + projection)


class OneSidedDownsample(Downsample):
    """Pads right and below only, before it halves."""

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(F.pad(x, (0, 1, 0, 1)))  # (b, c, h, w) → (b, c, h/2, w/2)
