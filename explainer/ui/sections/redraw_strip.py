"""Redraw: every level at once, with the words and without; each picture is a button that takes its level."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from torch import Tensor

from explainer.experiments import guidance, redrawing
from explainer.experiments.redrawing import LADDER, Remnant
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import load_checkpoint
from explainer.streamlit_names import keyed
from explainer.ui import cached_redrawing as cached
from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.picture_button import as_pictures, show_behind
from explainer.ui.language import say
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import PlannedRun, Run, last_runs, made_from, named

TAKES = (0, *LADDER, int(controls.FROM_T.high))  # the level that each picture of a row sets
SIDE = 96  # pixels of a button: eight fit beside one another, three on a phone
_SLOT = "redraw"
_BEGUN = "_redraw_begun"  # what the rows on the page began with, by the keys of their runs


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


def strip(settings: Settings, beginning: Beginning, t: int) -> list[list[Remnant]]:
    """The rows, the level t marked; what is left at each level of each, once they are done with the settings of now."""
    walks = Walks(_SLOT, planned(settings, beginning), "arrival", say("redraw.strip_button"))
    begun = _begun(walks.planned, beginning)
    rows = [_Row(each, t) for each in walks.settings]
    status = st.empty()
    walks.row_of_buttons()

    def paint(runs: list[Run], old: bool) -> None:
        first = begun.get(runs[-1].key, beginning)
        made = {bool(run.settings.words): run for run in runs}
        for row in rows:
            row.paint(made.get(row.has_words), first, old)
        with status.container(gap=None):
            subject = _subject(first, beginning)
            st.caption("  \n".join(made_from(runs[-1:], old, subject)))
            walks.report(st.empty(), *runs, old=old)
            st.caption(_anew(runs, old, walks.label))

    runs = walks.run(paint)
    done = bool(runs) and all(run.film.done for run in runs) and not walks.changed(runs)
    return [levels(run, beginning) for run in runs] if done else []


def _begun(plans: Sequence[PlannedRun], now: Beginning) -> Mapping[Hashable, Beginning]:
    """What each run began with that is on the page or planned: the picture may have been painted on since."""
    known: dict[Hashable, Beginning] = st.session_state.get(_BEGUN, {})
    shown = {run.key: known.get(run.key, now) for run in last_runs(f"_{_SLOT}")}
    st.session_state[_BEGUN] = shown | {plan.key: now for plan in plans}
    return dict(st.session_state[_BEGUN])


def _subject(before: Beginning, now: Beginning) -> str:
    """What a row began with, told from what is called the same now."""
    changed = before.identity != now.identity and before.subject == now.subject
    return say("redraw.before", what=before.subject) if changed else before.subject


def _anew(runs: Sequence[Run], old: bool, label: str) -> str:
    """That rows which were stopped do not go on from where they are."""
    stopped = not old and not any(r.running for r in runs) and not all(r.film.done for r in runs)
    return say("redraw.anew", button=label) if stopped else ""


def levels(run: Run, beginning: Beginning) -> list[Remnant]:
    """Of the picture itself and of each level of a finished run."""
    assert run.film.result is not None
    every = np.concatenate([beginning.pixels[None], run.film.result])
    about = run.id, run.settings.network, beginning.identity
    return cached.remnants(*about, beginning.pixels, every)


class _Row:
    """The buttons of a row, which stay where they are while their pictures change."""

    def __init__(self, settings: Settings, t: int) -> None:
        self._settings, self._t = settings, t
        self.has_words = bool(settings.words)
        self._title, self._style = st.empty(), st.empty()
        with st.container(horizontal=True, gap="small"):
            self._notes = [self._button(i, level) for i, level in enumerate(TAKES)]

    def _name_it(self, settings: Settings) -> None:
        words = say("redraw.strip_words", words=named(settings.words))
        self._title.markdown(f"**{words if self.has_words else say('redraw.strip_plain')}**")

    def _button(self, i: int, t: int) -> DeltaGenerator:
        with st.container(width=SIDE, gap=None):
            label, held = say("redraw.take", t=t), lesson.holds(controls.FROM_T.key)
            look: dict[str, Any] = {"help": label, "width": "stretch", "disabled": held}
            st.button(label, key=self._key(i), on_click=_take, args=(t,), **look)
            return st.empty()

    def _key(self, i: int) -> str:
        return f"_level_{'words' if self.has_words else 'plain'}_{i}"

    def paint(self, run: Run | None, beginning: Beginning, old: bool) -> None:
        """Every level where it stands, of no run what it began with; what is left of the picture, once it is done."""
        self._name_it(run.settings if run else self._settings)
        shape = beginning.pixels.transpose(2, 0, 1).shape
        made = run.film.pictures(shape) if run else beginning.pixels[None]
        if len(made) < len(TAKES) - 1:  # nothing computed yet
            made = np.repeat(made[:1], len(TAKES) - 1, axis=0)
        self._style.html(self._css([beginning.pixels, *made], old))
        found = levels(run, beginning) if run and run.film.done else []
        self._write("…" if run and run.running else "–", found)

    def _write(self, missing: str, found: Sequence[Remnant] = ()) -> None:
        for i, note in enumerate(self._notes):
            note.caption(_note(i, found, missing, TAKES[i] == self._t))

    def _css(self, pictures: Sequence[np.ndarray], old: bool) -> str:
        buttons = [f"{keyed(self._key(i))} button" for i in range(len(TAKES))]
        every = ", ".join(buttons)
        behind = "".join(map(show_behind, buttons, pictures))
        marked = [b for b, t in zip(buttons, TAKES, strict=True) if t == self._t]
        dimmed = "opacity: .45;" if old else ""
        return (
            f"<style>{''.join(map(as_pictures, buttons))}{behind}"
            f"{every} {{ width: {SIDE}px; height: {SIDE}px; border: 2px solid transparent;"
            f" image-rendering: pixelated; {dimmed} }}"
            f"{', '.join(f'{b}:hover, {b}:focus-visible' for b in buttons)} {{ border-color: currentColor; }}"
            f"{''.join(f'{b} {{ outline: 3px solid currentColor; }}' for b in marked)}</style>"
        )


def _level(i: int) -> str:
    """What a picture of a row is called."""
    t = TAKES[i]
    return say("redraw.pure", t=t) if i == len(TAKES) - 1 else f"t = {t}"


def _note(i: int, found: Sequence[Remnant], missing: str, is_taken: bool) -> str:
    """The level, how close it still is, and what it is taken for; what is `missing` before."""
    lines = [f"**{_level(i)}**" if is_taken else _level(i), "" if i else say("redraw.start")]
    if found:
        close = say("redraw.close", psnr=number(found[i].psnr, 1)) if i else ""
        lines += [close, named(found[i].name)]
    elif i:
        lines.append(missing)
    return "  \n".join(filter(None, lines))


def _take(t: int) -> None:
    if not lesson.holds(controls.FROM_T.key):
        controls.FROM_T.take(t)


def sentence(settings: Settings, rows: Sequence[Sequence[Remnant]]) -> str:
    """From where on the rows show the word, and another picture than they start from, and what is called so."""
    said = [becomes(settings, rows[0]), another(settings, rows[0])]
    if len(rows) > 1:
        said.append(another(replace(settings, words=""), rows[1]))
    half = number(100 * redrawing.HALF, 0)
    said.append(say("redraw.measured", half=half, patches=patches(settings.network)))
    return " ".join(filter(None, said))


def patches(network: str) -> str:
    """What is compared of two pictures of a network, in words."""
    grey = load_checkpoint(network).picture_shape[0] == 1
    return say("redraw.patches_grey" if grey else "redraw.patches_colour")


def becomes(settings: Settings, row: Sequence[Remnant]) -> str:
    """At which level the classifier takes the picture for the word; nothing where there is none, or no word."""
    if not row[0].name or not settings.words:
        return ""
    at = redrawing.becomes_the_word(row, guidance.asked_for(settings))
    key = "never" if at is None else "already" if at == 0 else "becomes"
    return say(f"redraw.{key}", words=named(settings.words), **_at(at))


def another(settings: Settings, row: Sequence[Remnant]) -> str:
    """At which level the picture is first another one."""
    at = redrawing.becomes_another(row)
    told = "_word" if settings.words else ""
    key = "keeps" if at is None else "another"
    return say(f"redraw.{key}{told}", **_at(at))


def between(row: Sequence[Remnant]) -> tuple[int, int] | None:
    """The level where the picture is first another one, and the one before; None if there is none."""
    at = redrawing.becomes_another(row)
    return (TAKES[at - 1], TAKES[at]) if at else None


def _at(i: int | None) -> dict[str, str]:
    """Where a picture of a row stands, in words."""
    return {} if i is None else {"where": _level(i)}
