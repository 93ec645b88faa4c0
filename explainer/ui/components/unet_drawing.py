"""The network as a U, drawn from its own shape: blocks to look into, skips and what all blocks are told to leave out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from explainer.ui.components import component
from explainer.ui.drawing.theme import colour

_drawing = component("unet_drawing")


@dataclass(frozen=True)
class Box:
    """A block: what stands in it, what is read out for it, and its shape, each 0 … 1 of the largest there is."""

    name: str
    title: str
    note: str
    spoken: str
    tall: float  # height and width of its maps
    broad: float  # how many there are
    costly: float  # its operations
    chosen: bool
    held: bool  # whether a lesson keeps it as it is


@dataclass(frozen=True)
class Cuttable:
    """Something that a call can leave out."""

    name: str
    title: str
    spoken: str
    cut: bool
    held: bool


@dataclass(frozen=True)
class Row:
    """A block on the way down, its skip, the block on the way up that takes it, and one that takes none."""

    down: Box
    skip: Cuttable
    up: Box
    beside: Box | None
    stage: int  # of the resolution, from 0


def unet_drawing(
    key: str,
    rows: Sequence[Row],
    middle: Sequence[Box],
    feeds: Sequence[Cuttable],
    words: Mapping[str, str],
    on_pick: Callable[[], None],
) -> None:
    """Draw the rows, finest first, the middle below, and what every block is told.

    `words`: "label" of the whole drawing, "down", "skip" and "up" over its columns, and "total" at its end.

    What was pressed just now is in session_state[key].picked: kind ("block", "skip" or "feed") and name.
    """
    _drawing(
        key=key,
        data={
            "words": dict(words),
            "colour": colour("conditional"),
            "rows": [asdict(row) for row in rows],
            "middle": [asdict(box) for box in middle],
            "feeds": [asdict(feed) for feed in feeds],
        },
        on_picked_change=on_pick,
    )
