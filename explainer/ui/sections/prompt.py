"""The prompt with what helps to fill it: chips, what was understood, and a way on from a word that is not known."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from explainer.experiments.settings import FOR_GENERATING
from explainer.networks.checkpoints import ModelCard, read_card
from explainer.networks.conditions import UnknownWordError, knows, prompts_of
from explainer.networks.names import name_of
from explainer.ui.controls import lesson
from explainer.ui.controls.suggestion import take_network
from explainer.ui.controls.table import NETWORK, WORDS
from explainer.ui.controls.words import Asked
from explainer.ui.language import enumerated, language, plain, say, say_card, translate

CHIPS = 6
_CHIP, _NEAR = "_chip", "_near_word"


def prompt(card: ModelCard) -> str:
    """The prompt, as links write it; while it cannot be read, the last one that could: see `unclear`."""
    # in a place of its own, a sentence moves nothing below it: that would close “More”
    with st.container():
        if not card.vocabulary:
            st.caption(say("generate.no_words"))
        asked = WORDS.ask(card)
        if card.vocabulary and not lesson.holds(WORDS.key):
            _help(card, asked)
    return asked.words


def _help(card: ModelCard, asked: Asked) -> None:
    """What stands below the field: why it cannot be read, or what was understood; and the chips."""
    if isinstance(asked.wrong, UnknownWordError):
        _miss(card, asked.text, asked.wrong)
        return
    words = chips(card)
    if asked.wrong:
        st.error(translate(asked.wrong.sentence))
        _elsewhere(card, asked.text)
    elif notes := _understood(asked, card, asked.words in (card.first_prompt, *words)):
        st.caption(notes)
    st.session_state[_CHIP] = asked.words if asked.words in words else None
    _pills(say("prompt.chips"), words, _CHIP, _fill)


def chips(card: ModelCard) -> tuple[str, ...]:
    """Prompts that are worth a try, the best first."""
    favourites = prompts_of(card.first_prompt)
    return (card.draws_well or tuple(dict.fromkeys([*favourites, *card.shown])))[:CHIPS]


def _pills(
    label: str, words: Sequence[str], key: str, take: Callable[[str, str], None], text: str = ""
) -> None:
    """Words as buttons in the language of the page; `take(word, text)` is told which was clicked."""
    args = (key, take, text)
    # the chips stand right below their field and need no heading
    look: Literal["visible", "collapsed"] = "visible" if text else "collapsed"
    st.pills(
        label,
        words,
        key=key,
        format_func=shown,
        on_change=_clicked,
        args=args,
        label_visibility=look,
    )


def _clicked(key: str, take: Callable[[str, str], None], text: str) -> None:
    if word := st.session_state.pop(key, None):
        take(word, text)


def shown(prompt: str) -> str:
    """A prompt in the language of the page, safe for Markdown."""
    return plain(name_of(prompt, language()))


def _fill(word: str, text: str) -> None:
    """Take a chip for the whole prompt."""
    WORDS.take(word)


def _understood(asked: Asked, card: ModelCard, is_offered: bool) -> str:
    """The small words that were left out, and what was read, where the language of the page says it otherwise.

    What is offered as a chip, or stood there first, needs no translation: the chips are one.
    """
    notes = []
    if asked.left_out:
        notes.append(say("prompt.left_out", words=plain(enumerated(asked.left_out))))
    read = name_of(asked.words, language())
    same = {read.casefold(), WORDS.shown(asked.words, card.vocabulary).casefold()}
    if not is_offered and asked.text.casefold() not in same:
        notes.append(say("prompt.read_as", words=plain(read)))
    return " ".join(notes)


def _miss(card: ModelCard, text: str, wrong: UnknownWordError) -> None:
    """A word that the network does not know: the nearest ones, and a network that knows it."""
    if wrong.near:
        label = say("prompt.unknown", word=plain(wrong.word))
        _pills(label, wrong.near, _NEAR, _replace(wrong.word), text)
    else:
        st.markdown(say("prompt.unknown_far", word=plain(wrong.word)))
    _elsewhere(card, text)


def _elsewhere(card: ModelCard, text: str) -> None:
    """A button that takes another network, which knows all of this; none if there is none."""
    if other := who_knows(text, card):
        label = say("prompt.elsewhere", network=plain(other), words=plain(text.strip()[:40]))
        st.button(label, key="_elsewhere", on_click=take_network, args=(other,), width="stretch")


def _replace(word: str) -> Callable[[str, str], None]:
    """Put the word that was clicked where `word` stands."""

    def take(near: str, text: str) -> None:
        found = re.compile(re.escape(word), re.IGNORECASE)
        WORDS.take(found.sub(near, text) if found.search(text) else near)

    return take


def all_words(card: ModelCard) -> None:
    """Folded: the words that a network knows, or some of very many, and what it cannot do."""
    with st.expander(say("networks.words", n=len(card.vocabulary))):
        key = "generate.many_words" if card.prompts else "generate.vocabulary"
        words = enumerated(shown(prompt) for prompt in card.shown)
        st.caption(say(key, words=words, n=len(card.vocabulary), limits=say_card(card.limits)))


def who_knows(text: str, card: ModelCard) -> str | None:
    """Another network that the page offers and that knows all of a prompt; none if the lesson holds the network."""
    if lesson.holds(NETWORK.key):
        return None
    others = sorted(
        set(NETWORK.offered) - {card.name}, key=lambda name: (name != FOR_GENERATING, name)
    )
    return next((name for name in others if knows(read_card(name).vocabulary, text)), None)
