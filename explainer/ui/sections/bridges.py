"""Every page: the question before it is looked at, and at its end a dare and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explainer.core.errors import UserError
from explainer.networks.checkpoints import ModelCard, read_card
from explainer.networks.conditions import parse_prompts
from explainer.ui.bridges import BRIDGES, Dare, following
from explainer.ui.components.address_bar import new_entry
from explainer.ui.contents import page_of
from explainer.ui.controls import lesson, table
from explainer.ui.controls.last_values import last_values
from explainer.ui.controls.suggestion import choose_network
from explainer.ui.language import say
from explainer.ui.playing.walks import make_again
from explainer.ui.presenter import presenting
from explainer.ui.seat import is_open, teaches
from explainer.ui.sections.guess_first import guess_first
from explainer.ui.sections.guesses import (
    Guess,
    forget,
    forget_truth,
    guess_at,
    guess_in_words,
)
from explainer.ui.sections.room_results import said_by_class

_ANSWERS = "_dare_answers"  # what came of a dare that was done, by page
_BEFORE = "_before_dare"  # what the controls of a page's dare said before it


@dataclass
class Posed:
    """A page's question as it was drawn: what the visitor guessed, and the place for how that compares.

    On a teacher's page also what the class said, after words that say to whom the comparison speaks.
    """

    page: str
    guess: Guess | None = None
    place: DeltaGenerator | None = None
    of_class: tuple[str, Guess] | None = None
    place_of_class: DeltaGenerator | None = None

    @property
    def is_guessed(self) -> bool:
        """Whether the page may tell: the visitor has guessed, or a teacher's class was asked."""
        return self.guess is not None or self.of_class is not None

    def answer(self, sentence: Callable[..., str], *facts: Any) -> None:
        """Compare the guess with what is on screen: sentence(guess, *facts); in a class, once all were asked."""
        choices = BRIDGES[self.page].question.choices
        if teaches() and choices:
            sentence(choices[0], *facts)  # so that `truth_of` knows, whatever the teacher guesses
        if self.guess is not None and self.place is not None:
            told = (self.guess, *facts)
            held = is_open(self.page)
            self.place.markdown(say("room.held_back") if held else sentence(*told))
        if self.of_class is not None and self.place_of_class is not None:
            whom, said = self.of_class
            self.place_of_class.markdown(f"{whom} {sentence(said, *facts)}")

    @property
    def is_dared(self) -> bool:
        """Whether the page's dare was done and still holds."""
        return _done(self.page, read_card(st.session_state[table.NETWORK.key])) is not None

    def dared(self, sentence: Callable[..., str], *facts: Any) -> None:
        """Say below the dare, if it was done, what came of it: sentence(*facts)."""
        if self.is_dared:
            st.session_state[_ANSWERS][self.page] = sentence(*facts)


def ask(page: str) -> Posed:
    """The question, folded to one row; or what was guessed, and where to look.

    In front of a class, too: the row is large enough to be asked, the stage stays in sight, and the
    presenter opens it to take the answer that most have. Nothing where a lesson holds what the visitor
    would have to move.
    """
    st.session_state.setdefault(_ANSWERS, {}).pop(page, None)
    forget_truth(page)
    question = BRIDGES[page].question
    if lesson.holds(*(control.key for control in question.about)):
        return Posed(page)
    guess = guess_at(page)
    place = None
    if guess is None:
        guess_first(page)
    else:
        place = _guessed(page, guess)
    of_class = said_by_class(page)
    return Posed(page, guess, place, of_class, _look(page, *of_class) if of_class else None)


def _look(page: str, whom: str, said: Guess) -> DeltaGenerator:
    """What to compare, until that is known: the place for it."""
    place = st.empty()
    look = say(f"bridge.{page}.look", guess=guess_in_words(page, said))
    place.markdown(f"{whom} {look}".strip())
    return place


def _guessed(page: str, guess: Guess) -> DeltaGenerator:
    """What the visitor guessed, where to look, and a way to guess again."""
    with st.container(key="guessed", horizontal=True, vertical_alignment="center", gap="small"):
        with st.container():
            place = _look(page, "", guess)
        st.button(
            say("bridge.again"),
            key=f"_guess_again_{page}",
            icon=":material/undo:",
            type="tertiary",
            on_click=forget,
            args=(page,),
        )
    return place


# --- the end of a page


def onward(page: str) -> None:
    """A dare, and what comes next and why. In front of a class the presenter's own links turn the pages."""
    if page not in BRIDGES:
        return
    card = read_card(st.session_state[table.NETWORK.key])
    dares = bool(_done(page, card) or possible_dare(page, card))
    with st.container(key="onward", border=True):
        *left, right = st.columns(1 + dares, gap="medium")
        for place_of_dare in left:
            with place_of_dare:
                _dare(page, card)
        with right:
            place = page_of(following(page))
            st.markdown(f"**{say('bridge.next')}** {say(f'bridge.{page}.next')}")
            if not presenting():
                st.page_link(place.script, label=f"**{place.menu_title}** →")


def _dare(page: str, card: ModelCard) -> None:
    """The dare, a button that does it, and one that puts back what it changed."""
    if done := _done(page, card):
        dare, values = done
        _say(page, dare, card)
        st.markdown(st.session_state.get(_ANSWERS, {}).get(page, ""))
        key = f"_dare_back_{page}"
        st.button(say("bridge.back"), key=key, on_click=_put_back, args=(page, values))
        return
    if offered := possible_dare(page, card):
        _say(page, offered, card)
        if offered.sets:
            key, values = f"_dare_{page}", wanted(offered, card)
            st.button(say("bridge.do"), key=key, on_click=_do, args=(page, offered, values))


def _done(page: str, card: ModelCard) -> tuple[Dare, Mapping[str, Any]] | None:
    """The dare that was done and still holds, and what the controls said before it."""
    done: tuple[Dare, Mapping[str, Any]] | None = st.session_state.get(_BEFORE, {}).get(page)
    if done is None:
        return None
    holds = all(_now(key) == value for key, value in wanted(done[0], card).items())
    return done if holds else None


def _say(page: str, dare: Dare, card: ModelCard) -> None:
    texts = link_texts(dare, card)
    if words := texts.get(table.WORDS.key):
        texts[table.WORDS.key] = table.WORDS.shown(words, card.vocabulary)
    st.markdown(f"**{say('bridge.dare')}** {say(f'bridge.{page}.{dare.says}', **texts)}")


def link_texts(dare: Dare, card: ModelCard) -> dict[str, str]:
    """What a link would say for a dare, by the keys of the controls."""
    shown = [*card.shown, "", ""][:2]
    return {key: text.format(*shown) for key, text in dare.sets.items()}


def wanted(dare: Dare, card: ModelCard) -> dict[str, Any]:
    """What a dare sets the controls to."""
    return {key: table.CONTROLS[key].parse(text) for key, text in link_texts(dare, card).items()}


def possible_dare(page: str, card: ModelCard) -> Dare | None:
    """The first dare of a page that changes something and that the network and the lesson allow."""
    return next((dare for dare in BRIDGES[page].dares if _possible(page, dare, card)), None)


def _possible(page: str, dare: Dare, card: ModelCard) -> bool:
    values, free = wanted(dare, card), {control.key for control in page_of(page).linkable()}
    if lesson.holds(*values) or not values.keys() <= free:
        return False
    if values and all(_now(key) == value for key, value in values.items()):
        return False
    network = values.get(table.NETWORK.key, card.name)
    knows = _knows(card, values[table.WORDS.key]) if table.WORDS.key in values else True
    return network in table.NETWORK.offered and knows


def _knows(card: ModelCard, words: str) -> bool:
    try:
        return bool(card.vocabulary) and bool(parse_prompts(words, 1, card.vocabulary))
    except UserError:
        return False


def _now(key: str) -> Any:
    return last_values().get(key, table.CONTROLS[key].default())


def _do(page: str, dare: Dare, values: Mapping[str, Any]) -> None:
    before = {key: _now(key) for key in values}
    if before == values:  # pressed a second time, before the page has been drawn
        return
    st.session_state.setdefault(_BEFORE, {})[page] = dare, before
    new_entry()  # the browser's Back undoes it
    _set(values)
    make_again(page)  # a page that waits for its button computes at once


def _put_back(page: str, values: Mapping[str, Any]) -> None:
    st.session_state.get(_BEFORE, {}).pop(page, None)  # a second press finds nothing
    _set(values)


def _set(values: Mapping[str, Any]) -> None:
    """Set controls as a link would, but none that the lesson holds."""
    free = {key: value for key, value in values.items() if not lesson.holds(key)}
    for key, value in free.items():
        table.CONTROLS[key].take(value)
    if network := free.get(table.NETWORK.key):
        choose_network(network)
