"""The controls that links may set, as data: what each may hold, and how it is drawn.

The key is the name in the URL. Streamlit drops a bad value from a link without a word, so the entry
script asks `ignored` first and says what was dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import streamlit as st

from explainer.core.errors import UserError
from explainer.core.samplers import SAMPLERS
from explainer.core.schedule import SCHEDULES
from explainer.models.checkpoints import available
from explainer.models.conditions import first_prompt, parse_prompts
from explainer.models.pipeline import FIRST_VISIT
from explainer.samples import SAMPLES
from explainer.ui.words import say

_KEPT = "_kept"  # the visitor's last value of every control, from page to page


def _bound(key: str) -> dict[str, Any]:
    """What every control shares: its name, its explanation, and its place in the address bar."""
    return {"key": key, "help": say(f"control.{key}.help"), "bind": "query-params"}


def _keep(key: str, value: Any) -> Any:
    st.session_state.setdefault(_KEPT, {})[key] = value
    return value


def carry_over(page: str) -> bool:
    """On arriving at a page, set its controls as the visitor left them on another; whether one arrived.

    Streamlit takes the same key on two pages for two controls, and forgets the first. A link wins.
    """
    arrived = bool(st.session_state.get("_page", page) != page)
    if arrived:
        for key, value in st.session_state.get(_KEPT, {}).items():
            if key not in st.query_params:
                st.session_state[key] = value
    st.session_state["_page"] = page
    return arrived


class Control(Protocol):
    """Something that a link can set."""

    @property
    def key(self) -> str: ...

    def accepts(self, *raw: str) -> bool:
        """Whether a link may hold this text; several texts if the key stands in it several times."""
        ...


@dataclass(frozen=True)
class Slider:
    """A number between two others. Floats if `step` is one."""

    key: str
    low: float
    high: float
    value: float
    step: float

    def accepts(self, *raw: str) -> bool:
        try:
            values = [type(self.step)(r) for r in raw]
        except ValueError:
            return False
        return len(values) == 1 and self.low <= values[0] <= self.high

    def draw(self, disabled: bool = False) -> Any:
        """The slider, labelled from the strings."""
        value = st.slider(
            say(f"control.{self.key}.label"),
            self.low,
            self.high,
            self.value,
            self.step,
            disabled=disabled,
            **_bound(self.key),
        )
        return _keep(self.key, value)


@dataclass(frozen=True)
class Range:
    """From one whole number to another; a link names the key twice."""

    key: str
    low: int
    high: int
    step: int

    def accepts(self, *raw: str) -> bool:
        if len(raw) != 2 or not all(r.isascii() and r.isdecimal() for r in raw):
            return False
        return self.low <= int(raw[0]) <= int(raw[1]) <= self.high

    def draw(self, disabled: bool = False) -> tuple[int, int] | None:
        """The slider with two ends; None if it spans everything."""
        everything = (self.low, self.high)
        value = st.slider(
            say(f"control.{self.key}.label"),
            self.low,
            self.high,
            everything,
            self.step,
            disabled=disabled,
            **_bound(self.key),
        )
        _keep(self.key, value)
        return None if value == everything else (value[0], value[1])


@dataclass(frozen=True)
class Number:
    """A whole number, typed."""

    key: str
    low: int
    high: int
    value: int

    def accepts(self, *raw: str) -> bool:
        number = raw[0]
        whole = len(raw) == 1 and number.isascii() and number.isdecimal()
        return whole and self.low <= int(number) <= self.high

    def draw(self) -> int:
        """The number field, labelled from the strings."""
        value = st.number_input(
            say(f"control.{self.key}.label"),
            self.low,
            self.high,
            self.value,
            **_bound(self.key),
        )
        return int(_keep(self.key, self.value if value is None else value))


@dataclass(frozen=True)
class Choice:
    """One of a few names; the first is the default. A function names those that may change."""

    key: str
    names: tuple[str, ...] | Callable[[], tuple[str, ...]]

    @property
    def options(self) -> tuple[str, ...]:
        """What can be chosen now."""
        return self.names() if callable(self.names) else self.names

    def accepts(self, *raw: str) -> bool:
        return len(raw) == 1 and raw[0] in self.options

    def draw(self, on_change: Callable[[], None] | None = None) -> str:
        """The choice, labelled from the strings."""
        value = st.selectbox(
            say(f"control.{self.key}.label"),
            self.options,
            on_change=on_change,
            **_bound(self.key),
        )
        return str(_keep(self.key, value))


@dataclass(frozen=True)
class Switch:
    """On or off."""

    key: str
    value: bool

    def accepts(self, *raw: str) -> bool:
        return raw in (("true",), ("false",))

    def draw(self) -> bool:
        """The toggle, labelled from the strings."""
        value = st.toggle(
            say(f"control.{self.key}.label"),
            self.value,
            **_bound(self.key),
        )
        return bool(_keep(self.key, value))


@dataclass(frozen=True)
class Words:
    """A short prompt. Which words a network knows is checked when it is used."""

    key: str
    max_chars: int = 120

    def accepts(self, *raw: str) -> bool:
        return len(raw) == 1 and len(raw[0]) <= self.max_chars

    def draw(self, vocabulary: Sequence[str]) -> str:
        """The prompt field. Words that the network does not know leave a sentence and the last good ones."""
        if not vocabulary:
            st.caption(say("generate.no_words"))
            return ""
        first = first_prompt(vocabulary)
        last_good = f"_{self.key}_{vocabulary[0]}"  # each vocabulary remembers its own
        default = st.session_state.get(last_good, first)
        if st.session_state.get(f"_{self.key}_vocabulary", vocabulary) != vocabulary:
            st.session_state[self.key] = default  # the network was changed: its own words again
        st.session_state[f"_{self.key}_vocabulary"] = vocabulary
        text = st.text_input(
            say(f"control.{self.key}.label"),
            first,
            max_chars=self.max_chars,
            **_bound(self.key),
        )
        _keep(self.key, text)
        try:
            parse_prompts(text or "", 1, vocabulary)
        except UserError as error:
            st.error(str(error))
            return str(default)
        st.session_state[last_good] = text or ""
        return text or ""


def networks() -> tuple[str, ...]:
    """Every checkpoint there is, the one for any picture first."""
    return tuple(sorted(available(), key=lambda name: name != "photos"))


T = Slider("t", 0, 1000, 500, 1)
SEED = Number("seed", 0, 999_999, FIRST_VISIT.seeds[0])
SIGMA = Slider("sigma", 0.0, 8.0, 1.5, 0.1)
STEPS = Slider("steps", 1, 200, FIRST_VISIT.steps, 1)
STEPS_A = Slider("steps_a", 1, 200, 20, 1)
STEPS_B = Slider("steps_b", 1, 1000, 200, 1)
W = Slider("w", 0.0, 8.0, FIRST_VISIT.w, 0.1)
INTERVAL = Range("interval", 0, 1000, 10)
ETA = Slider("eta", 0.0, 1.0, 0.0, 0.05)
PICTURES = Choice("pictures", ("4", "1", "9", "16"))
SAMPLER = Choice("sampler", tuple(SAMPLERS))
SCHEDULE = Choice("schedule", tuple(SCHEDULES))
SAMPLE = Choice("sample", tuple(SAMPLES))
NETWORK = Choice("network", networks)
WORDS = Words("words")
SHARED_PATH = Switch("shared_path", True)

CONTROLS: dict[str, Control] = {
    c.key: c
    for c in (
        T,
        SEED,
        SIGMA,
        STEPS,
        STEPS_A,
        STEPS_B,
        W,
        INTERVAL,
        ETA,
        PICTURES,
        SAMPLER,
        SCHEDULE,
        SAMPLE,
        NETWORK,
        WORDS,
        SHARED_PATH,
    )
}


def ignored(parameters: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """A sentence for each parameter of a link that cannot be followed."""
    sentences = {}
    for key, values in parameters.items():
        if key not in CONTROLS:
            sentences[key] = say("link.unknown", key=key[:40])
        elif not CONTROLS[key].accepts(*values):
            sentences[key] = say("link.bad_value", key=key, value=", ".join(values)[:40])
    return sentences


# what shows a page's point best; the others, which work on the visitor's picture, take the first network
SUGGESTED = {"generate": "sprites", "how_many_steps": "sprites"}
_CHOSEN, _SUGGESTION = "_network_chosen", "_network_suggestion"


def suggest_network(page: str) -> None:
    """Until a link or the visitor names a network, each page begins with the one that suits it."""
    linked = st.query_params.get(NETWORK.key)
    if linked is not None and linked != st.session_state.get(_SUGGESTION):
        choose_network()
    if not st.session_state.get(_CHOSEN):
        suggestion = SUGGESTED.get(page, NETWORK.options[0])
        st.session_state[NETWORK.key] = st.session_state[_SUGGESTION] = suggestion


def choose_network() -> None:
    """From now on the network is the visitor's choice, on every page."""
    st.session_state[_CHOSEN] = True
