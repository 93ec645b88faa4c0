"""A tour as the visitor takes it: steps entered, tasks watched, the card that says where one is.

What the tours are is data (`explainer.tours`); where the visitor is, `explainer.ui.controls.tour` keeps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from explainer.rooms.protocol import View
from explainer.tours import Step, tour
from explainer.tours.conditions import Now
from explainer.ui.ballots import blind_of
from explainer.ui.components.address_bar import new_entry
from explainer.ui.components.tour_card import Card, news, tour_card
from explainer.ui.contents import page_of
from explainer.ui.controls import lesson
from explainer.ui.controls.choices import Offer
from explainer.ui.controls.last_values import last_values
from explainer.ui.controls.open_page import page_now
from explainer.ui.controls.suggestion import take_network
from explainer.ui.controls.table import CONTROLS, NETWORK
from explainer.ui.controls.tour import Place, current, go
from explainer.ui.language import say
from explainer.ui.page_spec import PageSpec
from explainer.ui.playing import asked_for
from explainer.ui.seat import last_look
from explainer.ui.sections import blind_test
from explainer.ui.sections.bridges import Posed
from explainer.ui.sections.guesses import is_guessed
from explainer.ui.tour_parts import answer_of, selector_of, style_of

_BEGIN = "_tour_begin"  # what the controls said when the step began
_DONE = "_tour_done"  # the steps of this visit whose task is done: (tour, step)
_OPENED = "_tour_opened"  # whether what the step points at was opened
_SAID = "_tour_said"  # whether the card, as it is drawn, has the task as done
_CARD = "_tour"  # the card's key


def begin(name: str, number: int = 1) -> None:
    """Begin a tour, at one of its steps."""
    go(Place(name, number))


def open_page(page: PageSpec) -> None:
    """Go to the page of a step that is still to be entered, if another one is open."""
    place = current()
    if place and place.is_new and place.step.page != page.name:
        st.switch_page(page_of(place.step.page).script)


def enter(page: PageSpec) -> None:
    """Set the page as the step wants it, once; from then on the visitor is free."""
    place = current()
    if not place or not place.is_new or place.step.page != page.name:
        return
    step = place.step
    if network := step.sets.get(NETWORK.key):
        take_network(*network)
    builds_on = place.comes_from == page.name
    if builds_on:
        new_entry()  # the browser's Back leads to the step before
    wanted = settings_of(step, builds_on, str(st.session_state[NETWORK.key]))
    for key, value in wanted.items():
        if not lesson.holds(key):
            CONTROLS[key].take(value)
    st.session_state[_BEGIN] = dict(last_values())
    st.session_state[_OPENED] = False
    asked_for.forget()
    blind_test.forget()
    go(replace(place, is_new=False))


def settings_of(step: Step, builds_on: bool, network: str) -> dict[str, Any]:
    """What a step sets, by the controls: what it says, and else what a link without a word of it would mean.

    One that builds on the step before, on the same page, leaves all else as it is. No network is in it.
    """
    page = page_of(step.page)
    own = [c for c in (*page.controls, *page.more) if not isinstance(c, Offer)]
    unsaid = {} if builds_on else {c.key: c.unsaid(network) for c in own}
    said = {key: CONTROLS[key].parse(*texts) for key, texts in step.sets.items()}
    said.pop(NETWORK.key, None)
    return unsaid | said


# --- the task


def revealed(view: View | None) -> list[str]:
    """What the visitor's class was asked, by the names of the ballots, and has seen the answers of."""
    if view is None:
        return []
    return [result.ballot.question for result in view.all_results if result.revealed]


def _now() -> Now:
    page, asked = page_now(), revealed(last_look())
    known = {
        "guessed": is_guessed(page) or page in asked,
        "dared": Posed(page).is_dared,
        "ran": asked_for.ran(),
        "blind_done": blind_test.is_done() or any(map(blind_of, asked)),
        "opened": st.session_state.get(_OPENED, False),
    }
    values: Mapping[str, Any] = {**last_values(), NETWORK.key: st.session_state[NETWORK.key]}
    facts = frozenset(name for name, holds in known.items() if holds)
    return Now(values, st.session_state.get(_BEGIN, {}), facts)


def _is_done(place: Place) -> bool:
    """Whether the task is done, or was before: a tick stays."""
    done: set[tuple[str, str]] = st.session_state.setdefault(_DONE, set())
    name = place.name, place.step.name
    here = place.step.page == page_now() and not place.is_new
    if here and place.step.done and place.step.done.holds(_now()):
        done.add(name)
    return name in done


# --- the card


def card(page: PageSpec) -> None:
    """The card, and a ring around what its step points at; nothing outside of a tour."""
    place = current()
    if place is None:
        return
    is_here = place.step.page == page.name
    if is_here and (target := selector_of(place.step)):
        st.html(style_of(target))
    told = _told(place, is_here)
    st.session_state[_SAID] = told.done
    tour_card(_CARD, told, _pressed)


def settle(where: str = "after") -> None:
    """Let the card say what has come of the task since it was drawn; `where` tells several on a page apart."""
    place = current()
    if place and place.step.page == page_now() and _is_done(place) != st.session_state.get(_SAID):
        news(f"{_CARD}_news_{where}", _told(place, True))


def _told(place: Place, is_here: bool) -> Card:
    section, step = place.tour.section, place.step
    last = place.number == len(place.tour.steps)
    done = _is_done(place)
    forth = "finish" if last else "next" if done or not step.done else "skip"
    elsewhere = "" if is_here else say("tour.elsewhere", page=page_of(step.page).menu_title)
    return Card(
        name=say(f"{section}.name"),
        count=say("tour.count", i=place.number, n=len(place.tour.steps)),
        says=elsewhere or say(f"{section}.{step.name}.says", **step.said),
        task=say(f"{section}.{step.name}.task", **step.asked) if step.done and is_here else "",
        done=done,
        forth=say(f"tour.{forth}") if is_here else say("tour.here"),
        to="next" if is_here else "here",
        is_first=place.number == 1,
        target=(answer_of if done else selector_of)(step) if is_here else "",
        waits=bool(step.done and "opened" in step.done.facts and not done and is_here),
    )


def _pressed() -> None:
    """A button of the card, or news of what it points at."""
    place, what = current(), getattr(st.session_state.get(_CARD), "go", None)
    if place is None:
        return
    if what == "opened":
        st.session_state[_OPENED] = True
    elif what == "leave":
        go(None)
    elif what == "here":
        go(Place(place.name, place.number))
    elif what in ("back", "next"):
        _turn(place, place.number + (1 if what == "next" else -1))


def _turn(place: Place, number: int) -> None:
    """To another step; beyond the last the tour is over."""
    steps = len(tour(place.name).steps)
    if number > steps:
        go(None)
    elif number > 0:
        go(Place(place.name, number, comes_from=place.step.page))
