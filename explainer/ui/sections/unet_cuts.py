"""Inside the UNet: the guess of the whole network beside that of what is left of it, and each skip left out in turn."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explainer.experiments.anatomy import Anatomy
from explainer.experiments.inside_unet import Guess, without_each
from explainer.media.pictures import to_pixels
from explainer.networks.inside import CUT_NOTHING, Cut
from explainer.ui import cached_inside as cached
from explainer.ui.cached_inside import Scene
from explainer.ui.controls.blocks import title
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.symbols import ESTIMATE, NOISY, ORIGINAL
from explainer.ui.language import say
from explainer.ui.sections.unet_names import parts_left_out
from explainer.ui.terms import explained, with_marks

EQUAL = 0.05  # dB: as numbers are rounded
PAINT_EVERY = 0.25  # seconds, while skips are left out in turn


def left_out(cut: Cut, anatomy: Anatomy) -> str:
    """What a call leaves out, in words; "" for the whole network."""
    skips = [block for block in anatomy.blocks if block.name in cut.skips]
    return parts_left_out(skips, cut.time, cut.words)


def beside(scene: Scene, whole: Guess, cut: Cut, anatomy: Anatomy) -> Guess:
    """The picture, under noise, and both guesses; what they are to each other; the guess of what is left."""
    rest = whole if cut == CUT_NOTHING else cached.without(scene, cut)
    original, noisy = scene.original, scene.noisy
    parts = left_out(cut, anatomy)
    named = say("inside_unet.rest", parts=parts) if parts else say("inside_unet.rest_nothing")
    frames = [
        Framed(to_pixels(original), say("inside_unet.original"), *ORIGINAL),
        Framed(cached.under_noise(scene), say("inside_unet.noisy", t=noisy.t), *NOISY),
        Framed(to_pixels(whole.picture), say("inside_unet.whole"), *ESTIMATE, _close(whole)),
        Framed(to_pixels(rest.picture), named, *ESTIMATE, _close(rest, explain=False), dashed=True),
    ]
    st.html(row(frames, "four"))
    st.markdown(sentence(whole, rest, parts, noisy.t))
    return rest


def _close(guess: Guess, explain: bool = True) -> tuple[str]:
    value = number(guess.psnr, 1)
    return (
        with_marks("inside_unet.close", value=value)
        if explain
        else say("inside_unet.close", value=value),
    )


def sentence(whole: Guess, rest: Guess, parts: str, t: int) -> str:
    """What is lost with the parts that are left out, in the numbers under the pictures."""
    if not parts:
        return say("inside_unet.nothing_cut", t=t, whole=number(whole.psnr, 1))
    between = whole.close_to(rest)
    numbers = {
        "whole": number(whole.psnr, 1),
        "rest": number(rest.psnr, 1),
        "between": number(between, 1),
    }
    if between == math.inf:
        return say("inside_unet.no_effect", parts=parts, t=t, whole=numbers["whole"])
    return say(f"inside_unet.cut_{_verdict(whole, rest)}", parts=parts, t=t, **numbers)


def _verdict(whole: Guess, rest: Guess) -> str:
    """Whether what is left comes closer to the picture: "worse", "better" or "equal", as the numbers are shown."""
    apart = round(whole.psnr, 1) - round(rest.psnr, 1)
    return "equal" if abs(apart) < EQUAL else "worse" if apart > 0 else "better"


def places() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Where each skip is left out in turn: for the pictures and for what they say."""
    st.subheader(say("inside_unet.turn_title"), anchor=False)
    st.markdown(say("inside_unet.turn_lead"))
    return st.empty(), st.empty()


def in_turn(scene: Scene, whole: Guess, anatomy: Anatomy, place: DeltaGenerator) -> list[Guess]:
    """Each skip left out alone, and all of them: the pictures appear one after the other, the guesses at the end."""
    found: list[Guess] = []
    frames: list[Framed] = []
    painted = time.monotonic()
    for cut in without_each(scene.checkpoint.card.architecture):
        rest = cached.without(scene, cut)
        value = number(whole.close_to(rest), 1)
        numbers = (f"{value} dB",)
        name = (
            title(anatomy.block(next(iter(cut.skips))))
            if len(cut.skips) == 1
            else say("inside_unet.all_skips")
        )
        frames.append(Framed(to_pixels(rest.picture), name, "", "x0hat", numbers, dashed=True))
        found.append(rest)
        if time.monotonic() - painted > PAINT_EVERY:
            place.html(row(frames, "strip"))
            painted = time.monotonic()
    place.html(row(frames, "strip"))
    return found


def turn_sentence(scene: Scene, whole: Guess, found: Sequence[Guess], anatomy: Anatomy) -> str:
    """Which skip the guess leans on most and least at this t; nothing to compare where there is one skip."""
    cuts = without_each(scene.checkpoint.card.architecture)[:-1]
    names = [title(anatomy.block(next(iter(cut.skips)))) for cut in cuts]
    close = [whole.close_to(guess) for guess in found[:-1]]
    most, least = close.index(min(close)), close.index(max(close))
    if round(close[most], 1) == round(close[least], 1):
        return say("inside_unet.turn_equal", t=scene.noisy.t, value=number(close[most], 1))
    return explained(
        "inside_unet.turn",
        t=scene.noisy.t,
        most=names[most],
        least=names[least],
        low=number(close[most], 1),
        high=number(close[least], 1),
    )
