"""Share: a lesson link put together by a teacher, and how programs call the tabs."""

from __future__ import annotations

import streamlit as st

from explainer.experiments.settings import FOR_GENERATING
from explainer.networks.checkpoints import read_card
from explainer.networks.conditions import first_of
from explainer.ui.contents import LESSONS, page_of
from explainer.ui.controls import table as controls
from explainer.ui.controls.control import Control
from explainer.ui.controls.last_values import last_values
from explainer.ui.controls.lesson import UPLOAD
from explainer.ui.controls.open_page import page_before
from explainer.ui.controls.own import own
from explainer.ui.controls.suggestion import network_on_arrival
from explainer.ui.language import say
from explainer.ui.links import address, lesson_parameters, settings_of
from explainer.ui.page_spec import PageSpec
from explainer.ui.place import home
from explainer.ui.sections.lesson_preview import control_name, lesson_preview


def lesson_link() -> str:
    """The questions that make a lesson link, and the link."""
    page = _lesson_page()
    names = [*(c.key for c in _choosable(page)), UPLOAD]
    shown = st.multiselect(
        say("lesson.shown"),
        names,
        names,
        format_func=control_name,
        key=f"_lesson_shown_{page.name}",
        placeholder=say("lesson.choose"),
    )
    freezable = [name for name in shown if name != UPLOAD]
    frozen = st.multiselect(
        say("lesson.frozen"),
        freezable,
        format_func=control_name,
        key=f"_lesson_frozen_{page.name}",
        placeholder=say("lesson.choose"),
    )
    network = {controls.NETWORK.key: network_on_arrival(page.suggests, page.networks)}
    settings = settings_of(page, {**last_values(), **network})
    lesson_preview(page, settings, shown, frozen)
    _other_network(settings[controls.NETWORK.key][0])
    parameters = lesson_parameters(settings, set(names) - set(shown), frozen)
    return address(page.address, parameters)


def _lesson_page() -> PageSpec:
    """The page that the lesson is to open; at first the one that the visitor came from."""
    names = [page.name for page in LESSONS]
    before = page_before()
    chosen = st.selectbox(
        say("lesson.page"),
        names,
        index=names.index(before if before in names else "generate"),
        format_func=lambda name: page_of(name).title,
        key="_lesson_page",
    )
    return page_of(chosen)


def _other_network(network: str) -> None:
    """A line where the link names another network than the sidebar, which Share leaves as it was."""
    here = st.session_state[controls.NETWORK.key]
    if here in own():
        st.caption(say("share.network_not_in_link", network=here))
    elif network != here:
        st.caption(say("lesson.other_network", network=network, here=here))


def _choosable(page: PageSpec) -> list[Control]:
    return [c for c in page.linkable() if c is not controls.LANG]


def api_example() -> str:
    """Lines of Python that call the tabs of this server."""
    words = first_of(read_card(FOR_GENERATING).first_prompt)
    asked = f'"{FOR_GENERATING}", "{words}", 2, 50, "ddpm", 7, 4'
    return (
        "from gradio_client import Client\n\n"
        f'client = Client("{home()}/gradio/")\n'
        f'picture, text = client.predict({asked}, api_name="/generate")\n'
        "print(picture, text)"
    )
