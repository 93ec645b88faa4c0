"""Which network a page begins with: the one that suits it, until a link or the visitor names one."""

from __future__ import annotations

import streamlit as st

from explainer.networks.checkpoints import Kind
from explainer.ui.controls import lesson
from explainer.ui.controls.networks import networks, offer
from explainer.ui.controls.table import NETWORK

_CHOSEN = "_network_chosen"


def suggest_network(suits: str | None, kind: Kind = "any", linked: str | None = None) -> None:
    """Set the network that a page begins with, which offers those of a `kind`, as `network_on_arrival` says.

    An address that has just been followed may have `linked` one. Every address names its network, so that is
    a choice only where the page would have begun with another.
    """
    offer(kind)
    if held := lesson.current().values.get(NETWORK.key):
        choose_network(held)
    elif linked is not None and linked != network_on_arrival(suits, kind):
        choose_network(linked)
    st.session_state[NETWORK.key] = network_on_arrival(suits, kind)


def network_on_arrival(suits: str | None, kind: Kind = "any") -> str:
    """The network that the visitor would find now on a page that offers a `kind`, and which this one suits.

    What was chosen, if the page offers it; else what suits, None for the first there is.
    """
    offered, chosen = networks(kind), st.session_state.get(_CHOSEN)
    if chosen in offered:
        return str(chosen)
    return suits if suits in offered else offered[0]


def choose_network(name: str | None = None) -> None:
    """From now on the network, or the one that the control names, is the visitor's choice, on every page that offers it."""
    st.session_state[_CHOSEN] = name or st.session_state[NETWORK.key]


def passed_over() -> str | None:
    """The network that the visitor chose, if the page that is open, which wants another kind, does not offer it."""
    chosen = st.session_state.get(_CHOSEN)
    return chosen if chosen in NETWORK.options and chosen not in NETWORK.offered else None
