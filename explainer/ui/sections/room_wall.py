"""The wall of a room: screens that pupils show the class; everybody can open them, the teacher can hide them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from explainer.core.errors import UserError
from explainer.rooms import rooms
from explainer.rooms.protocol import Post, View
from explainer.ui.contents import page_of
from explainer.ui.drawing.class_style import POST
from explainer.ui.going import go, name_of
from explainer.ui.language import say
from explainer.ui.page_spec import CLASSROOM
from explainer.ui.seat import act, note, seat, teaches

WIDTH = 168  # of a card, pixels: two stand beside each other on a phone
_ON_TOP = "_room_wall_on_top"  # the teacher has come for the wall


def way_to_wall(view: View) -> None:
    """A button that leads to the class's page, with the wall on top: whoever goes there otherwise wants the code."""
    st.session_state.pop(_ON_TOP, None)
    shown = sum(not post.hidden for post in view.wall)
    label, icon = say("room.wall", n=shown), ":material/grid_view:"
    if st.button(label, key="_room_wall", icon=icon, type="tertiary"):
        st.session_state[_ON_TOP] = True
        st.switch_page(page_of(CLASSROOM).script)


def is_on_top() -> bool:
    """Whether the visitor has come for the wall."""
    return _ON_TOP in st.session_state


def wall(view: View) -> None:
    """All screens on it, the last first, as cards with their pictures."""
    st.subheader(say("classroom.wall"), anchor=False)
    if not view.wall:
        st.caption(say("classroom.wall_empty"))
        return
    pictures = _pictures() if any(post.picture for post in view.wall) else {}
    with st.container(horizontal=True, gap="small"):
        for post in reversed(view.wall):
            with st.container(key=f"{POST}_{post.number}", width=WIDTH):
                _card(post, pictures.get(post.number))


def _pictures() -> Mapping[int, bytes]:
    """Those that can be had: where the room has just ended, the page says so elsewhere."""
    taken = seat()
    try:
        return rooms().pictures(taken) if taken else {}
    except UserError:
        return {}


def _card(post: Post, picture: bytes | None) -> None:
    title, shows = name_of(post.screen)
    shows = shows or say("classroom.as_it_begins")
    if picture:
        st.html(_image(picture, f"{title}: {shows}", post.hidden))
    own = f" ({say('classroom.own')})" if post.own else ""
    st.markdown(f"**{title}**{own}")
    st.caption(say("classroom.hidden") if post.hidden else shows)
    if post.partial:
        st.caption(say("classroom.partial"))
    with st.container(horizontal=True, gap="xsmall"):
        key = f"_room_open_{post.number}"
        if st.button(say("classroom.open_post"), key=key, help=f"{title}: {shows}"):
            if post.partial:
                note(say("classroom.partial"))
            go(post.screen)
        if post.own:
            _deed(post, "take_off", _take_off)
        elif teaches():
            _deed(post, "show" if post.hidden else "hide", _hide, not post.hidden)


def _image(picture: bytes, alt: str, hidden: bool) -> str:
    """Rooms have checked that it is a picture."""
    classes = "nw-post nw-hidden" if hidden else "nw-post"
    source = f"data:image/webp;base64,{b64encode(picture).decode()}"
    return f'<img class="{classes}" alt="{escape(alt)}" src="{source}">'


def _deed(post: Post, name: str, deed: Callable[..., None], *told: bool) -> None:
    label, key = say(f"classroom.{name}_post"), f"_room_{name}_{post.number}"
    st.button(label, key=key, type="tertiary", on_click=deed, args=(post.number, *told))


def _hide(number: int, hidden: bool) -> None:
    act(lambda taken: rooms().hide(taken, number, hidden))


def _take_off(number: int) -> None:
    act(lambda taken: rooms().take_off(taken, number))
