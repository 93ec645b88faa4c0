"""Links to a screen: as text, as a QR code, and lesson links that show less."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode, urlsplit

import segno
import streamlit as st

from explainer.ui.controls.lesson import HIDE, LOCK
from explainer.ui.language import say

QR_WIDTH = 232  # pixels on screen: large enough for a phone at the back of a room


def origin() -> str:
    """Where the visitor's browser found the app, without a page: https://host or https://host/path."""
    page = urlsplit(st.context.url or "http://localhost:8501")
    return f"{page.scheme}://{page.netloc}"


def address(page: str, parameters: Mapping[str, Sequence[str]]) -> str:
    """The link to a page ("" for the first) with its settings."""
    query = urlencode(parameters, doseq=True)
    return f"{origin()}/{page}" + (f"?{query}" if query else "")


def lesson_parameters(
    settings: Mapping[str, Sequence[str]], hidden: Iterable[str], locked: Iterable[str]
) -> dict[str, Sequence[str]]:
    """The settings with what the link takes away and freezes; empty lists are left out."""
    held = {HIDE: ",".join(sorted(hidden)), LOCK: ",".join(sorted(locked))}
    return {**settings, **{key: [names] for key, names in held.items() if names}}


def this_screen() -> str:
    """The link to what the visitor sees now; an upload is not in it."""
    here = {key: st.query_params.get_all(key) for key in st.query_params}
    return address(urlsplit(st.context.url or "").path.strip("/"), here)


@st.cache_data(max_entries=64, show_spinner=False)
def qr_code(text: str) -> str:
    """An SVG image element of the QR code, dark on white in every theme."""
    code = segno.make(text, micro=False)
    return f'<img alt="" width="{QR_WIDTH}" src="{code.svg_data_uri(scale=4, border=4, light="white")}">'


def show_link(link: str) -> None:
    """The link, to be copied or photographed."""
    st.code(link, language=None, wrap_lines=True)
    st.html(f"<figure>{qr_code(link)}<figcaption>{say('share.qr')}</figcaption></figure>")
