"""Inside the UNet: the drawing in which every block and every skip is a button."""

from __future__ import annotations

import streamlit as st

from explainer.experiments.anatomy import Anatomy, Load
from explainer.networks.blocks import Block, skips
from explainer.networks.checkpoints import ModelCard
from explainer.networks.inside import Cut
from explainer.ui.components.unet_drawing import Box, Cuttable, Row, unet_drawing
from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.controls.blocks import title
from explainer.ui.language import say
from explainer.ui.page import folded
from explainer.ui.sections.unet_names import (
    maps_of,
    share,
    shortened,
    spoken,
    weight,
)
from explainer.ui.terms import explained

_KEY = "_unet_drawing"
_SWITCHES = {"time": controls.NO_TIME, "words": controls.NO_WORDS}


def block_control(anatomy: Anatomy) -> Block:
    """The control that names a block, and the block."""
    return anatomy.block(str(controls.BLOCK.draw()))


def cut_controls(card: ModelCard) -> Cut:
    """The controls that leave something out, and what they leave out."""
    chosen = controls.CUT.draw(placeholder=say("inside_unet.cut_none"))
    known = set(skips(card.architecture))
    time = controls.NO_TIME.draw()
    words = controls.NO_WORDS.draw() if card.vocabulary else False
    return Cut(frozenset(known.intersection(chosen)), time, words)


def draw(card: ModelCard, anatomy: Anatomy, chosen: Block, cut: Cut) -> None:
    """The network as it is."""
    stages = range(len(card.architecture.widths))
    rows = [row for stage in stages for row in _stage(anatomy, stage, chosen, cut)]
    middle = [_box(b, anatomy, chosen) for b in anatomy.blocks if b.way == "mid"]
    total = say(
        "inside_unet.total",
        parameters=shortened(anatomy.total.parameters),
        operations=shortened(anatomy.total.operations),
    )
    words = {
        "label": say("inside_unet.drawing", network=card.name),
        **{way: say(f"inside_unet.way_{way}") for way in ("down", "skip", "up")},
        "total": total,
    }
    unet_drawing(_KEY, rows, middle, _feeds(card, anatomy, cut), words, _take)


def _stage(anatomy: Anatomy, stage: int, chosen: Block, cut: Cut) -> list[Row]:
    """One resolution: as many rows as it has skips; last layer at the top, what doubles to this size at the bottom."""
    taken = {block.skip: block for block in anatomy.blocks if block.skip}
    here = [block for block in anatomy.blocks if block.stage == stage]
    down = [block for block in here if block.name in taken]
    beside: dict[int, Block] = {}  # by their row
    for block in here:
        beside |= {"out": {0: block}, "double": {len(down) - 1: block}}.get(block.kind, {})
    return [
        Row(
            _box(block, anatomy, chosen),
            _skip(block, taken[block.name], cut),
            _box(taken[block.name], anatomy, chosen),
            _box(beside[i], anatomy, chosen) if i in beside else None,
            stage,
        )
        for i, block in enumerate(down)
    ]


def _box(block: Block, anatomy: Anatomy, chosen: Block) -> Box:
    largest = max(b.size for b in anatomy.blocks)
    most = max(b.channels for b in anatomy.blocks)
    dearest = max(load.operations for load in anatomy.loads.values())
    return Box(
        block.name,
        title(block),
        maps_of(block),
        spoken(block, anatomy),
        block.size / largest,
        block.channels / most,
        anatomy.loads[block.name].operations / dearest,
        block == chosen,
        lesson.holds(controls.BLOCK.key),
    )


def _skip(giver: Block, taker: Block, cut: Cut) -> Cuttable:
    is_cut, held = giver.name in cut.skips, lesson.holds(controls.CUT.key)
    cut_off = say("inside_unet.skip_cut")
    shown = cut_off if is_cut else say("inside_unet.maps", n=giver.channels)
    state = cut_off if is_cut else say("inside_unet.skip_whole", n=giver.channels)
    says = say("inside_unet.skip_spoken", giver=title(giver), taker=title(taker), state=state)
    return Cuttable(giver.name, shown, says, is_cut, held)


def _feeds(card: ModelCard, anatomy: Anatomy, cut: Cut) -> list[Cuttable]:
    """What every block is told: the time, and the words if the network knows some."""
    loads = {"time": anatomy.time, **({"words": anatomy.words} if card.vocabulary else {})}
    blank = {"time": cut.time, "words": cut.words}
    return [_feed(name, load, anatomy, blank[name]) for name, load in loads.items()]


def _feed(name: str, load: Load, anatomy: Anatomy, is_blank: bool) -> Cuttable:
    state = "off" if is_blank else "on"
    spoken = f"{say(f'inside_unet.feed_{name}_spoken')} {weight(load, anatomy.total)}"
    held = lesson.holds(_SWITCHES[name].key)
    return Cuttable(name, say(f"inside_unet.feed_{name}_{state}"), spoken, is_blank, held)


def note(card: ModelCard, anatomy: Anatomy) -> None:
    """What the drawing shows, and folded the same as a table."""
    st.caption(explained("inside_unet.drawing_note"))
    with folded("inside_unet.table"):
        st.markdown(table(card, anatomy))


def table(card: ModelCard, anatomy: Anatomy) -> str:
    """Every block with its numbers, and all of them together, as Markdown."""
    total, told = anatomy.total, [("time", anatomy.time)]
    told += [("words", anatomy.words)] if card.vocabulary else []
    rows = [
        *((title(b), maps_of(b), anatomy.loads[b.name]) for b in anatomy.blocks),
        *((say(f"inside_unet.row_{name}"), "", load) for name, load in told),
        (f"**{say('inside_unet.row_total')}**", "", total),
    ]
    heads = [say(f"inside_unet.head_{name}") for name in ("block", "maps", "weights", "cost")]
    return "\n".join(
        [
            f"| {' | '.join(heads)} |",
            "|---|---|---:|---:|",
            *(
                f"| {name} | {maps} | {_part(load.parameters, total.parameters)} "
                f"| {_part(load.operations, total.operations)} |"
                for name, maps, load in rows
            ),
        ]
    )


def _part(count: int, of: int) -> str:
    return say("inside_unet.cell", count=shortened(count), percent=share(count, of))


def _take() -> None:
    """A press: what the controls, and so the link, say from now on."""
    picked = st.session_state[_KEY].picked
    if not picked:
        return
    kind, name = str(picked["kind"]), str(picked["name"])
    if kind == "block" and not lesson.holds(controls.BLOCK.key):
        controls.BLOCK.take(name)
    elif kind == "skip" and not lesson.holds(controls.CUT.key):
        cut = list(st.session_state.get(controls.CUT.key, []))
        toggled = [other for other in cut if other != name] if name in cut else [*cut, name]
        controls.CUT.take(toggled)
    elif kind == "feed" and name in _SWITCHES and not lesson.holds(_SWITCHES[name].key):
        switch = _SWITCHES[name]
        switch.take(not st.session_state.get(switch.key, False))
