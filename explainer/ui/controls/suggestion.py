"""Which network a page begins with: the one that suits it, until a link or the visitor names one."""

from __future__ import annotations

import streamlit as st

from explainer.ui.controls import lesson
from explainer.ui.controls.table import NETWORK

_CHOSEN, _SUGGESTION = "_network_chosen", "_network_suggestion"


def suggest_network(suits: str | None) -> None:
    """Set the network to the one that suits the page, None for the first there is, unless one was named."""
    linked = st.query_params.get(NETWORK.key)
    if NETWORK.key in lesson.current().values or (
        linked is not None and linked != st.session_state.get(_SUGGESTION)
    ):
        choose_network()
    if not st.session_state.get(_CHOSEN):
        st.session_state[NETWORK.key] = st.session_state[_SUGGESTION] = network_on_arrival(suits)


def network_on_arrival(suits: str | None) -> str:
    """The network that the visitor would find now on a page which this one suits."""
    if st.session_state.get(_CHOSEN):
        return str(st.session_state[NETWORK.key])
    return suits or NETWORK.options[0]


def choose_network() -> None:
    """From now on the network is the visitor's choice, on every page."""
    st.session_state[_CHOSEN] = True
