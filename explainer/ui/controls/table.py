"""The controls that links may set, as data.

The key is the name in the URL. Streamlit drops a bad value from a link without a word, so the entry
script asks `ignored` first and says what was dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from explainer import strings
from explainer.core.samplers import SAMPLERS
from explainer.core.schedule import SCHEDULES
from explainer.experiments.sampling import FIRST_VISIT
from explainer.networks.checkpoints import available
from explainer.samples import SAMPLES
from explainer.server import device
from explainer.ui.controls import lesson
from explainer.ui.controls.choices import Choice, Language, Offer, Switch
from explainer.ui.controls.control import Control
from explainer.ui.controls.numbers import Number, Range, Slider
from explainer.ui.controls.words import Words
from explainer.ui.language import LANGUAGE, browsers_language, plain, say


def languages() -> tuple[str, ...]:
    """Every language there is, the browser's first."""
    own = browsers_language()
    return own, *(code for code in strings.languages() if code != own)


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
ON_DEVICE = Offer("on_device", False, device.available)
LANG = Language(LANGUAGE, languages)
PRESENT = Switch("present", False)

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
        ON_DEVICE,
        LANG,
        PRESENT,
    )
}
EVERYWHERE = (NETWORK, SAMPLE, LANG)
ON_PAGE: dict[str, tuple[Control, ...]] = {
    "start": (),
    "add_noise": (T, SCHEDULE, SEED),
    "remove_noise": (T, SIGMA, STEPS, SAMPLER, SEED),
    "generate": (WORDS, W, SEED, STEPS, SAMPLER, PICTURES, INTERVAL, ETA, ON_DEVICE),
    "how_many_steps": (STEPS_A, STEPS_B, WORDS, SEED, W, SAMPLER, SHARED_PATH, ON_DEVICE),
    "networks": (),
}


# under “More”
FOLDED = {
    "generate": (STEPS, SAMPLER, PICTURES, INTERVAL, ETA, ON_DEVICE),
    "how_many_steps": (W, SAMPLER, SHARED_PATH, ON_DEVICE),
}


def on_page(page: str) -> tuple[Control, ...]:
    """Every control of a page that a link can set here, its own first."""
    every = (*ON_PAGE[page], *EVERYWHERE)
    return tuple(c for c in every if not isinstance(c, Offer) or c.is_there())


def ignored(parameters: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """A sentence for each parameter of a link that cannot be followed."""
    sentences = {}
    for key, values in parameters.items():
        if key in (lesson.HIDE, lesson.LOCK):
            if strange := sorted(lesson.names_in(values) - CONTROLS.keys() - {lesson.UPLOAD}):
                sentences[key] = say(
                    "link.not_a_control", key=key, names=plain(", ".join(strange)[:40])
                )
        elif key not in CONTROLS:
            sentences[key] = say("link.unknown", key=plain(key[:40]))
        elif parse(key, values) is None:
            sentences[key] = say("link.bad_value", key=key, value=plain(", ".join(values)[:40]))
    return sentences


def parse(key: str, texts: Sequence[str]) -> Any:
    """What a link sets a control to; None if that is not possible."""
    return CONTROLS[key].parse(*texts)


def lesson_of(parameters: Mapping[str, Sequence[str]]) -> lesson.Lesson:
    """What a link takes away or freezes."""
    return lesson.read(parameters, frozenset(CONTROLS), parse)


# what shows a page's point best; the others, which work on the visitor's picture, take the first network
SUGGESTED = {"generate": "sprites", "how_many_steps": "sprites"}
_CHOSEN, _SUGGESTION = "_network_chosen", "_network_suggestion"


def suggest_network(page: str) -> None:
    """Until a link or the visitor names a network, each page begins with the one that suits it."""
    linked = st.query_params.get(NETWORK.key)
    if NETWORK.key in lesson.current().values or (
        linked is not None and linked != st.session_state.get(_SUGGESTION)
    ):
        choose_network()
    if not st.session_state.get(_CHOSEN):
        st.session_state[NETWORK.key] = st.session_state[_SUGGESTION] = network_on(page)


def network_on(page: str) -> str:
    """The network that the visitor would find on a page now."""
    if st.session_state.get(_CHOSEN):
        return str(st.session_state[NETWORK.key])
    return SUGGESTED.get(page, NETWORK.options[0])


def choose_network() -> None:
    """From now on the network is the visitor's choice, on every page."""
    st.session_state[_CHOSEN] = True
