"""Share: what a class finds on the page of a lesson link, control by control."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from html import escape

import streamlit as st

from explainer.ui.controls.lesson import UPLOAD
from explainer.ui.controls.table import LANG, NETWORK
from explainer.ui.drawing.theme import colour
from explainer.ui.language import enumerated, say
from explainer.ui.page_spec import PageSpec


def control_name(key: str) -> str:
    """A control as it is labelled on the pages."""
    return say("lesson.upload") if key == UPLOAD else say(f"control.{key}.label")


def lesson_preview(
    page: PageSpec,
    settings: Mapping[str, Sequence[str]],
    shown: Collection[str],
    frozen: Collection[str],
) -> None:
    """Every control with its value, and whether it can be moved, is frozen or hidden."""
    network = settings[NETWORK.key][0]
    rows = []
    for control in page.linkable():
        if control is LANG:  # which nobody is to hide
            continue
        texts = settings.get(control.key) or control.texts(control.unsaid(network))
        state = (
            "hidden" if control.key not in shown else "frozen" if control.key in frozen else "shown"
        )
        said = filter(None, (control.told(texts, network), say(f"lesson.is_{state}")))
        rows.append(_row(control.key, state, enumerated(said)))
    state = "shown" if UPLOAD in shown else "hidden"
    rows.append(_row(UPLOAD, state, say(f"lesson.upload_{state}")))
    st.markdown(f"**{say('lesson.looks')}**")
    st.html(f"<style>{_css()}</style><ul class='nw-lesson'>{''.join(rows)}</ul>")


def _row(key: str, state: str, text: str) -> str:
    return f"<li class='nw-{state}'><b>{escape(control_name(key))}</b>: {escape(text)}</li>"


def _css() -> str:
    return f"""
.nw-lesson {{ list-style: none; margin: 0; padding: 0 !important; font-size: .875rem;
  display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: 4px 8px; }}
.nw-lesson li {{ margin: 0; padding: 4px 10px; border-left: 4px solid {colour("x0")}; border-radius: 4px; }}
.nw-lesson .nw-frozen {{ border-color: {colour("xt")}; background: color-mix(in srgb, currentColor 8%, transparent); }}
.nw-lesson .nw-hidden {{ border-left-style: dotted; border-color: {colour("unconditional")}; }}
.nw-lesson .nw-hidden b {{ text-decoration: line-through; }}
"""
