"""“Show the code”: the real source of the functions that ran."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from explainer.ui.language import say


@cache
def _source(function: Callable[..., Any] | type) -> str:
    return inspect.getsource(function)


def show_code(*functions: Callable[..., Any] | type) -> None:
    """A folded section with the functions' own source."""
    with st.expander(say("code.show"), icon=":material/code:"):
        st.caption(say("code.lead"))
        for function in functions:
            module = inspect.getmodule(function)
            st.markdown(f"`{module.__name__ if module else ''}`")
            st.code(_source(function), language="python")
