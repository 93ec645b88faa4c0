"""The UNet: a network that looks at a noisy picture and predicts what is noise in it.

Read it from top to bottom. The picture goes down a ladder of resolutions and comes up again; at every rung on the way
up the features of the way down are laid beside it (the "skips"), so that fine detail need not pass through the narrow
middle. The timestep and the condition modulate the features of every block: they scale and shift them.

Parameter names and arithmetic equal those of `UNet2DModel` in the diffusers library
(`class_embed_type="identity"`, `resnet_time_scale_shift="scale_shift"`, `attn_norm_num_groups` as
the other groups), so weights load both ways. What its other networks do differently is in `foreign.py`.

Shapes in the comments: b batch, c channels, h × w pixels at this stage, d the width of the time embedding.
"""

from __future__ import annotations

import math
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from explainer.networks.config import UNetConfig
from explainer.networks.inside import CUT_NOTHING, RECORD_NOTHING, Cut, Recorder

Channels = list[tuple[int, int]]  # of several blocks, in and out
Skips = dict[str, Tensor]  # the features of the way down, by their names, the newest last


class TimeEmbedding(nn.Module):
    """A sinusoidal code of the timestep, and a two-layer perceptron on it."""

    def __init__(self, width: int, d: int) -> None:
        super().__init__()
        self.linear_1 = nn.Linear(width, d)
        self.linear_2 = nn.Linear(d, d)

    def forward(self, k: Tensor) -> Tensor:
        code = self.code(k, self.linear_1.in_features)  # (b, width), in float32
        return self.linear_2(F.silu(self.linear_1(code.to(self.linear_1.weight))))  # (b, d)

    def code(self, k: Tensor, width: int) -> Tensor:
        """k: (b,) → (b, width): cosines then sines at falling frequencies (Vaswani et al. 2017, section 3.5)."""
        exponent = torch.arange(width // 2, device=k.device) / (width // 2)  # (width/2,)
        angle = k.float()[:, None] * torch.exp(-math.log(10_000) * exponent)  # (b, width/2)
        return torch.cat([angle.cos(), angle.sin()], dim=1)


class ResidualBlock(nn.Module):
    """norm → SiLU → conv, twice; between them the embedding scales and shifts (AdaGN)."""

    def __init__(self, c_in: int, c_out: int, config: UNetConfig) -> None:
        super().__init__()
        self.norm1 = nn.GroupNorm(config.groups, c_in)
        self.conv1 = nn.Conv2d(c_in, c_out, 3, padding=1)
        self.time_emb_proj = nn.Linear(config.embedding, 2 * c_out)
        self.norm2 = nn.GroupNorm(config.groups, c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, 3, padding=1)
        nn.init.zeros_(self.conv2.weight)  # training starts calm: every branch adds nothing yet
        self.conv_shortcut = nn.Conv2d(c_in, c_out, 1) if c_in != c_out else nn.Identity()

    def forward(self, x: Tensor, embedding: Tensor) -> Tensor:
        h = self.conv1(F.silu(self.norm1(x)))  # (b, c_in, h, w) → (b, c_out, h, w)
        h = self.conv2(F.silu(self.modulate(h, embedding)))  # (b, c_out, h, w)
        return self.conv_shortcut(x) + h  # (b, c_out, h, w)

    def modulate(self, h: Tensor, embedding: Tensor) -> Tensor:
        """Features (b, c_out, h, w), normed, then scaled and shifted by projections of the embedding (b, d)."""
        projection = self.time_emb_proj(F.silu(embedding))[:, :, None, None]  # (b, 2·c_out, 1, 1)
        scale, shift = projection.chunk(2, dim=1)  # (b, c_out, 1, 1) each
        return self.norm2(h) * (1 + scale) + shift


class Attention(nn.Module):
    """Every pixel looks at every other pixel: self-attention over the h·w places."""

    def __init__(self, c: int, config: UNetConfig) -> None:
        super().__init__()
        self.heads = c // config.head_dim if config.head_dim else 1
        self.group_norm = nn.GroupNorm(config.groups, c)
        self.to_q = nn.Linear(c, c)
        self.to_k = nn.Linear(c, c)
        self.to_v = nn.Linear(c, c)
        self.to_out = nn.ModuleList([nn.Linear(c, c)])
        nn.init.zeros_(self.to_out.get_parameter("0.weight"))

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = self.qkv(x)  # (b, heads, hw, c/heads) each
        attended = F.scaled_dot_product_attention(q, k, v)  # (b, heads, hw, c/heads)
        out = self.to_out[0](attended.transpose(1, 2).flatten(2))  # (b, hw, c)
        return x + out.transpose(1, 2).reshape(x.shape)  # (b, c, h, w)

    def qkv(self, x: Tensor) -> list[Tensor]:
        """Queries, keys and values of x (b, c, h, w), each (b, heads, hw, c/heads)."""
        tokens = self.group_norm(x).flatten(2).transpose(1, 2)  # (b, hw, c)
        parts = [linear(tokens) for linear in (self.to_q, self.to_k, self.to_v)]
        return [part.unflatten(2, (self.heads, -1)).transpose(1, 2) for part in parts]

    def maps(self, x: Tensor) -> Tensor:
        """How much each place takes from each other, (b, heads, hw, hw): rows sum to 1. To look at only."""
        q, k, _ = self.qkv(x)  # (b, heads, hw, c/heads) each
        return (q @ k.transpose(2, 3) / math.sqrt(q.shape[3])).softmax(3)


class Downsample(nn.Module):
    """Halves height and width with a strided convolution."""

    def __init__(self, c: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(c, c, 3, stride=2, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x)  # (b, c, h, w) → (b, c, h/2, w/2)


class Upsample(nn.Module):
    """Doubles height and width: repeat each pixel, then convolve (no checkerboard)."""

    def __init__(self, c: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(c, c, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))  # (b, c, 2h, 2w)


class Stage(nn.Module):
    """Residual blocks of one resolution, from c_in to c_out channels; the first `attend` of them attend as well."""

    def __init__(self, name: str, config: UNetConfig, channels: Channels, attend: int) -> None:
        super().__init__()
        self.name = name  # of its activations, for whoever looks inside
        self.resnets = nn.ModuleList(ResidualBlock(i, o, config) for i, o in channels)
        self.attentions = nn.ModuleList(Attention(o, config) for _, o in channels[:attend])

    def block(self, i: int, x: Tensor, embedding: Tensor, record: Recorder) -> Tensor:
        """The i-th residual block and its attention: (b, c_in, h, w) → (b, c_out, h, w)."""
        name = f"{self.name}.{i}"
        x = self.resnets[i](x, embedding)  # (b, c_out, h, w)
        for attention in self.attentions[i : i + 1]:
            if record.wants(f"{name}.attention"):
                maps = cast(Attention, attention).maps(x)  # (b, heads, hw, hw)
                record.take(f"{name}.attention", maps)
            x = attention(x)  # (b, c_out, h, w)
        return record.take(name, x)


class DownBlock(Stage):
    """Blocks, then half the resolution (except at the coarsest stage)."""

    def __init__(self, config: UNetConfig, stage: int) -> None:
        c_in, c = config.widths[max(stage - 1, 0)], config.widths[stage]
        channels = [(c_in if i == 0 else c, c) for i in range(config.blocks)]
        super().__init__(f"down.{stage}", config, channels, config.blocks * config.attention[stage])
        coarsest = stage == len(config.widths) - 1
        self.downsamplers = nn.ModuleList([] if coarsest else [Downsample(c)])

    def forward(self, x: Tensor, embedding: Tensor, skips: Skips, record: Recorder) -> Tensor:
        for i in range(len(self.resnets)):
            skips[f"{self.name}.{i}"] = x = self.block(i, x, embedding, record)  # (b, c, h, w)
        for half in self.downsamplers:
            x = record.take(f"{self.name}.half", half(x))  # (b, c, h/2, w/2)
            skips[f"{self.name}.half"] = x
        return x


class MidBlock(Stage):
    """Block, attention, block at the coarsest resolution."""

    def __init__(self, config: UNetConfig) -> None:
        c = config.widths[-1]
        super().__init__("mid", config, [(c, c), (c, c)], attend=1)

    def forward(self, x: Tensor, embedding: Tensor, record: Recorder) -> Tensor:
        for i in range(len(self.resnets)):
            x = self.block(i, x, embedding, record)  # (b, c, h, w)
        return x


class UpBlock(Stage):
    """Blocks that each take one skip from the way down, then double the resolution."""

    def __init__(self, config: UNetConfig, stage: int) -> None:
        widths, n, c = config.widths, config.blocks + 1, config.widths[stage]
        below = widths[min(stage + 1, len(widths) - 1)]  # what arrives from the coarser stage
        above = widths[max(stage - 1, 0)]  # the last skip was made before this stage widened
        channels = [((below if i == 0 else c) + (above if i == n - 1 else c), c) for i in range(n)]
        super().__init__(f"up.{stage}", config, channels, n * config.attention[stage])
        self.upsamplers = nn.ModuleList([Upsample(c)] if stage > 0 else [])

    def forward(self, x: Tensor, embedding: Tensor, skips: Skips, record: Recorder) -> Tensor:
        for i in range(len(self.resnets)):
            _, skip = skips.popitem()  # the newest: (b, c_skip, h, w)
            x = self.block(i, torch.cat([x, skip], dim=1), embedding, record)  # (b, c, h, w)
        for double in self.upsamplers:
            x = record.take(f"{self.name}.double", double(x))  # (b, c, 2h, 2w)
        return x


class UNet(nn.Module):
    """unet(x, k, condition) → what the network predicts, shaped like x.

    x: (b, channels, size, size) float32; k: (b,), the network's time index, t − 1; condition: (b, config.embedding),
    added to the time embedding, or None for unconditional; `record` and `cut`: see `inside.py`.
    """

    def __init__(self, config: UNetConfig) -> None:
        super().__init__()
        self.config = config
        c, stages = config.widths[0], range(len(config.widths))
        patches = config.channels * config.patch**2
        self.to_patches = nn.PixelUnshuffle(config.patch) if config.patch > 1 else nn.Identity()
        self.to_pixels = nn.PixelShuffle(config.patch) if config.patch > 1 else nn.Identity()
        self.conv_in = nn.Conv2d(patches, c, 3, padding=1)
        self.time_embedding = TimeEmbedding(c, config.embedding)
        self.down_blocks = nn.ModuleList(DownBlock(config, i) for i in stages)
        self.mid_block = MidBlock(config)
        self.up_blocks = nn.ModuleList(UpBlock(config, i) for i in reversed(stages))
        self.conv_norm_out = nn.GroupNorm(config.groups, c)
        self.conv_out = nn.Conv2d(c, patches, 3, padding=1)
        nn.init.zeros_(self.conv_out.weight)

    def embed(self, k: Tensor, condition: Tensor | None, cut: Cut) -> Tensor:
        """What modulates all blocks, (b, d): the time embedding plus the condition."""
        embedding: Tensor = self.time_embedding(k)  # (b, d)
        if cut.time:
            embedding = torch.zeros_like(embedding)
        return embedding if condition is None or cut.words else embedding + condition.to(embedding)

    def forward(
        self,
        x: Tensor,
        k: Tensor,
        condition: Tensor | None = None,
        *,
        record: Recorder = RECORD_NOTHING,
        cut: Cut = CUT_NOTHING,
    ) -> Tensor:
        embedding = self.embed(k, condition, cut)  # (b, d)
        x = record.take("in", self.conv_in(self.to_patches(x)))  # (b, c, h, w)
        skips = {"in": x}
        for down in self.down_blocks:
            x = down(x, embedding, skips, record)  # (b, wider, h/2, w/2), but the last: (…, h, w)
        x = self.mid_block(x, embedding, record)  # (b, c, h, w), the widest and coarsest
        for name in cut.skips:
            skips[name] = torch.zeros_like(skips[name])
        for up in self.up_blocks:
            x = up(x, embedding, skips, record)  # (b, narrower, 2h, 2w), but the last: (…, h, w)
        x = self.conv_out(F.silu(self.conv_norm_out(x)))  # (b, channels·patch², h, w)
        return self.to_pixels(x)  # (b, channels, size, size)
