"""Which step of which tour the visitor is at: kept for the visit, and named in the browser's address.

No link that visitors give to others has it, but for those that are meant to open a tour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from explainer.tours import NAMES, Step, Tour
from explainer.tours import tour as tour_of

TOUR, STEP = "tour", "step"
_PLACE = "_tour_place"


@dataclass(frozen=True)
class Place:
    """A step of a tour, the first being number 1."""

    name: str
    number: int
    is_new: bool = True  # whether it is still to be entered: its page opened, its settings made
    comes_from: str = (
        ""  # the page of the step before, whose settings it builds on if it is the same one
    )

    @property
    def tour(self) -> Tour:
        """The tour."""
        return tour_of(self.name)

    @property
    def step(self) -> Step:
        """The step."""
        return self.tour.steps[self.number - 1]

    def texts(self) -> dict[str, list[str]]:
        """What an address says of it."""
        return {TOUR: [self.name], STEP: [str(self.number)]}


def current() -> Place | None:
    """Where the visitor is; None outside of a tour."""
    place: Place | None = st.session_state.get(_PLACE)
    return place


def go(place: Place | None) -> None:
    """Be there from now on; None leaves the tour."""
    st.session_state[_PLACE] = place


def read(parameters: Mapping[str, Sequence[str]], is_new: bool) -> Place | None:
    """The step that an address names; the tour's first where it names none that there is."""
    (name, *others) = parameters.get(TOUR, [""])
    if name not in NAMES or others:
        return None
    return Place(name, _number(name, parameters.get(STEP, ())) or 1, is_new)


def is_wrong(key: str, parameters: Mapping[str, Sequence[str]]) -> bool:
    """Whether what an address says under TOUR or STEP cannot be followed."""
    place = read(parameters, is_new=False)
    if key == TOUR or place is None:  # of a tour that is none, no step needs a word
        return key == TOUR and place is None
    return _number(place.name, parameters[STEP]) is None


def _number(name: str, texts: Sequence[str]) -> int | None:
    numbers = {str(i): i for i in range(1, len(tour_of(name).steps) + 1)}
    return numbers.get(texts[0]) if len(texts) == 1 else None
