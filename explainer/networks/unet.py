"""The UNet: a network that looks at a noisy picture and says what is noise in it.

Read it from top to bottom. The picture goes down a ladder of resolutions and comes up again; at
every rung on the way up the features of the way down are laid beside it (the "skips"), so that fine
detail need not pass through the narrow middle. The timestep and the condition speak to every block
by scaling and shifting its features.

Parameter names and arithmetic equal those of `UNet2DModel` in the diffusers library
(`class_embed_type="identity"`, `resnet_time_scale_shift="scale_shift"`, `attn_norm_num_groups` as
the other groups), so weights load both ways. `Dialect` holds what its other networks do differently.

Shapes in the comments: b batch, c channels, h × w pixels, d the width of the time embedding.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class Dialect:
    """Where the UNets of others differ from ours in small ways; the defaults are ours."""

    time: Literal["scale_shift", "add"] = "scale_shift"  # how the embedding speaks to a block
    cosines_first: bool = True  # in the sinusoidal code
    frequency_shift: int = 0  # the code's frequencies fall over half − shift steps
    eps: float = 1e-5  # of the group norms
    pad_both_sides: bool = True  # before halving; else only right and below


OURS = Dialect()


@dataclass(frozen=True)
class UNetConfig:
    """The shape of a UNet. `attention[i]` says whether level i (0 = full resolution) attends."""

    size: int  # height and width of the pictures it was trained on
    channels: int  # of the picture: 1 grey, 3 RGB
    widths: tuple[int, ...]  # channels per level, finest first
    attention: tuple[bool, ...]
    blocks: int = 1  # residual blocks per level on the way down; one more on the way up
    head_dim: int = 32  # channels of an attention head; 0 for a single head
    groups: int = 8
    patch: int = 1  # side of the squares of pixels that are folded into channels, for speed
    dialect: Dialect = OURS

    def __post_init__(self) -> None:
        if len(self.attention) != len(self.widths):
            raise ValueError("attention needs one entry per level")
        if self.size % self.patch:
            raise ValueError("the size must be a whole number of patches")
        for width, attends in [
            *zip(self.widths, self.attention, strict=True),
            (self.widths[-1], True),
        ]:
            if width % self.groups or (attends and self.head_dim and width % self.head_dim):
                raise ValueError(
                    f"width {width} is not a whole number of groups and attention heads"
                )

    @property
    def embedding(self) -> int:
        """Width of the time embedding and of condition vectors."""
        return 4 * self.widths[0]

    def to_json(self) -> dict[str, object]:
        """Plain values for the model card."""
        return asdict(self)


def sinusoidal(k: Tensor, width: int, dialect: Dialect = OURS) -> Tensor:
    """k: (b,) → (b, width): cosines then sines at falling frequencies (Vaswani et al. 2017, section 3.5)."""
    half = width // 2
    exponent = torch.arange(half, device=k.device) / (half - dialect.frequency_shift)
    angle = k.float()[:, None] * torch.exp(-math.log(10_000) * exponent)
    waves = [angle.cos(), angle.sin()]
    return torch.cat(waves if dialect.cosines_first else waves[::-1], dim=1)


class TimeEmbedding(nn.Module):
    """A two-layer perceptron on the sinusoidal code of the timestep."""

    def __init__(self, width: int, d: int) -> None:
        super().__init__()
        self.linear_1 = nn.Linear(width, d)
        self.linear_2 = nn.Linear(d, d)

    def forward(self, code: Tensor) -> Tensor:
        return self.linear_2(F.silu(self.linear_1(code)))


class ResidualBlock(nn.Module):
    """norm → SiLU → conv, twice; between them the embedding scales and shifts (AdaGN)."""

    def __init__(self, c_in: int, c_out: int, config: UNetConfig) -> None:
        super().__init__()
        groups, eps = config.groups, config.dialect.eps
        self.adds = config.dialect.time == "add"  # as the first DDPM did
        self.norm1 = nn.GroupNorm(groups, c_in, eps)
        self.conv1 = nn.Conv2d(c_in, c_out, 3, padding=1)
        self.time_emb_proj = nn.Linear(config.embedding, c_out if self.adds else 2 * c_out)
        self.norm2 = nn.GroupNorm(groups, c_out, eps)
        self.conv2 = nn.Conv2d(c_out, c_out, 3, padding=1)
        self.conv_shortcut = nn.Conv2d(c_in, c_out, 1) if c_in != c_out else nn.Identity()

    def forward(self, x: Tensor, embedding: Tensor) -> Tensor:
        h = self.conv1(F.silu(self.norm1(x)))  # (b, c_out, h, w)
        h = self.conv2(F.silu(self.told(h, embedding)))
        return self.conv_shortcut(x) + h

    def told(self, h: Tensor, embedding: Tensor) -> Tensor:
        """Features (b, c_out, h, w), normed and scaled and shifted by what the embedding says."""
        said = self.time_emb_proj(F.silu(embedding))[:, :, None, None]
        if self.adds:
            return self.norm2(h + said)
        scale, shift = said.chunk(2, dim=1)
        return self.norm2(h) * (1 + scale) + shift


class Attention(nn.Module):
    """Every pixel asks every other pixel: self-attention over the h·w places."""

    def __init__(self, c: int, config: UNetConfig) -> None:
        super().__init__()
        self.heads = c // config.head_dim if config.head_dim else 1
        self.group_norm = nn.GroupNorm(config.groups, c, config.dialect.eps)
        self.to_q = nn.Linear(c, c)
        self.to_k = nn.Linear(c, c)
        self.to_v = nn.Linear(c, c)
        self.to_out = nn.ModuleList([nn.Linear(c, c)])

    def forward(self, x: Tensor) -> Tensor:
        b, c, h, w = x.shape
        tokens = self.group_norm(x).flatten(2).transpose(1, 2)  # (b, hw, c)
        q, k, v = (self._split(ask(tokens)) for ask in (self.to_q, self.to_k, self.to_v))
        mixed = F.scaled_dot_product_attention(q, k, v)  # (b, heads, hw, c/heads)
        out = self.to_out[0](mixed.transpose(1, 2).reshape(b, h * w, c))
        return x + out.transpose(1, 2).reshape(b, c, h, w)

    def _split(self, tokens: Tensor) -> Tensor:
        return tokens.unflatten(2, (self.heads, -1)).transpose(1, 2)  # (b, heads, hw, c/heads)


class Downsample(nn.Module):
    """Halves height and width with a strided convolution."""

    def __init__(self, c: int, pad_both_sides: bool) -> None:
        super().__init__()
        self.pad = not pad_both_sides
        self.conv = nn.Conv2d(c, c, 3, stride=2, padding=1 if pad_both_sides else 0)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(F.pad(x, (0, 1, 0, 1)) if self.pad else x)


class Upsample(nn.Module):
    """Doubles height and width: repeat each pixel, then convolve (no checkerboard)."""

    def __init__(self, c: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(c, c, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))


class Level(nn.Module):
    """The residual blocks, and where wanted the attentions, of one resolution."""

    resnets: nn.ModuleList
    attentions: nn.ModuleList

    def __init__(self, config: UNetConfig, pairs: list[tuple[int, int]], attend: bool) -> None:
        super().__init__()
        self.resnets = nn.ModuleList(ResidualBlock(i, o, config) for i, o in pairs)
        if attend:
            self.attentions = nn.ModuleList(Attention(o, config) for _, o in pairs)
        self.attend = attend

    def block(self, i: int, x: Tensor, embedding: Tensor) -> Tensor:
        """The i-th residual block, followed by its attention if the level attends."""
        x = self.resnets[i](x, embedding)
        return self.attentions[i](x) if self.attend else x


class DownLevel(Level):
    """Blocks, then half the resolution (except at the coarsest level)."""

    def __init__(self, config: UNetConfig, level: int) -> None:
        c_in, c = config.widths[max(level - 1, 0)], config.widths[level]
        pairs = [(c_in if i == 0 else c, c) for i in range(config.blocks)]
        super().__init__(config, pairs, config.attention[level])
        last = level == len(config.widths) - 1
        self.downsamplers = nn.ModuleList(
            [] if last else [Downsample(c, config.dialect.pad_both_sides)]
        )

    def forward(self, x: Tensor, embedding: Tensor, skips: list[Tensor]) -> Tensor:
        for i in range(len(self.resnets)):
            x = self.block(i, x, embedding)
            skips.append(x)
        for down in self.downsamplers:
            x = down(x)
            skips.append(x)
        return x


class UpLevel(Level):
    """Blocks that each take one skip from the way down, then double the resolution."""

    def __init__(self, config: UNetConfig, level: int) -> None:
        widths, n = config.widths, config.blocks + 1
        c = widths[level]
        below = widths[min(level + 1, len(widths) - 1)]  # what arrives from the coarser level
        above = widths[max(level - 1, 0)]  # the last skip was made before this level widened
        pairs = [((below if i == 0 else c) + (above if i == n - 1 else c), c) for i in range(n)]
        super().__init__(config, pairs, config.attention[level])
        self.upsamplers = nn.ModuleList([Upsample(c)] if level > 0 else [])

    def forward(self, x: Tensor, embedding: Tensor, skips: list[Tensor]) -> Tensor:
        for i in range(len(self.resnets)):
            x = self.block(i, torch.cat([x, skips.pop()], dim=1), embedding)
        for up in self.upsamplers:
            x = up(x)
        return x


class Middle(nn.Module):
    """Block, attention, block at the coarsest resolution."""

    def __init__(self, config: UNetConfig) -> None:
        super().__init__()
        c = config.widths[-1]
        self.resnets = nn.ModuleList(ResidualBlock(c, c, config) for _ in range(2))
        self.attentions = nn.ModuleList([Attention(c, config)])

    def forward(self, x: Tensor, embedding: Tensor) -> Tensor:
        x = self.resnets[0](x, embedding)
        return self.resnets[1](self.attentions[0](x), embedding)


class UNet(nn.Module):
    """unet(x, k, condition) → what the network predicts, shaped like x.

    x: (b, channels, size, size) float32; k: (b,), the network's time index, t − 1;
    condition: (b, config.embedding), added to the time embedding, or None for unconditional.
    """

    def __init__(self, config: UNetConfig) -> None:
        super().__init__()
        self.config = config
        c, levels = config.widths[0], range(len(config.widths))
        folded = config.channels * config.patch**2
        self.to_patches = nn.PixelUnshuffle(config.patch) if config.patch > 1 else nn.Identity()
        self.to_pixels = nn.PixelShuffle(config.patch) if config.patch > 1 else nn.Identity()
        self.conv_in = nn.Conv2d(folded, c, 3, padding=1)
        self.time_embedding = TimeEmbedding(c, config.embedding)
        self.down_blocks = nn.ModuleList(DownLevel(config, i) for i in levels)
        self.mid_block = Middle(config)
        self.up_blocks = nn.ModuleList(UpLevel(config, i) for i in reversed(levels))
        self.conv_norm_out = nn.GroupNorm(config.groups, c, config.dialect.eps)
        self.conv_out = nn.Conv2d(c, folded, 3, padding=1)
        self._start_as_identity()

    def _start_as_identity(self) -> None:
        """Zero the last layer of every residual branch and of the whole: training starts calm."""
        for module in self.modules():
            if isinstance(module, ResidualBlock):
                nn.init.zeros_(module.conv2.weight)
            elif isinstance(module, Attention):
                nn.init.zeros_(module.to_out.get_parameter("0.weight"))
        nn.init.zeros_(self.conv_out.weight)

    def embed(self, k: Tensor, condition: Tensor | None) -> Tensor:
        """What all blocks are told of timestep and condition, (b, d)."""
        # (b, widths[0]), in float32 whatever the weights are
        code = sinusoidal(k, self.config.widths[0], self.config.dialect)
        embedding: Tensor = self.time_embedding(code.to(self.time_embedding.linear_1.weight))
        return embedding if condition is None else embedding + condition.to(embedding)

    def forward(self, x: Tensor, k: Tensor, condition: Tensor | None = None) -> Tensor:
        embedding = self.embed(k, condition)
        x = self.conv_in(self.to_patches(x))
        skips = [x]
        for down in self.down_blocks:
            x = down(x, embedding, skips)
        x = self.mid_block(x, embedding)
        for up in self.up_blocks:
            x = up(x, embedding, skips)
        x = self.conv_out(F.silu(self.conv_norm_out(x)))
        output: Tensor = self.to_pixels(x)
        return output
