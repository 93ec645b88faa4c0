"""The words on the Gradio tabs, from the same files as the pages': the browser picks the language."""

from __future__ import annotations

import html
import re

import gradio as gr
from gradio.context import LocalContext

from explainer import strings

# labels of the pages are "control.KEY.label" in the strings; the keys of the browser's tables have no dots
KEYS = {
    **{key: f"control.{key}.label" for key in ("t", "seed", "network", "sampler", "steps", "w")},
    **{"words": "control.words.label", "pictures": "control.pictures.label", "stop": "run.stop"},
    **{
        key: f"share.{key}"
        for key in ("tabs_intro", "picture", "try", "x0", "eps", "xt", "blur", "one", "walked")
    },
    **{key: f"share.{key}" for key in ("result", "both", "few", "many", "mix", "clean")},
    **{key: f"{key}.title" for key in ("add_noise", "remove_noise", "generate", "how_many_steps")},
    **{key: f"share.{key}" for key in ("factor", "few_pixels", "bicubic", "restore_it")},
    "redraw": "redraw.title",
    "times": "control.times.label",
    **{key: f"share.{key}" for key in ("mask", "known", "by_hand", "fill_it")},
    **{key: f"{key}.title" for key in ("restore", "fill_in")},
    "run_both": "how_many_steps.button",
    "redraw_it": "share.redraw_it",
}


def translations() -> gr.I18n:
    """The words on the tabs in every language there is."""
    tables = {
        code: {key: strings.say(sentence, code) for key, sentence in KEYS.items()}
        for code in strings.languages()
    }
    return gr.I18n(**tables)


def asked_language() -> str:
    """The first language that the browser names which asks."""
    request = LocalContext.request.get(None)
    accepted = request.headers.get("accept-language", "") if request else ""
    return strings.nearest_language(re.split("[,;]", accepted)[0].strip())


def translated(*sentences: str) -> str:
    """What stands below pictures, in the language of whoever asks."""
    return " ".join(strings.translate(s, asked_language(), str) for s in sentences)


def refusal(sentence: str) -> gr.Error:
    """A sentence for whoever asks, in their language."""
    # Gradio shows it as HTML
    message = strings.translate(sentence, asked_language(), html.escape)
    return gr.Error(message, print_exception=False)
