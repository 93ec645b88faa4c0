"""“Show the code”: the real source of what ran, from the page's action down to the network call."""

from __future__ import annotations

import inspect
from contextlib import suppress
from functools import cache

import streamlit as st

from explainer.engines.registry import engine_for
from explainer.ui.contents import page_of
from explainer.ui.controls.last_values import last_values
from explainer.ui.controls.table import NETWORK
from explainer.ui.language import say
from explainer.ui.shown import FasterForm, Python, Script, Shown

TRIES = 5


def show_code(page: str, *first: Shown) -> None:
    """A folded section with the page's chain; `first` stands before what the table of pages names."""
    with st.container(key="code"), st.expander(say("code.show"), icon=":material/code:"):
        st.caption(say("code.lead"))
        for shown in (*first, *page_of(page).code(last_values())):
            _show(shown)


def _show(shown: Shown) -> None:
    if isinstance(shown, Script):
        st.caption(say("code.script"))
        _source(shown.path.name, shown.path.read_text(encoding="utf-8"), "javascript")
    elif isinstance(shown, FasterForm):
        engine = engine_for(st.session_state[NETWORK.key]).name
        st.caption(say("code.faster", engine=engine, tests=shown.tests))
        _python(shown.readable)
    else:
        _python(shown)


def _python(function: Python) -> None:
    _source(function.__module__, _source_of(function), "python")


@cache
def _source_of(function: Python) -> str:
    return inspect.cleandoc(f"\n{_read(function)}")


def _read(function: Python) -> str:
    """Its source. For a class its file is parsed, at which Python 3.11 fails now and then if another thread parses, too."""
    for _ in range(TRIES - 1):
        with suppress(SystemError):
            return inspect.getsource(function)
    return inspect.getsource(function)


def _source(place: str, text: str, language: str) -> None:
    st.markdown(f"`{place}`")
    st.code(text, language=language)
