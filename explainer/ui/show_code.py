"""“Show the code”: the real source of what ran, from the page's action down to the network call."""

from __future__ import annotations

import inspect
from contextlib import suppress
from functools import cache
from itertools import groupby

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
        chain = (*first, *page_of(page).code(last_values()))
        for said, several in groupby(chain, _said_before):
            if said:
                st.caption(said)
            shown = list(several)
            language = "javascript" if isinstance(shown[0], Script) else "python"
            st.code("\n\n\n".join(map(_source, shown)), language=language)


def _said_before(shown: Shown) -> str:
    """What is said above a source; "" above a function as it ran. Those in a row make one element of the page."""
    if isinstance(shown, Script):
        return say("code.script")
    if isinstance(shown, FasterForm):
        engine = engine_for(st.session_state[NETWORK.key]).name
        return say("code.faster", engine=engine, tests=shown.tests)
    return ""


def _source(shown: Shown) -> str:
    """Under where it stands, as a comment."""
    if isinstance(shown, Script):
        return f"// {shown.path.name}\n{shown.path.read_text(encoding='utf-8')}"
    function = shown.readable if isinstance(shown, FasterForm) else shown
    return f"# {function.__module__}\n{_source_of(function)}"


@cache
def _source_of(function: Python) -> str:
    return inspect.cleandoc(f"\n{_read(function)}")


def _read(function: Python) -> str:
    """Its source. For a class its file is parsed, at which Python 3.11 fails now and then if another thread parses, too."""
    for _ in range(TRIES - 1):
        with suppress(SystemError):
            return inspect.getsource(function)
    return inspect.getsource(function)
