"""The wall of a room: screens that pupils show the class; everybody can open them, the teacher can hide them."""

from __future__ import annotations

import streamlit as st

from explainer.rooms import rooms
from explainer.rooms.protocol import Post, View
from explainer.ui.drawing.class_style import POST
from explainer.ui.going import go, name_of
from explainer.ui.language import say
from explainer.ui.seat import act, teaches

WIDTH = 240  # of a card, pixels


def wall(view: View) -> None:
    """All screens on it, the last first, as cards."""
    st.subheader(say("classroom.wall"), anchor=False)
    if not view.wall:
        st.caption(say("classroom.wall_empty"))
        return
    with st.container(horizontal=True, gap="small"):
        for post in reversed(view.wall):
            with st.container(key=f"{POST}_{post.number}", width=WIDTH):
                _card(post)


def _card(post: Post) -> None:
    title, shows = name_of(post.screen)
    own = f" ({say('classroom.own')})" if post.own else ""
    st.markdown(f"**{title}**{own}")
    st.caption(say("classroom.hidden") if post.hidden else shows or say("classroom.as_it_begins"))
    with st.container(horizontal=True, gap="small"):
        key, icon = f"_room_open_{post.number}", ":material/open_in_new:"
        if st.button(say("classroom.open_post"), key=key, icon=icon, help=f"{title}: {shows}"):
            go(post.screen)
        if teaches():
            key = f"_room_hide_{post.number}"
            label = say("classroom.show_post" if post.hidden else "classroom.hide_post")
            st.button(label, key=key, type="tertiary", on_click=_hide, args=(post,))


def _hide(post: Post) -> None:
    act(lambda taken: rooms().hide(taken, post.number, not post.hidden))
