"""The denoising game: where it stands, where the next jump would land, and the way there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import streamlit as st

from explainer.core.samplers import Step
from explainer.experiments import game as playing
from explainer.experiments.game import CALLS, Game, Way
from explainer.experiments.grids import Grid
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import Checkpoint, ModelCard
from explainer.ui.components.jump_canvas import jump_canvas
from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.symbols import ESTIMATE, NOISY, ORIGINAL
from explainer.ui.drawing.theme import tex
from explainer.ui.language import say
from explainer.ui.picture import Picture
from explainer.ui.sections.pair import only_first
from explainer.ui.sections.prompt import prompt
from explainer.ui.terms import explained

LASTED = 5.0  # grey levels: a guess that changes by less has lasted
_CANVAS = "_jump"
_TO = "_jump_to"  # where the slider was let go, of the jump that is being chosen


def begin_control() -> str:
    """Noise alone, or the visitor's picture under much of it."""
    return str(controls.BEGIN.draw())


def asked_for(card: ModelCard, begin: str) -> str:
    """The prompt of a game from noise, with a line where only its first part is drawn; none of a game from a picture."""
    words = prompt(card) if begin == "noise" else ""
    if note := only_first(words, "redraw.only_first"):
        st.caption(note)
    return words


def begun(checkpoint: Checkpoint, picture: Picture, begin: str, words: str, seed: int) -> Game:
    """The game as it begins."""
    if begin == "noise":
        return playing.from_noise(checkpoint.card.name, words, seed)
    x0 = picture.for_network(checkpoint.picture_shape)
    return playing.from_picture(checkpoint.card.name, x0, seed)


def way_so_far(game: Game) -> Way:
    """The timesteps that were jumped to, which the control holds; none in the place of what is no way."""
    way = controls.JUMPS.way(str(controls.JUMPS.draw()))
    if way is None:
        st.warning(say("denoising_game.no_way", most=CALLS - 1, T=game.checkpoint.schedule.T))
        return ()
    return game.fitting(way)


def strip(game: Game, steps: Sequence[Step]) -> None:
    """What the network guessed at every call so far, and an empty place for each that is left."""
    made = [_call(step) for step in steps]
    c, h, w = game.checkpoint.picture_shape
    grey = np.full((h, w, c), 128, np.uint8)
    places = range(len(made) + 1, CALLS + 1)
    left = [Framed(grey, say("denoising_game.call_left", i=i), dashed=True) for i in places]
    st.html(row([*made, *left], "five"))


def _call(step: Step) -> Framed:
    assert step.prediction is not None
    name = say("denoising_game.call", i=step.i, t=step.t)
    return Framed(to_pixels(step.prediction.x0[0]), name, *ESTIMATE)


def choose(game: Game, way: Way, steps: Sequence[Step]) -> None:
    """The call that was made last, where a jump from there would land, and the buttons."""
    step, held = steps[-1], lesson.holds(controls.JUMPS.key)
    assert step.prediction is not None
    low = playing.lowest(way)
    to = _chosen(step.t, low)
    st.markdown(f"**{say('denoising_game.where', i=step.i, n=CALLS, t=step.t)}**")
    pictures = step.x_t[0], step.prediction.x0[0], step.prediction.eps[0]
    jump_canvas(*pictures, step.t, (low, to), game.checkpoint.schedule, _take_to, _CANVAS, held)
    with st.container(horizontal=True):
        jump = partial(_go, (*way, to))
        label = say("denoising_game.jump", t=to)
        st.button(label, key="_game_jump", type="primary", on_click=jump, disabled=held)
        back_and_again(way)


def back_and_again(way: Way) -> None:
    """A jump taken back, and a game from other noise."""
    held = lesson.holds(controls.JUMPS.key)
    back, again = partial(_go, way[:-1]), say("denoising_game.again")
    st.button(say("denoising_game.back"), key="_game_back", on_click=back, disabled=held or not way)
    st.button(again, key="_game_again", on_click=_again, disabled=held)


def _chosen(t: int, low: int) -> int:
    """Where the slider stands: halfway before it is moved, and never below `low`."""
    to = st.session_state.get(_TO)
    return to if to is not None and low <= to < t else max(low, t // 2)


def _take_to() -> None:
    st.session_state[_TO] = int(st.session_state[_CANVAS].to)


def _go(way: Way) -> None:
    st.session_state.pop(_TO, None)
    controls.JUMPS.take(" ".join(map(str, way)))


def _again() -> None:
    """From the noise of the next seed."""
    _go(())
    if not lesson.holds(controls.SEED.key):
        seed = int(st.session_state.get(controls.SEED.key, controls.SEED.default()))
        controls.SEED.take((seed + 1) % (controls.SEED.high + 1))


def covered(game: Game) -> None:
    """The picture that is under the noise, for who wants to see what it was."""
    if game.original is not None:
        st.html(row([Framed(to_pixels(game.original), say("denoising_game.original"), *ORIGINAL)]))


def beginning(game: Game) -> Framed:
    """What every run of the game begins with."""
    return Framed(to_pixels(game.x[0]), say("denoising_game.begin_here", t=game.start), *NOISY)


def turns(steps: Sequence[Step]) -> str:
    """Between which calls so far the guess changed most, and whether that is much; nothing before there are two."""
    changes = playing.turns(steps)
    if not changes:
        return explained("denoising_game.turns_none")
    most = _largest(changes)
    values = {"i": most + 1, "j": most + 2, "levels": number(changes[most], 1)}
    ts = {"from": steps[most].t, "to": steps[most + 1].t}
    key = "turns" if changes[most] >= LASTED else "turns_little"
    return explained(f"denoising_game.{key}", **values, **ts)


def relied_on(path: Grid, passed: Sequence[float]) -> str:
    """At the end: under which jump the guess changes most on the way of many small steps."""
    most = _largest(passed)
    is_last = most == len(passed) - 1
    values = {"i": most + 1, "levels": number(passed[most], 1)}
    told = explained(
        "denoising_game.relied", **values, **{"from": path[most], "to": path[most + 1]}
    )
    return f"{told} {say('denoising_game.relied_last')}" if is_last else told


def _largest(changes: Sequence[float]) -> int:
    return max(range(len(changes)), key=changes.__getitem__)


def equations() -> tuple[str]:
    """A jump: DDIM's step."""
    hat, eps = tex("x0hat", r"\hat x_0"), tex("eps", r"\hat\varepsilon")
    there = tex("xt", "x_{t'}")
    signal, noise = r"\sqrt{\bar\alpha_{t'}}", r"\sqrt{1-\bar\alpha_{t'}}"
    return (rf"{there} = {signal}\,{hat} + {noise}\,{eps}",)
