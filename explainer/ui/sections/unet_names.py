"""Inside the UNet: what its blocks are called, and what is said of each."""

from __future__ import annotations

from functools import reduce

from explainer.experiments.anatomy import Anatomy, Load
from explainer.networks.blocks import Block
from explainer.ui.controls.blocks import title
from explainer.ui.drawing.numbers import number
from explainer.ui.language import say


def maps_of(block: Block) -> str:
    """How many maps it puts out, and whether it attends."""
    key = "inside_unet.maps_attend" if block.attends else "inside_unet.maps"
    return say(key, n=block.channels)


def weight(load: Load, total: Load) -> str:
    """Parameters and operations, each with its share of the whole."""
    return say(
        "inside_unet.weight",
        parameters=shortened(load.parameters),
        of_parameters=share(load.parameters, total.parameters),
        operations=shortened(load.operations),
        of_operations=share(load.operations, total.operations),
    )


def share(part: int, whole: int) -> str:
    """A share in percent, with a tenth where it is small."""
    percent = 100 * part / max(whole, 1)
    return number(percent, 0 if percent >= 10 else 1)


def shortened(count: int) -> str:
    """A count in thousands or millions."""
    if count < 1000:
        return number(count, 0)
    unit, name = (1e6, "millions") if count >= 1e6 else (1e3, "thousands")
    return say(
        f"inside_unet.in_{name}", value=number(count / unit, 0 if count >= 100 * unit else 1)
    )


def spoken(block: Block, anatomy: Anatomy) -> str:
    """All that is known of a block, in one sentence: what is read out for its button."""
    kinds = say(f"inside_unet.kind_{block.kind}")
    size = say("inside_unet.size", n=block.channels, size=block.size)
    attends = f" {say('inside_unet.attends')}" if block.attends else ""
    load = weight(anatomy.loads[block.name], anatomy.total)
    return f"{title(block)}: {kinds} {size}{attends} {load}"


def parts_left_out(skips: list[Block], time: bool, words: bool) -> str:
    """What a call leaves out, in words; "" if it leaves out nothing."""
    named = [say("inside_unet.part_skip", block=title(block)) for block in skips]
    if len(named) > 1:
        named = [say("inside_unet.part_skips", n=len(named))]
    named += [say("inside_unet.part_time")] if time else []
    named += [say("inside_unet.part_words")] if words else []
    return reduce(_joined, named) if named else ""


def _joined(one: str, other: str) -> str:
    return say("inside_unet.joint", one=one, other=other)
