"""Latent space: one number or one map turned, and two pictures mixed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from explainer.core.units import GREY_LEVELS
from explainer.experiments.latent import ThereAndBack
from explainer.experiments.latent_edits import FELT, Mixture, Place, Turned
from explainer.media.pictures import to_pixels
from explainer.ui.components.latent_turn import Marked, Sheet, latent_turn
from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number, whole
from explainer.ui.language import say
from explainer.ui.picture import Picture
from explainer.ui.sections.latent_maps import difference, framed, maps, scale, sheet

GAIN = 4  # of the difference: a single number changes little
_KEY = "_latent_turn"
PLACE = (controls.CHANNEL, controls.ROW, controls.COLUMN)


class Turn(NamedTuple):
    """What is to be changed: a channel, a place in it (None: everywhere), and by how many deviations."""

    channel: int
    place: Place | None
    push: float


def turn_controls(there: ThereAndBack) -> Turn:
    """The controls; where a codec has fewer maps or smaller ones, the last there is stands for those beyond."""
    channels, height, width = there.latents.shape
    channel = min(controls.CHANNEL.draw(), channels) - 1
    place = None if controls.WHOLE_MAP.draw() else _place(height, width)
    return Turn(channel, place, controls.PUSH.draw())


def _place(height: int, width: int) -> Place:
    row, column = controls.ROW.draw(), controls.COLUMN.draw()
    return min(row, height) - 1, min(column, width) - 1


def _take() -> None:
    """A click: its place becomes the controls', and the link's."""
    if picked := st.session_state[_KEY].picked:
        for control in PLACE:
            control.take(int(picked[control.key]) + 1)


def show_turned(there: ThereAndBack, turn: Turn, found: Turned) -> None:
    """The maps and the picture before and after, with the place marked on each, and what the change does."""
    whole = Sheet(1, 1, there.latents.shape[-1])
    change = difference(found.before, found.after, GAIN)
    pictures = [
        Marked(
            maps(found.latents), sheet(there.latents), say("latent_space.turned_maps"), "z", "xt"
        ),
        Marked(to_pixels(found.before), whole, say("latent_space.before"), "D(z₀)", "x0"),
        Marked(to_pixels(found.after), whole, say("latent_space.after"), "D(z)", "x0"),
        Marked(change, whole, say("latent_space.difference", gain=GAIN)),
    ]
    held = lesson.holds(*(control.key for control in PLACE))
    latent_turn(_KEY, pictures, turn.channel, turn.place, _take, held)
    st.html(scale())
    st.markdown(turn_sentence(there, turn, found))


def turn_sentence(there: ThereAndBack, turn: Turn, found: Turned) -> str:
    """What the change does to the picture, in its own numbers."""
    if turn.push == 0:
        return say("latent_space.turn_none")
    if found.spread.greatest == 0:
        return say("latent_space.turn_unseen")
    return (
        _map_turned(there, turn, found) if turn.place is None else _one_turned(there, turn, found)
    )


def _one_turned(there: ThereAndBack, turn: Turn, found: Turned) -> str:
    spread, factor = found.spread, there.x0.shape[-1] // there.latents.shape[-1]
    said = say(
        "latent_space.turn_one",
        numbers=whole(there.latents.numel()),
        push=_signed(turn.push),
        factor=factor,
        greatest=number(spread.greatest, 0),
        felt=round(100 * FELT),
        width=spread.width,
        height=spread.height,
        inside=number(100 * spread.inside, 0),
    )
    beyond = max(spread.width, spread.height) > factor
    return f"{said} {say('latent_space.turn_overlap')}" if beyond else said


def _map_turned(there: ThereAndBack, turn: Turn, found: Turned) -> str:
    spread, lighter = found.spread, GREY_LEVELS * float((found.after - found.before).mean())
    return say(
        "latent_space.turn_lighter" if lighter >= 0 else "latent_space.turn_darker",
        channel=turn.channel + 1,
        numbers=there.latents[0].numel(),
        push=_signed(turn.push),
        changed=number(100 * spread.changed, 0),
        felt=round(100 * FELT),
        greatest=number(spread.greatest, 0),
        levels=number(abs(lighter), 1),
    )


def _signed(push: float) -> str:
    return f"{'+' if push > 0 else ''}{number(push, None)}"


def mixtures(first: Picture, second: Picture, found: Mixture, there: ThereAndBack) -> list[Framed]:
    """Both pictures at the ends, between them their mixture in pixels and in latents."""
    a, b = there.x0, second.for_network((there.x0.shape[0], there.x0.shape[1], there.x0.shape[2]))
    return [
        framed(a, first.title, "x₀", "x0"),
        framed(found.of_pixels, say("latent_space.mixed_pixels")),
        framed(found.of_latents, say("latent_space.mixed_latents")),
        framed(b, second.title, "x₀", "x0"),
    ]


def show_mixed(pictures: Sequence[Framed], found: Mixture, share: float) -> None:
    """The row of `mixtures`, and how they differ."""
    st.html(row(pictures, "four"))
    st.markdown(mix_sentence(found, share))


def mix_sentence(found: Mixture, share: float) -> str:
    """How far the two mixtures are apart, and what each keeps."""
    if share in (0, 1):
        return say("latent_space.mix_end")
    if found.apart == math.inf:
        return say("latent_space.mix_same")
    return say(
        "latent_space.mix_between",
        share=number(100 * share, 0),
        psnr=number(found.apart, 1),
        pixels=number(100 * found.detail_of_pixels, 0),
        latents=number(100 * found.detail_of_latents, 0),
    )
