"""Which network a page begins with: the one that suits it, until a link or the visitor names one."""

from __future__ import annotations

import streamlit as st

from explainer.networks.checkpoints import Kind
from explainer.ui.controls import lesson
from explainer.ui.controls.networks import networks, offer
from explainer.ui.controls.open_page import page_now
from explainer.ui.controls.own import is_lost, own
from explainer.ui.controls.table import NETWORK

_CHOSEN = "_network_chosen"
_USED, _BEFORE = "_network_used", "_network_before"  # each a page and its network


def suggest_network(suits: str | None, kind: Kind = "any", linked: str | None = None) -> None:
    """Set the network that a page begins with, which offers those of a `kind`, as `network_on_arrival` says.

    An address that has just been followed may have `linked` one. Every address names its network, so that is
    a choice only where the page would have begun with another; none names what the visitor trained.
    """
    offer(kind)
    if held := lesson.current().values.get(NETWORK.key):
        choose_network(held)
    elif linked is not None and linked != network_on_arrival(suits, kind) and not _own_chosen():
        choose_network(linked)
    name = network_on_arrival(suits, kind)
    st.session_state[NETWORK.key] = name
    _notice(name)


def _own_chosen() -> bool:
    return st.session_state.get(_CHOSEN) in own()


def lost_network() -> str | None:
    """What the visitor trained and chose, if it had to make room for others' since."""
    chosen: str | None = st.session_state.get(_CHOSEN)
    return chosen if is_lost(chosen) else None


def _notice(name: str) -> None:
    """Remember where the visitor comes from, if another network was in use there that is not of their own choice here."""
    here = page_now()
    page, used = st.session_state.get(_USED, (here, name))
    if page != here:
        changed = used != name and name != st.session_state.get(_CHOSEN)
        st.session_state[_BEFORE] = (page, used) if changed else None
    elif used != name:
        st.session_state[_BEFORE] = None
    st.session_state[_USED] = here, name


def network_before() -> tuple[str, str] | None:
    """The page that the visitor came from and the network in use there, if the page that is open took another by itself."""
    before: tuple[str, str] | None = st.session_state.get(_BEFORE)
    return before


def network_on_arrival(suits: str | None, kind: Kind = "any") -> str:
    """The network that the visitor would find now on a page that offers a `kind`, and which this one suits.

    What was chosen, if the page offers it; else what suits; on a page of all networks, which none suits more than
    another, the one in use before; else the first there is.
    """
    offered, chosen = networks(kind), st.session_state.get(_CHOSEN)
    _, used = st.session_state.get(_USED, ("", None)) if kind == "any" else ("", None)
    return next((str(name) for name in (chosen, suits, used) if name in offered), offered[0])


def choose_network(name: str | None = None) -> None:
    """From now on the network, or the one that the control names, is the visitor's choice, on every page that offers it."""
    st.session_state[_CHOSEN] = name or st.session_state[NETWORK.key]


def take_network(name: str) -> None:
    """The same for a button that names it, unless the lesson holds the network."""
    if not lesson.holds(NETWORK.key):
        st.session_state[NETWORK.key] = name
        choose_network(name)


def passed_over() -> str | None:
    """The network that the visitor chose, if the page that is open, which wants another kind, does not offer it."""
    chosen = st.session_state.get(_CHOSEN)
    return chosen if chosen in NETWORK.options and chosen not in NETWORK.offered else None
