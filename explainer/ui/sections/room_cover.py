"""What a page keeps from those who have not answered yet, and how the bar stays in sight meanwhile: all by style.

The page itself is not drawn again for that: thirty pages at once would keep the question waiting.
"""

from __future__ import annotations

import streamlit as st

from explainer.rooms.protocol import View
from explainer.streamlit_names import Class, Part, keyed
from explainer.ui.ballots import blind_of, is_known
from explainer.ui.bridges import BRIDGES
from explainer.ui.drawing.class_style import BAR, PAIR
from explainer.ui.language import say
from explainer.ui.presenter import presenting
from explainer.ui.seat import is_put_away, teaches

# the teacher's choice: pages wait for the reveal in front of the class, too; and the same, where it is not drawn
COVERS, _COVERS_KEPT = "_room_covers", "_room_covers_kept"
# where the bar stands among the parts of a page: whatever comes after it is the page's own
_PLACE = f"{Class.MAIN_BLOCK.selector} > * > {Part.WRAPPER.selector}:has({keyed(BAR)})"

STAYS = f"""
{_PLACE} {{ position: sticky; top: 3rem; z-index: 900; }}
{keyed(BAR)} {{ max-height: 65vh; overflow-y: auto; flex-wrap: nowrap; box-shadow: 0 4px 16px rgb(0 0 0 / .2); }}
{keyed(BAR)} {keyed(PAIR)} {{ max-width: min(560px, 66vh); }}
@media (max-width: 640px) {{
  {keyed(BAR)} {{ max-height: 40vh; }}
  {keyed(BAR)} {keyed(PAIR)} {{ max-width: 260px; }}
}}
@media print {{ {_PLACE} {{ position: static; }} }}
"""
ASKED_ONCE = f"""
{keyed("guess")}, {keyed("guessed")} button {{ display: none !important; }}
"""
IN_FRONT = f"""
{_PLACE} {{ top: 0; }}
"""
COVERED = f"""
{_PLACE} ~ *:not(:has({keyed("page_title")})) {{ visibility: hidden; opacity: 0; pointer-events: none; }}
"""


def page_style(page: str, view: View) -> str:
    """What the room changes of the page, as a style sheet."""
    ballot = view.ballot if view.ballot and is_known(view.ballot) else None
    is_shown = ballot is not None and not is_put_away(view)
    parts = (
        (STAYS, is_shown and (not view.revealed or is_here(page, view))),
        (IN_FRONT, ballot is not None and presenting()),
        (ASKED_ONCE, ballot is not None and ballot.question == page),
        (COVERED, is_covered(page, view)),
    )
    return "".join(style for style, holds in parts if holds)


def is_here(page: str, view: View) -> bool:
    """Whether the class is asked this page's question, or about a pair that belongs to no screen."""
    asked = view.ballot.question if view.ballot else ""
    return asked == page or blind_of(asked) is not None


def is_covered(page: str, view: View) -> bool:
    """Whether the answer that may stand on the page is out of sight: for pupils until they have answered."""
    if teaches():
        return _waits(page, view) and bool(st.session_state.get(_COVERS_KEPT))
    return not view.revealed and is_here(page, view) and view.vote is None


def _waits(page: str, view: View) -> bool:
    """Whether the page may tell the teacher's class what it is asked now, or will be."""
    if is_here(page, view):
        return not view.revealed
    return page in BRIDGES and all(past.ballot.question != page for past in view.results)


def say_whether_covered(page: str, view: View) -> None:
    """To pupils why, and when it opens; the teacher decides."""
    if teaches():
        if _waits(page, view):
            st.session_state.setdefault(COVERS, st.session_state.get(_COVERS_KEPT, False))
            st.toggle(say("room.cover"), key=COVERS, help=say("room.cover_help"), on_change=_cover)
    elif is_covered(page, view):
        st.caption(say("room.opens"))


def _cover() -> None:
    """For this page and those to come."""
    st.session_state[_COVERS_KEPT] = st.session_state[COVERS]
