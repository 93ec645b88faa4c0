"""The codec: an encoder that makes small latents of a picture, and a decoder that makes a picture of latents.

Networks that draw work on the latents, which are fewer numbers (Rombach et al. 2022, arXiv:2112.10752). Both halves
are convolutions only, so that each latent pixel speaks of one place in the picture and of a little around it.

Shapes in the comments: b batch, c channels of the picture, h × w its pixels, z channels of the latents, f by how much
these are smaller; n channels inside.
"""

from __future__ import annotations

from itertools import pairwise

import torch.nn.functional as F
from torch import Tensor, nn

from explainer.networks.config import CodecConfig


class Block(nn.Module):
    """norm → SiLU → conv, twice, beside an identity: the UNet's residual block without an embedding."""

    def __init__(self, n: int, groups: int) -> None:
        super().__init__()
        self.norm1 = nn.GroupNorm(groups, n)
        self.conv1 = nn.Conv2d(n, n, 3, padding=1)
        self.norm2 = nn.GroupNorm(groups, n)
        self.conv2 = nn.Conv2d(n, n, 3, padding=1)
        nn.init.zeros_(self.conv2.weight)  # training starts calm: every block adds nothing yet

    def forward(self, x: Tensor) -> Tensor:
        h = self.conv1(F.silu(self.norm1(x)))  # (b, n, h, w)
        return x + self.conv2(F.silu(self.norm2(h)))  # (b, n, h, w)


class Encoder(nn.Module):
    """Pictures (b, c, h, w) in [−1, 1] → latents (b, z, h/f, w/f) of about unit scale."""

    def __init__(self, config: CodecConfig) -> None:
        super().__init__()
        first, last = config.widths[0], config.widths[-1]
        layers: list[nn.Module] = [
            nn.PixelUnshuffle(config.patch),  # (b, c·patch², h/patch, w/patch)
            nn.Conv2d(config.channels * config.patch**2, first, 3, padding=1),
            *_blocks(first, config.encoder_blocks[0], config),
        ]
        stages = zip(pairwise(config.widths), config.encoder_blocks[1:], strict=True)
        for (n_in, n_out), blocks in stages:
            # half the height and width: (b, n_in, h, w) → (b, n_out, h/2, w/2)
            layers.append(nn.Conv2d(n_in, n_out, 3, stride=2, padding=1))
            layers += _blocks(n_out, blocks, config)
        layers += _head(last, config.latent, config)
        self.layers = nn.Sequential(*layers)

    def forward(self, pictures: Tensor) -> Tensor:
        return self.layers(pictures)


class Decoder(nn.Module):
    """Latents (b, z, h/f, w/f) → pictures (b, c, h, w), about in [−1, 1]: the encoder's mirror."""

    def __init__(self, config: CodecConfig) -> None:
        super().__init__()
        widths, blocks = config.widths[::-1], config.decoder_blocks[::-1]
        layers: list[nn.Module] = [
            nn.Conv2d(config.latent, widths[0], 3, padding=1),
            *_blocks(widths[0], blocks[0], config),
        ]
        for (n_in, n_out), many in zip(pairwise(widths), blocks[1:], strict=True):
            # twice the height and width: repeat each pixel, then convolve
            layers += [nn.Upsample(scale_factor=2.0), nn.Conv2d(n_in, n_out, 3, padding=1)]
            layers += _blocks(n_out, many, config)
        layers += _head(widths[-1], config.channels * config.patch**2, config)
        layers.append(nn.PixelShuffle(config.patch))
        self.layers = nn.Sequential(*layers)

    def forward(self, latents: Tensor) -> Tensor:
        return self.layers(latents)


def _blocks(n: int, many: int, config: CodecConfig) -> list[nn.Module]:
    return [Block(n, config.groups) for _ in range(many)]


def _head(n: int, n_out: int, config: CodecConfig) -> list[nn.Module]:
    return [nn.GroupNorm(config.groups, n), nn.SiLU(), nn.Conv2d(n, n_out, 3, padding=1)]


class Codec(nn.Module):
    """Both halves. Pictures of any size that is a whole number of latent pixels."""

    def __init__(self, config: CodecConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)

    def encode(self, pictures: Tensor) -> Tensor:
        """(b, c, h, w) in [−1, 1] → latents (b, z, h/f, w/f)."""
        latents: Tensor = self.encoder(pictures)
        return latents

    def decode(self, latents: Tensor) -> Tensor:
        """Latents (b, z, h/f, w/f) → pictures (b, c, h, w), not clipped."""
        pictures: Tensor = self.decoder(latents)
        return pictures

    def forward(self, pictures: Tensor) -> Tensor:
        return self.decode(self.encode(pictures))
