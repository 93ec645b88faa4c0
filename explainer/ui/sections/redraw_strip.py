"""Redraw: every level at once, with the words and without; each picture is a button that takes its level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from torch import Tensor

from explainer.experiments import guidance, redrawing
from explainer.experiments.redrawing import LADDER, Kept
from explainer.experiments.settings import Settings
from explainer.streamlit_names import keyed
from explainer.ui import cached_redrawing as cached
from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.picture_button import as_pictures, show_behind
from explainer.ui.language import say
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import PlannedRun, Run, named

TAKES = (0, *LADDER, int(controls.FROM_T.high))  # the level that each picture of a row sets
SIDE = 96  # pixels of a button: eight fit beside one another, three on a phone
_ROWS = ("words", "plain")


@dataclass(frozen=True, eq=False)
class Beginning:
    """What every level begins with: as the network has it, and as it looks, uint8 (h, w, c)."""

    x0: Tensor
    pixels: np.ndarray
    identity: str
    subject: str


def planned(settings: Settings, beginning: Beginning) -> list[PlannedRun]:
    """A run of all levels with the words, if there are any, and one without, whatever w is."""
    plain = replace(settings, words="", w=1.0)
    return [
        PlannedRun(
            redrawing.strip(each),
            partial(redrawing.at_every_level, each, beginning.x0),
            ("levels", beginning.identity),
            frames=1,
        )
        for each in ([settings, plain] if settings.words else [plain])
    ]


def strip(settings: Settings, beginning: Beginning) -> list[list[Kept]]:
    """The rows; what is left of the picture at each level of each, once they are done with the settings of now."""
    walks = Walks("redraw", planned(settings, beginning), "arrival", say("redraw.strip_button"))
    rows = [_Row(name, settings) for name in _ROWS[-len(walks.planned) :]]
    status = st.empty()
    with st.container(horizontal=True):
        walks.start_button()
        walks.stop_button()
    walks.show_cost()

    def paint(runs: list[Run], old: bool) -> None:
        for place, run in zip(rows, runs, strict=False):
            place.paint(run, beginning, old)
        walks.report_all(status, *runs, old=old, subject=beginning.subject)

    runs = walks.run(paint)
    done = bool(runs) and all(run.film.done for run in runs) and not walks.changed(runs)
    return [levels(run, beginning) for run in runs] if done else []


def levels(run: Run, beginning: Beginning) -> list[Kept]:
    """Of the picture itself and of each level of a finished run."""
    assert run.film.result is not None
    every = np.concatenate([beginning.pixels[None], run.film.result])
    about = run.id, run.settings.network, beginning.identity
    return cached.kept(*about, beginning.pixels, every)


class _Row:
    """The buttons of a row, which stay where they are while their pictures change."""

    def __init__(self, name: str, settings: Settings) -> None:
        self._name = name
        words = say("redraw.strip_words", words=named(settings.words))
        st.markdown(f"**{words if name == 'words' else say('redraw.strip_plain')}**")
        self._style = st.empty()
        with st.container(horizontal=True, gap="small"):
            self._notes = [self._button(i, t) for i, t in enumerate(TAKES)]

    def _button(self, i: int, t: int) -> DeltaGenerator:
        with st.container(width=SIDE, gap=None):
            label, held = say("redraw.take", t=t), lesson.holds(controls.FROM_T.key)
            look: dict[str, Any] = {"help": label, "width": "stretch", "disabled": held}
            st.button(label, key=self._key(i), on_click=_take, args=(t,), **look)
            return st.empty()

    def _key(self, i: int) -> str:
        return f"_level_{self._name}_{i}"

    def paint(self, run: Run, beginning: Beginning, old: bool) -> None:
        """Every level where it stands; what is left of the picture, once it is done."""
        made = run.film.pictures(beginning.pixels.transpose(2, 0, 1).shape)
        if len(made) < len(TAKES) - 1:  # nothing computed yet
            made = np.repeat(made[:1], len(TAKES) - 1, axis=0)
        self._style.html(self._css([beginning.pixels, *made], old))
        found = levels(run, beginning) if run.film.done else []
        for i, note in enumerate(self._notes):
            note.caption(_note(i, found, guidance.can_name(run.settings.network)))

    def _css(self, pictures: Sequence[np.ndarray], old: bool) -> str:
        buttons = [f"{keyed(self._key(i))} button" for i in range(len(TAKES))]
        every = ", ".join(buttons)
        behind = "".join(map(show_behind, buttons, pictures))
        dimmed = "opacity: .45;" if old else ""
        return (
            f"<style>{''.join(map(as_pictures, buttons))}{behind}"
            f"{every} {{ width: {SIDE}px; height: {SIDE}px; border: 2px solid transparent;"
            f" image-rendering: pixelated; {dimmed} }}"
            f"{', '.join(f'{b}:hover, {b}:focus-visible' for b in buttons)} {{ border-color: currentColor; }}</style>"
        )


def _note(i: int, found: Sequence[Kept], is_named: bool) -> str:
    """The level, how close it still is, and what it is taken for; the place of both before."""
    lines = [say("redraw.pure") if i == len(TAKES) - 1 else f"t = {TAKES[i]}"]
    if found:
        close = say("redraw.close", psnr=number(found[i].psnr, 1))
        lines += [close if i else say("redraw.start"), named(found[i].name)]
    else:
        lines += ["…", "…" if is_named else ""]
    return "  \n".join(filter(None, lines))


def _take(t: int) -> None:
    if not lesson.holds(controls.FROM_T.key):
        st.session_state[controls.FROM_T.key] = t


def sentence(settings: Settings, rows: Sequence[Sequence[Kept]]) -> str:
    """From where on the rows show the word, and another picture than they start from."""
    said = [becomes(settings, rows[0]), another(settings, rows[0])]
    if len(rows) > 1:
        said.append(another(replace(settings, words=""), rows[1]))
    return " ".join(filter(None, said))


def becomes(settings: Settings, row: Sequence[Kept]) -> str:
    """At which level the classifier takes the picture for the word; nothing where there is none, or no word."""
    if not row[0].name or not settings.words:
        return ""
    at = redrawing.becomes_the_word(row, guidance.asked_for(settings))
    key = "never" if at is None else "already" if at == 0 else "becomes"
    return say(f"redraw.{key}", words=named(settings.words), **_at(at))


def another(settings: Settings, row: Sequence[Kept]) -> str:
    """At which level the picture is first another one."""
    at = redrawing.becomes_another(row)
    told = "_word" if settings.words else ""
    key = "keeps" if at is None else "another"
    return say(f"redraw.{key}{told}", **_at(at))


def _at(i: int | None) -> dict[str, str]:
    """Where a picture of a row stands, in words."""
    if i is None:
        return {}
    return {"where": say("redraw.pure") if i == len(TAKES) - 1 else f"t = {TAKES[i]}"}
