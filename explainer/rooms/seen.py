"""What a seat may see of a room."""

from __future__ import annotations

from dataclasses import replace

from explainer.rooms.protocol import Ballot, Post, Seat, View
from explainer.rooms.room import Asked, Room


def view_of(room: Room, name: str, seat: Seat, present: set[str]) -> View:
    """Pupils see neither what others answered nor what is right before the reveal, and never who answered what."""
    asked = room.asked
    open_to_all = asked is not None and (seat.teaches or asked.revealed)
    counted = (present & set(room.members)) | set(asked.votes if asked else ())
    return View(
        version=room.version_for(seat),
        members=len(counted),
        here=len(present & set(room.members)),
        asked=asked.number if asked else 0,
        ballot=_ballot(asked, open_to_all),
        revealed=asked is not None and asked.revealed,
        tally=asked.tally if asked and open_to_all else {},
        answered=len(asked.votes) if asked else 0,
        vote=asked.votes.get(name) if asked else None,
        look_here=room.look,
        wall=_wall(room, name, seat.teaches),
        results=room.results if seat.teaches else (),
        ended=room.ended is not None,
    )


def _ballot(asked: Asked | None, open_to_all: bool) -> Ballot | None:
    if asked is None:
        return None
    return asked.ballot if open_to_all else replace(asked.ballot, right=None)


def _wall(room: Room, name: str, teaches: bool) -> tuple[Post, ...]:
    return tuple(
        Post(p.number, p.screen, p.hidden, p.member == name, bool(p.picture), p.partial)
        for p in room.posts
        if teaches or not p.hidden
    )
