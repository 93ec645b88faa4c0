"""Hostile settings through the functions of the Gradio tabs: pictures or a sentence."""

from __future__ import annotations

import math

import gradio as gr

from explainer.core.errors import UserError
from explainer.experiments.frame_rate import FrameRate
from explainer.tabs import endpoints, functions
from explainer.tabs.sent import number
from tests.security.conftest import is_sentence
from tests.security.corpus import dice, texts

INPUTS = {
    "add_noise": (None, 5, 7),
    "remove_noise": (None, 5, 2, "ddim", 7),
    "sharpen": (None, 4, 2, "ddim", 7),
    "fill_in": (None, None, 2, 2, 7),
    "generate": ("red", 2.0, 2, "ddim", 7, 1),
    "compare_steps": ("red", 2.0, "ddim", 7, 1, 2),
    "redraw": (None, 5, "red", 2.0, 7),
}


def calls(network):
    """(endpoint, inputs) with something hostile in one place, then in several."""
    strange = (*texts.NUMBERS, *[text for text in texts.TEXTS if len(text) < 6_000])
    for name, good in INPUTS.items():
        first = (network, *good) if name in ("generate", "compare_steps") else (*good, network)
        roll = dice(f"calls {name}")
        for place, _ in enumerate(first):
            for bad in roll.sample(strange, 12):
                yield name, (*first[:place], bad, *first[place + 1 :])
        for _ in range(10):
            yield name, tuple(roll.choice((good, roll.choice(strange))) for good in first)


def test_every_endpoint_answers_with_pictures_or_a_sentence(tiny, monkeypatch):
    monkeypatch.setattr(
        FrameRate, "due", lambda self, *look: True
    )  # the first step shows, and is enough
    monkeypatch.setattr(functions, "_read", lambda file: bytes(str(file), "utf-8", "replace"))
    count, refused = 0, 0
    for name, inputs in calls(tiny):
        count += 1
        what = f"{name} {str(inputs)[:100]}"
        try:
            moments = getattr(endpoints, name)(*inputs)
            assert isinstance(next(moments)[-1], str), what
            moments.close()
        except gr.Error as error:
            refused += 1
            assert is_sentence(error.message), (what, error.message)
            assert not error.print_exception, what
    assert count >= 200
    assert refused > count // 2


def test_numbers_are_numbers_or_refused():
    for sent in (*texts.NUMBERS, *texts.TEXTS):
        try:
            assert math.isfinite(number(sent))
        except UserError as error:
            assert is_sentence(str(error))
