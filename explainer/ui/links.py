"""Links to a screen: as text, as a QR code, and lesson links that show less."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

import segno
import streamlit as st

from explainer.ui.components.address_bar import address_bar
from explainer.ui.contents import PAGES
from explainer.ui.controls import lesson, tour
from explainer.ui.controls.last_values import last_values
from explainer.ui.controls.lesson import HIDE, LOCK
from explainer.ui.controls.networks import for_everybody
from explainer.ui.controls.table import NETWORK, PRESENT
from explainer.ui.language import say
from explainer.ui.page_spec import PageSpec
from explainer.ui.place import base, home, origin
from explainer.ui.presenter import presenting
from explainer.ui.reachable import COMMAND, origin_for_the_room

QR_WIDTH = 232  # pixels on screen: large enough for a phone at the back of a room


def address(page: str, parameters: Mapping[str, Sequence[str]]) -> str:
    """The link to a page ("" for the first) with its settings."""
    query = urlencode(parameters, doseq=True)
    return f"{home()}/{page}" + (f"?{query}" if query else "")


def lesson_parameters(
    settings: Mapping[str, Sequence[str]], hidden: Iterable[str], locked: Iterable[str]
) -> dict[str, Sequence[str]]:
    """The settings with what the link takes away and freezes; empty lists are left out."""
    held = {HIDE: ",".join(sorted(hidden)), LOCK: ",".join(sorted(locked))}
    return {**settings, **{key: [names] for key, names in held.items() if names}}


def settings_of(page: PageSpec, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a link must say to open a page with these values, by the controls' keys: all that does not go without saying.

    A network that the visitor trained is in no link.
    """
    network = for_everybody(str(values[NETWORK.key]), page.suggests, page.networks)
    values = {**values, NETWORK.key: network}
    said = {c.key: c.in_link(values[c.key], network) for c in page.linkable() if c.key in values}
    return {key: texts for key, texts in said.items() if texts}


def screen(page: PageSpec) -> dict[str, list[str]]:
    """What decides the screen that the visitor sees now; an upload is not in it."""
    here = {NETWORK.key, *(control.key for control in page.linkable())}
    now = {key: st.session_state[key] for key in here if key in st.session_state}
    held = {key: list(texts) for key, texts in lesson.current().link.items()}
    return settings_of(page, {**last_values(), **now}) | held


def this_screen(page: PageSpec) -> str:
    """The link to what the visitor sees now: for others, who do not present it."""
    return address(page.address, screen(page))


def show_address(page: PageSpec, place: str, said: str | None = None) -> str:
    """Let the browser's address say what decides the screen, unless it has `said` so; what it says now.

    A page may compute for long and change its own controls: the address is written before and after it, and `place`
    tells the two apart.
    """
    settings = screen(page)
    if presenting():  # so that a reload, and the next page, present as well
        settings[PRESENT.key] = PRESENT.texts(True)
    if step := tour.current():  # so that it goes on after a reload, too
        settings |= step.texts()
    others = [other.address for other in PAGES if other is not page]
    query = urlencode(settings, doseq=True)
    if query != said:
        address_bar(page.address, others, query, f"_address_{place}")
    return query


@st.cache_data(max_entries=64, show_spinner=False)
def qr_code(text: str, width: int = QR_WIDTH) -> str:
    """An SVG image element of the QR code, dark on white in every theme."""
    code = segno.make(text, micro=False)
    return (
        f'<img alt="" width="{width}" src="{code.svg_data_uri(scale=4, border=4, light="white")}">'
    )


def origin_for_phones() -> str | None:
    """The origin that a QR code leads to; where there is none, why stands in the code's place."""
    room = origin_for_the_room(origin())
    if room is None:
        st.caption(say("share.no_qr", port=urlsplit(origin()).port or 80, command=COMMAND))
    return room


def show_link(link: str) -> None:
    """The link, to be copied or photographed."""
    st.code(link, language=None, wrap_lines=True)
    room = origin_for_phones()
    if room is None:
        return
    led_to = "" if room == origin() else say("share.qr_room", url=room + base())
    qr = qr_code(room + link.removeprefix(origin()))
    st.html(f"<figure>{qr}<figcaption>{say('share.qr')} {led_to}</figcaption></figure>")
