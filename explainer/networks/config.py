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
