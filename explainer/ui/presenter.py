"""The view for the front of a class: large type, nothing beside the stage, pages turned by key."""

from __future__ import annotations

import streamlit as st

from explainer.streamlit_names import Class, Part, keyed
from explainer.ui.contents import neighbours
from explainer.ui.controls import table as controls
from explainer.ui.drawing.markup import style_sheet
from explainer.ui.drawn_once import once_a_drawing
from explainer.ui.page_spec import PageSpec

_CSS = f"""
html {{ font-size: 21px !important; }}
{Part.SIDEBAR.selector}, {Part.HEADER.selector} {{ display: none; }}
{Class.MAIN_BLOCK.selector} {{ padding-top: 1.5rem; max-width: none; }}
/* on a projector of 720 lines every one counts */
@media (max-height: 860px) {{
  {Class.MAIN_BLOCK.selector} {{ padding-top: .5rem; }}
  h1 {{ font-size: 1.9rem !important; padding-bottom: 0 !important; }}
  {Class.MAIN_BLOCK.selector} > div {{ row-gap: .5rem; }}
}}
.nw-frame {{ max-width: none; }}
.nw-frame.nw-large {{ max-width: 62vh; }}
/* what is under a picture is read from the back row, too */
.nw-frame figcaption {{ font-size: 1.05rem; }}
.nw-frame .nw-numbers {{ font-size: 1.05rem; opacity: 1; white-space: normal; }}
.nw-row.nw-nine figcaption, .nw-row.nw-nine .nw-numbers {{ font-size: .8rem; }}
/* all that is compared is on the screen at once, and uses its width */
.nw-machine, .nw-row.nw-five, .nw-row.nw-six {{ max-width: none; }}
@media (min-width: 1024px) and (max-width: 1699px) {{
  .nw-row.nw-six {{ grid-template-columns: repeat(6, minmax(0, 1fr)); gap: 12px; }}
  .nw-row.nw-six figcaption, .nw-row.nw-six .nw-numbers {{ font-size: .85rem; }}
}}
/* a film fills the width, as far as its slider stays on the screen */
:root {{ --nw-film: 48vh; --nw-film-large: 58vh; --nw-film-place: center; }}
html[data-nw-tour] {{ --nw-film: calc(48vh - var(--nw-tour)); --nw-film-large: calc(58vh - var(--nw-tour)); }}
{keyed("present")} {{ display: block !important; }}
{keyed("guess")} summary p {{ font-size: 1.15rem; }}
"""


@once_a_drawing
def presenting() -> bool:
    """Whether the page is shown to a class."""
    return bool(st.session_state.get(controls.PRESENT.key, controls.PRESENT.default()))


def style() -> None:
    """Large type, no sidebar."""
    if presenting():
        st.html(style_sheet(_CSS))


def turn_pages(page: PageSpec) -> None:
    """Links to the pages before and after; the keys Page Up and Page Down press them."""
    places = dict(zip(("previous", "next"), neighbours(page), strict=True))
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        for way, place in places.items():
            with st.container(key=f"present_{way}", width="content"):
                if place:
                    label = f"← {place.title}" if way == "previous" else f"{place.title} →"
                    st.page_link(place.script, label=label)
