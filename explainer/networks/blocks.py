"""A UNet's blocks: what each is given, what it puts out, and which modules it is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

from explainer.networks.activations import ATTENTION, activations
from explainer.networks.config import UNetConfig

Way = Literal["in", "down", "mid", "up", "out"]
Kind = Literal["in", "down", "half", "mid", "up", "double", "out"]

_NAME = re.compile(r"in|out|down\.\d+\.(\d+|half)|mid\.\d+|up\.\d+\.(\d+|double)")


@dataclass(frozen=True)
class Block:
    """A convolution, or a residual block with its attention, by the name of what it puts out."""

    name: str  # as `activations` lists it; of the last one "out"
    channels: int  # of what it puts out
    size: int  # height and width of that
    before: str  # the block whose features it is given; "" for the first, which is given x
    skip: str  # the block of the way down whose features are laid beside those; "" for none
    modules: tuple[str, ...]  # by their names in the UNet
    attends: bool
    stage: int  # counted from 0, full resolution: of the features it puts out

    @property
    def kind(self) -> Kind:
        """What it does."""
        way, *place = self.name.split(".")
        if place and not place[-1].isdecimal():
            return "half" if way == "down" else "double"
        return cast(Kind, way)  # a name's first part is one of them

    @property
    def way(self) -> Way:
        """Where in the U it lies."""
        return cast(Way, self.name.split(".")[0])

    @property
    def place(self) -> int:
        """Of several at one stage and on one way, which, from 1; 1 where there is only one."""
        last = self.name.split(".")[-1]
        return int(last) + 1 if last.isdecimal() else 1


def is_name(text: str) -> bool:
    """Whether some UNet may have a block of this name."""
    return _NAME.fullmatch(text) is not None


@lru_cache(maxsize=64)
def blocks(config: UNetConfig) -> tuple[Block, ...]:
    """All blocks of a UNet of this shape, in the order in which they are computed."""
    attending = {a.name.removesuffix(ATTENTION) for a in activations(config) if a.attends}
    found: list[Block] = []
    waiting: list[str] = []  # skips, the newest last: the way up takes them in this order
    before = ""
    for features in activations(config):
        if features.attends:
            continue
        name = features.name
        skip = waiting.pop() if re.fullmatch(r"up\.\d+\.\d+", name) else ""
        modules = _modules(name, len(config.widths), name in attending)
        inside = before, skip, modules, name in attending, _stage(name, config)
        found.append(Block(name, features.channels, features.size, *inside))
        waiting += [name] if features.skips else []
        before = name
    last = before, "", ("conv_norm_out", "conv_out"), False, 0
    return *found, Block("out", config.channels, config.size, *last)


def skips(config: UNetConfig) -> tuple[str, ...]:
    """The blocks of the way down whose features are laid beside those of the way up, finest first."""
    return tuple(a.name for a in activations(config) if a.skips)


def _stage(name: str, config: UNetConfig) -> int:
    way, *place = name.split(".")
    if not place:
        return 0
    if way == "mid":
        return len(config.widths) - 1
    moved = {"half": 1, "double": -1}.get(place[1], 0)
    return int(place[0]) + moved


def _modules(name: str, stages: int, attends: bool) -> tuple[str, ...]:
    way, *place = name.split(".")
    if way == "in":
        return ("conv_in",)
    if way == "mid":
        home, i = "mid_block", place[0]
    else:
        stage, i = place
        home = f"down_blocks.{stage}" if way == "down" else f"up_blocks.{stages - 1 - int(stage)}"
    if i in ("half", "double"):
        return (f"{home}.{'downsamplers' if i == 'half' else 'upsamplers'}.0",)
    attention = (f"{home}.attentions.{i}",) if attends else ()
    return (f"{home}.resnets.{i}", *attention)
