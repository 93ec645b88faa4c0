"""The shape of a UNet, as a checkpoint's card states it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class UNetConfig:
    """The shape of a UNet. `attention[i]` says whether stage i (0 = full resolution) attends."""

    size: int  # height and width of the pictures it was trained on
    channels: int  # of the picture: 1 grey, 3 RGB
    widths: tuple[int, ...]  # channels per stage, finest first
    attention: tuple[bool, ...]
    blocks: int = 1  # residual blocks per stage on the way down; one more on the way up
    head_dim: int = 32  # channels of an attention head; 0 for a single head
    groups: int = 8
    patch: int = 1  # side of the squares of pixels that are folded into channels, for speed

    def __post_init__(self) -> None:
        if len(self.attention) != len(self.widths):
            raise ValueError("attention needs one entry per stage")
        if self.size % self.patch:
            raise ValueError("the size must be a whole number of patches")
        attends = [*zip(self.widths, self.attention, strict=True), (self.widths[-1], True)]
        for width, heads in attends:
            if width % self.groups or (heads and self.head_dim and width % self.head_dim):
                raise ValueError(
                    f"width {width} is not a whole number of groups and attention heads"
                )

    @property
    def embedding(self) -> int:
        """Width d of the time embedding and of condition vectors."""
        return 4 * self.widths[0]


@dataclass(frozen=True)
class CodecConfig:
    """The shape of a codec: pictures (channels, size, size) ↔ latents (latent, size / reduction, size / reduction)."""

    size: int = 64  # height and width of the pictures it was trained on
    channels: int = 3
    latent: int = 16  # channels of the latents
    widths: tuple[int, ...] = (32, 64, 128)  # channels per stage, finest first
    encoder_blocks: tuple[int, ...] = (1, 2, 2)  # residual blocks of each stage
    decoder_blocks: tuple[int, ...] = (2, 2, 3)
    patch: int = 2  # side of the squares of pixels that are folded into channels first
    groups: int = 8

    def __post_init__(self) -> None:
        if not len(self.widths) == len(self.encoder_blocks) == len(self.decoder_blocks):
            raise ValueError("each stage needs its width and its numbers of blocks")
        if self.size % self.reduction:
            raise ValueError("the size must be a whole number of latent pixels")

    @property
    def reduction(self) -> int:
        """By how much latents are smaller in height and width."""
        return int(self.patch * 2 ** (len(self.widths) - 1))

    @property
    def latent_shape(self) -> tuple[int, int, int]:
        """(channels, height, width) of the latents of a picture of the usual size."""
        return self.latent, self.size // self.reduction, self.size // self.reduction
