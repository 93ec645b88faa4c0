"""Guided tours as data: NAME.toml beside this file has the steps, strings/LANGUAGE/tour_NAME.toml their words.

A step opens a page, sets its controls as a link would, points at something, and asks for something to be done.
What is named here (pages, controls, parts of a page) is known above; tests hold the tours to it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from explainer.tours.conditions import Condition, read

FOLDER = Path(__file__).resolve().parent
NAMES = ("ten_minutes", "lesson", "mathematics")  # in the order of how long they take

# what learners are known to believe, and where a tour meets it
MISCONCEPTIONS = (
    "only_added",  # noise is only added, and the picture is not scaled
    "blur_enough",  # blur is nearly as good
    "more_steps_better",  # more steps are always better
    "one_jump",  # the network jumps straight to the picture, so why iterate
    "noise_unrelated",  # predicting noise has nothing to do with the picture
    "noise_back",  # adding noise back on the way makes no sense
    "same_seed",  # the same seed gives the same picture at any number of steps
    "guidance_one",  # guidance 1 means unconditional
    "alpha_bar",  # ᾱ and α are the same
    "t_is_time",  # t tells how much time has passed, or T is pure noise in every schedule
    "stores_pictures",  # the network stores training pictures and pastes them
    "sharper_truer",  # a sharper picture is a more faithful one
)
_ENTRIES = {"name", "page", "minutes", "sets", "highlight", "done", "answer", "misconceptions"}


@dataclass(frozen=True)
class Step:
    """One step of a tour."""

    name: str  # of its words: tour_TOUR.NAME.says, and .task if there is something to do
    page: str
    minutes: int
    sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by controls, as in a link
    highlight: str = ""  # a control's key, or a part of the page
    done: Condition | None = None  # None where there is nothing to do
    answer: str = ""  # like `highlight`: what to look at once it is done
    misconceptions: tuple[str, ...] = ()

    @property
    def said(self) -> dict[str, str]:
        """What it sets, by the controls: its sentence may quote that."""
        return {key: " ".join(texts) for key, texts in self.sets.items()}

    @property
    def asked(self) -> dict[str, str]:
        """What it wants controls to be compared with: its task may quote that."""
        return self.said | (self.done.limits if self.done else {})


@dataclass(frozen=True)
class Tour:
    """Steps in their order. Its words are the section tour_NAME of the strings."""

    name: str
    minutes: int
    steps: tuple[Step, ...]

    @property
    def section(self) -> str:
        """Where its words are."""
        return f"tour_{self.name}"


def tours() -> tuple[Tour, ...]:
    """All that there are, the shortest first."""
    return tuple(map(tour, NAMES))


@cache
def tour(name: str) -> Tour:
    """The tour of this name. ValueError where its file says something that cannot be meant."""
    told = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return read_tour(name, told)


def read_tour(name: str, told: Mapping[str, Any]) -> Tour:
    """A tour as its file tells it. ValueError where that cannot be meant."""
    _expect(set(told) == {"minutes", "step"}, f"{name}: minutes and steps are what a tour has")
    steps = tuple(_step(f"{name}, step {i}", entry) for i, entry in enumerate(told["step"], 1))
    names = [step.name for step in steps]
    _expect(len(set(names)) == len(names), f"{name}: two steps have the same name")
    total = sum(step.minutes for step in steps)
    _expect(told["minutes"] == total, f"{name}: its steps take {total} minutes")
    return Tour(name, total, steps)


def _step(place: str, entry: Mapping[str, Any]) -> Step:
    strange = sorted(set(entry) - _ENTRIES)
    _expect(not strange, f"{place}: nobody knows what {', '.join(strange)} means")
    missing = sorted({"name", "page", "minutes"} - set(entry))
    _expect(not missing, f"{place}: {', '.join(missing)} is missing")
    wrong = sorted(set(entry.get("misconceptions", ())) - set(MISCONCEPTIONS))
    _expect(not wrong, f"{place}: no such misconception: {', '.join(wrong)}")
    done = entry.get("done")
    return Step(
        name=entry["name"],
        page=entry["page"],
        minutes=entry["minutes"],
        sets={key: _texts(value) for key, value in entry.get("sets", {}).items()},
        highlight=entry.get("highlight", ""),
        done=read(done) if done else None,
        answer=entry.get("answer", ""),
        misconceptions=tuple(entry.get("misconceptions", ())),
    )


def _texts(value: str | list[str]) -> tuple[str, ...]:
    """What a link says of a control: once, or several times."""
    return (value,) if isinstance(value, str) else tuple(value)


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)
