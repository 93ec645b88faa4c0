"""Teach: what to prepare, and how this server stands: addresses, cameras, how many at once."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from explainer.experiments.cost import expected_seconds
from explainer.experiments.settings import FIRST_VISIT, FOR_GENERATING, Settings
from explainer.networks.checkpoints import read_card
from explainer.networks.conditions import first_of
from explainer.server.front_door import most_visitors
from explainer.ui.contents import page_of
from explainer.ui.drawing.numbers import number, seconds
from explainer.ui.language import plain, say
from explainer.ui.page_spec import CLASSROOM
from explainer.ui.place import base, origin
from explainer.ui.reachable import COMMAND, is_loopback, origin_for_the_room

CLASS = 30  # pupils


def prepare() -> None:
    """A list of points, those about this server as it is now."""
    room = origin_for_the_room(origin())
    points = [phones(room), *([cameras(room)] if room else []), load()]
    points += [say("teach.doors", n=most_visitors())]
    points += [say(f"teach.{key}") for key in ("warm", "offline", "seats", "print_sheets")]
    points += [say("teach.open_room", page=page_of(CLASSROOM).menu_title)]
    st.markdown("\n".join(f"- {point}" for point in points))
    st.caption(say("teach.docs", teaching="docs/teaching.md", hosting="docs/hosting.md"))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(say("teach.glossary"), width="content")
        glossary = page_of("glossary")
        st.page_link(glossary.script, label=glossary.title, icon=glossary.icon)


def phones(room: str | None) -> str:
    """Whether a phone in the room can open the app, and under which address."""
    if room:
        return say("teach.ready_phones", url=plain(room + base()))
    listens = str(st.get_option("server.address") or "")
    key = "not_phones" if listens and is_loopback(listens) else "unknown_phones"
    return say(f"teach.{key}", command=COMMAND)


def cameras(room: str) -> str:
    """Whether browsers lend a camera to the address that phones open."""
    return say("teach.camera_ready" if urlsplit(room).scheme == "https" else "teach.camera_not")


def load() -> str:
    """How long a class waits that presses at once, at most: joined calls are faster."""
    words = first_of(read_card(FOR_GENERATING).first_prompt)
    settings = Settings(FOR_GENERATING, steps=FIRST_VISIT.steps, w=FIRST_VISIT.w, words=words)
    one = expected_seconds(settings)
    return say(
        "teach.load",
        network=settings.network,
        steps=settings.steps,
        one=seconds(one),
        all=number(CLASS * one, 0),
    )
