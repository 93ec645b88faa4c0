"""The line on a page that took another network than the one in use, and the way back to that."""

from __future__ import annotations

import streamlit as st

from explainer.networks.checkpoints import is_latent
from explainer.ui.contents import page_of
from explainer.ui.controls import lesson
from explainer.ui.controls.suggestion import (
    lost_network,
    network_before,
    passed_over,
    take_network,
)
from explainer.ui.controls.table import NETWORK
from explainer.ui.language import plain, say
from explainer.ui.page_spec import PageSpec, Section
from explainer.ui.seat import seat, teaches

# whose pages nobody opens for their network: only what the visitor chose and cannot have there is worth a line
SILENT = (Section.START, Section.TEACH, Section.SHARE)


def network_line(page: PageSpec) -> None:
    """Which network the page took by itself, why, and a button or a link that leads back; nothing if it took none, or is silent."""
    if lesson.holds(NETWORK.key):
        return
    now, chosen, before = str(st.session_state[NETWORK.key]), passed_over(), network_before()
    if lost := lost_network():
        _say("app.own_lost", now, lost, page_of("how_it_learns"))
    elif chosen:
        _say(f"app.needs_{_kind(now)}", now, chosen, page_of(before[0]) if before else None)
    elif page.section in SILENT or (seat() and not teaches()):
        return  # in a class, what the teacher leads to holds
    elif before and before[1] in NETWORK.offered:
        _say("app.begins_with", now, before[1], None)
    elif before:
        _say(f"app.takes_{_kind(now)}", now, before[1], page_of(before[0]))


def _kind(network: str) -> str:
    return "latents" if is_latent(network) else "pixels"


def _say(key: str, now: str, other: str, back: PageSpec | None) -> None:
    """The sentence, and the way back: to the page where the other network works, or to that network here."""
    with st.container(key="network_line", horizontal=True, vertical_alignment="center"):
        st.caption(say(key, network=plain(now), chosen=plain(other)), width="content")
        if back:
            st.page_link(back.script, label=f"← {say('app.back_to', page=back.menu_title)}")
        elif other in NETWORK.offered:
            label = say("app.use_here", network=plain(other))
            st.button(label, key="_network_back", on_click=take_network, args=(other,))
