"""What a page keeps from those who have not answered yet, and how the bar stays in sight meanwhile: all by style.

The page itself is not drawn again for that: thirty pages at once would keep the question waiting.
"""

from __future__ import annotations

import streamlit as st

from explainer.rooms.protocol import View
from explainer.streamlit_names import Class, Part, keyed
from explainer.ui.ballots import blind_of, is_known
from explainer.ui.drawing.class_style import BAR, PAIR
from explainer.ui.language import say
from explainer.ui.presenter import presenting
from explainer.ui.seat import teaches
from explainer.ui.sections.room_question import is_put_away

COVERS = (
    "_room_covers"  # the teacher's choice: the page waits for the reveal in front of the class, too
)
# where the bar stands among the parts of a page: whatever comes after it is the page's own
_PLACE = f"{Class.MAIN_BLOCK.selector} > * > {Part.WRAPPER.selector}:has({keyed(BAR)})"

STAYS = f"""
{_PLACE} {{ position: sticky; top: 3rem; z-index: 900; }}
{keyed(BAR)} {{ max-height: 65vh; overflow-y: auto; flex-wrap: nowrap; box-shadow: 0 4px 16px rgb(0 0 0 / .2); }}
{keyed(BAR)} {keyed(PAIR)} {{ max-width: min(560px, 50vh); }}
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
{_PLACE} ~ * {{ visibility: hidden; opacity: 0; pointer-events: none; }}
"""


def page_style(page: str, view: View) -> str:
    """What the room changes of the page, as a style sheet."""
    if view.ballot is None or not is_known(view.ballot):
        return ""
    parts = (
        (STAYS, not is_put_away(view) and (not view.revealed or is_here(page, view))),
        (IN_FRONT, presenting()),
        (ASKED_ONCE, view.ballot.question == page),
        (COVERED, is_covered(page, view)),
    )
    return "".join(style for style, holds in parts if holds)


def is_here(page: str, view: View) -> bool:
    """Whether the class is asked this page's question, or about a pair that belongs to no screen."""
    asked = view.ballot.question if view.ballot else ""
    return asked == page or blind_of(asked) is not None


def is_covered(page: str, view: View) -> bool:
    """Whether the answer that may stand on the page is out of sight: for pupils until they have answered."""
    if view.revealed or not is_here(page, view):
        return False
    return bool(st.session_state.get(COVERS)) if teaches() else view.vote is None


def say_whether_covered(page: str, view: View) -> None:
    """To pupils why, and when it opens; the teacher decides."""
    if view.revealed or not is_here(page, view):
        return
    if teaches():
        st.toggle(say("room.cover"), key=COVERS, help=say("room.cover_help"))
    elif is_covered(page, view):
        st.caption(say("room.opens"))
