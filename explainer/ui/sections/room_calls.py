"""Where the class is: the teacher calls everybody to a screen, and whoever joins later begins where the others are."""

from __future__ import annotations

from explainer.rooms import rooms
from explainer.rooms.protocol import View
from explainer.ui.bridges import BRIDGES
from explainer.ui.contents import page_of
from explainer.ui.going import go, read
from explainer.ui.language import say
from explainer.ui.page_spec import CLASSROOM
from explainer.ui.seat import act, follow, followed, has_just_joined, note, put_away, teaches


def go_where_the_class_is(page: str, view: View) -> None:
    """Follow the teacher's call, once; a teacher who turns to another page calls nobody there who joins from now on."""
    is_new, call = has_just_joined(), view.look_here
    if teaches():
        if call and not call.past and page not in (CLASSROOM, _page_of(call.screen)):
            act(rooms().go_on)
        return
    if call and call.number > followed():
        follow(call.number)
        if view.revealed:
            put_away(view.asked)  # the class goes on
        if not (is_new and call.past):
            note(say("room.brought_here"))
            go(call.screen)
    if is_new and (there := _screen_of_the_question(view)):
        note(say("room.asked_here"))
        go(there)


def _screen_of_the_question(view: View) -> str:
    """Where the open question of a page is answered; "" if there is none. As the teacher called the class there, if so."""
    ballot, call = view.ballot, view.look_here
    if ballot is None or view.revealed or ballot.question not in BRIDGES:
        return ""
    if call and _page_of(call.screen) == ballot.question:
        return call.screen
    return f"/{page_of(ballot.question).address}"


def _page_of(screen: str) -> str:
    found = read(screen)
    return found[0].name if found else ""
