"""To show the class a screen: its link, a small picture that the server makes of the page's run, and what is in neither."""

from __future__ import annotations

import streamlit as st

from explainer.media.small import small_webp
from explainer.rooms import rooms
from explainer.rooms.limits import LARGEST_PICTURE, PICTURE_SIDE
from explainer.ui import standing
from explainer.ui.components.drawing_board import is_painted
from explainer.ui.contents import page_of
from explainer.ui.controls.own import own
from explainer.ui.controls.table import NETWORK
from explainer.ui.going import screen_now
from explainer.ui.language import say
from explainer.ui.picture import shows_an_upload
from explainer.ui.seat import act, note


def show_the_class(name: str) -> None:
    """Put the screen on the wall. Nobody's browser sends a picture, and one of the visitor's own is in none."""
    page = page_of(name)
    private = shows_an_upload(page) or _is_of_an_own_network()
    pictures, missing = standing.results(), not_in_link(name)
    small = b""
    if pictures is not None and not private:
        small = small_webp(pictures, PICTURE_SIDE, LARGEST_PICTURE)
    screen, partial = screen_now(page), bool(missing)
    if act(lambda taken: rooms().post(taken, screen, small, partial)):
        kept = [say("room.picture_kept")] if private else []
        note(" ".join([say("room.shown"), *missing, *kept]))


def not_in_link(name: str) -> list[str]:
    """What others do not see of this page who open its link, in sentences."""
    said = []
    if shows_an_upload(page_of(name)):
        said.append(say("share.not_in_link"))
    if _is_of_an_own_network():
        network = str(st.session_state[NETWORK.key])
        said.append(say("share.network_not_in_link", network=network))
    if any(map(is_painted, standing.boards())):
        said.append(say("room.painted_not_in_link"))
    return said


def _is_of_an_own_network() -> bool:
    return st.session_state.get(NETWORK.key) in own()
