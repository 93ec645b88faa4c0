"""How it learns: what was trained, taken along to the other pages."""

from __future__ import annotations

from functools import partial

import streamlit as st

from explainer.experiments.live.kept import can_be_kept, kept
from explainer.experiments.live.pictures import vocabulary_of
from explainer.experiments.live.process import Training
from explainer.ui.contents import page_of
from explainer.ui.controls import lesson
from explainer.ui.controls.own import own, take_in
from explainer.ui.controls.suggestion import take_network
from explainer.ui.controls.table import NETWORK
from explainer.ui.language import say

_KEPT = "_live_kept"  # the training that was taken along last, and its network's name
PAGES = ("generate", "remove_noise", "inside_unet")


def offer(training: Training) -> None:
    """A button that lets every page use the network; once pressed, its name and where to go."""
    plan, report = training.plan, training.report
    if plan.sigma is not None:
        st.caption(say("how_it_learns.keep_one_level"))
    elif network := _name_of(training):
        st.success(say("how_it_learns.kept", network=network), icon=":material/check:")
        with st.container(horizontal=True):
            for page in map(page_of, PAGES):
                st.page_link(page.script, label=page.menu_title, icon=page.icon)
    elif can_be_kept(plan, report) and not lesson.holds(NETWORK.key):
        st.button(
            say("how_it_learns.keep"),
            key="_live_keep",
            icon=":material/input:",
            on_click=_keep,
            args=(training,),
        )


def _name_of(training: Training) -> str | None:
    """What its network is called on the other pages, if it is there."""
    of, name = st.session_state.get(_KEPT, (None, ""))
    return name if of is training and name in own() else None


def _keep(training: Training) -> None:
    plan, report = training.plan, training.report
    pictures = report.moments[-1].pictures[: len(vocabulary_of(plan.subject)) or None]
    name = take_in(plan.subject, partial(kept, plan=plan, report=report), pictures)
    st.session_state[_KEPT] = training, name
    take_network(name)
