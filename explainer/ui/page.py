"""What every page has: heading, stage and controls side by side, the folded sections."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import streamlit as st

from explainer.core.errors import UserError
from explainer.ui.contents import page_of
from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.controls.own import own
from explainer.ui.language import say, translate
from explainer.ui.links import show_link, this_screen
from explainer.ui.network_line import network_line
from explainer.ui.picture import shows_an_upload
from explainer.ui.presenter import presenting
from explainer.ui.terms import explained


@contextmanager
def telling_errors() -> Iterator[None]:
    """What went wrong is told in a sentence, in the place of what is not drawn. A fragment needs one of its own."""
    try:
        yield
    except UserError as error:
        st.error(translate(error.sentence))


def heading(page: str) -> None:
    """Title, what can be done with any page, and the one sentence that says what will be seen."""
    with st.container(key="page_title", horizontal=True, vertical_alignment="center"):
        st.title(say(f"{page}.title"), anchor=False)
        with st.container(key="page_tools", horizontal=True, width="content"):
            if st.button(say("share.screen"), icon=":material/link:", type="tertiary"):
                _link_dialog(page)
            controls.PRESENT.draw()
    st.markdown(explained(f"{page}.lead"))
    network_line(page_of(page))


def _link_dialog(page: str) -> None:
    """The link to this screen, with its QR code."""

    @st.dialog(say("share.screen"))
    def dialog() -> None:
        show_link(this_screen(page_of(page)))
        if shows_an_upload(page_of(page)):
            st.caption(say("share.not_in_link"))
        if (network := str(st.session_state[controls.NETWORK.key])) in own():
            st.caption(say("share.network_not_in_link", network=network))

    dialog()


def stage_and_controls() -> tuple[AbstractContextManager[Any], AbstractContextManager[Any]]:
    """Beside each other on a wide screen; the controls under the stage on a phone, folded for a class."""
    if presenting():
        return st.container(), st.expander(say("present.controls"), icon=":material/tune:")
    stage, controls = st.columns([4, 1.15], gap="large")
    return stage, controls


def more(page: str) -> AbstractContextManager[Any]:
    """The folded section for controls that few visitors need, side by side; none, if the lesson hides all of them.

    Below stage and controls: as wide as both it opens no hole beside it.
    """
    hidden = all(lesson.hides(control.key) for control in page_of(page).more)
    place = st.container() if hidden else st.expander(say("generate.more"))
    return place.container(key="more", horizontal=True, gap="medium")


def look(text: str) -> None:
    """The section that tells where to look."""
    st.subheader(say("look.heading"), anchor=False)
    st.markdown(text)


def folded(title: str) -> AbstractContextManager[Any]:
    """A section, folded under its title, a key of the strings; it stays open whatever moves above it."""
    return st.expander(f"**{say(title)}**", key=f"_fold_{title.replace('.', '_')}")


def curious() -> AbstractContextManager[Any]:
    """The folded section for what a first visit does not need."""
    return st.expander(say("look.curious"), icon=":material/biotech:")


def formulas(*latex: str, note: str = "") -> None:
    """A folded section with formulas in the colours of their quantities."""
    place = st.container(key="formula")
    with place.expander(say("code.formula"), icon=":material/function:"):
        for formula in latex:
            # slanted letters reach beyond their boxes: without room at both ends the line could be scrolled
            st.latex(rf"\;{formula}\;")
        if note:
            st.caption(note)
