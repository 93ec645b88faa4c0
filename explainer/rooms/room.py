"""A room as a value: what it holds, and what each act makes of it. No clock, no network, no lock.

Members are known by `name_of` their secret, so that whoever reads what is stored can sit on nobody's seat.
`version` counts every change; `shown` is the version of the last one that pupils can see, so that thirty browsers
do not wake because of one vote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from explainer.core.errors import UserError
from explainer.rooms.checks import allows, ballot_checked, screen_checked
from explainer.rooms.limits import Limits
from explainer.rooms.protocol import Ballot, GoneError, Look, Result, Seat
from explainer.strings import Sentence


@dataclass(frozen=True)
class Asked:
    """A question to the class, and who answered what so far."""

    number: int
    ballot: Ballot
    votes: Mapping[str, str]
    revealed: bool = False

    @property
    def tally(self) -> dict[str, int]:
        """How often each answer was given."""
        return dict(Counter(self.votes.values()))


@dataclass(frozen=True)
class Posted:
    """A screen on the wall, and whose it is."""

    number: int
    member: str
    screen: str
    hidden: bool = False
    picture: str = ""  # the name of what the store keeps of it
    partial: bool = False


@dataclass(frozen=True)
class Room:
    """All that there is of a room."""

    code: str
    teacher: str
    opener: str  # where it was opened from
    opened: float
    version: int = 1
    shown: int = 1
    members: tuple[str, ...] = ()
    here: int = 0  # of them, when that was last counted
    asked: Asked | None = None
    results: tuple[Result, ...] = ()
    look: Look | None = None
    posts: tuple[Posted, ...] = ()
    posted: int = 0  # the number of the last one: none is given twice
    ended: float | None = None  # when

    def changed(self, *, seen: bool = True, **fields: Any) -> Room:
        """The next version; `seen` where pupils can see the difference."""
        version = self.version + 1
        shown = version if seen else self.shown
        return replace(self, version=version, shown=shown, **fields)

    def version_for(self, seat: Seat) -> int:
        """Of what this seat can see."""
        return self.version if seat.teaches else self.shown

    def ends_at(self, teacher_seen: float, limits: Limits) -> float:
        """When nothing will be left of it, if nobody does anything."""
        if self.ended is not None:
            return self.ended + limits.afterwards
        return min(self.opened + limits.lifetime, teacher_seen + limits.absence)


def name_of(secret: str) -> str:
    """What a member is called where it is stored; an address as well: nobody needs to read it."""
    return blake2b(secret.encode("utf-8", "replace"), digest_size=12).hexdigest()


def member(room: Room | None, seat: Seat) -> str:
    """The name of who has this seat. GoneError where there is no such seat any more."""
    name = name_of(seat.secret)
    if room is None or not (name == room.teacher if seat.teaches else name in room.members):
        raise GoneError(Sentence("rooms.gone"))
    return name


def acting(room: Room, seat: Seat, as_teacher: bool) -> str:
    """The name of who may do this now: in a room that goes on, the teacher or a pupil."""
    name = member(room, seat)
    if room.ended is not None:
        raise GoneError(Sentence("rooms.ended"))
    if seat.teaches is not as_teacher:
        raise UserError(Sentence("rooms.not_yours"))
    return name


def joined(room: Room, name: str, present: set[str], limits: Limits) -> Room:
    """With one member more; in a full room in the place of one who is not there any more."""
    if room.ended is not None:
        raise GoneError(Sentence("rooms.ended"))
    members = room.members
    if len(members) >= limits.members:
        members = tuple(m for m in members if m in present or m in _voters(room))
    if len(members) >= limits.members:
        raise UserError(Sentence("rooms.full", n=limits.members))
    return room.changed(seen=False, members=(*members, name), here=room.here + 1)


def left(room: Room, name: str) -> Room:
    """Without a member, and without what they answered to a question that is still open."""
    asked = room.asked
    if asked and not asked.revealed:
        asked = replace(asked, votes={m: v for m, v in asked.votes.items() if m != name})
    members = tuple(m for m in room.members if m != name)
    return room.changed(seen=False, members=members, here=max(0, room.here - 1), asked=asked)


def counted(room: Room, here: int) -> Room:
    """With so many members there: the teacher is to hear of those who have gone without a word."""
    return room if here == room.here else room.changed(seen=False, here=here)


def with_question(room: Room, ballot: Ballot, limits: Limits) -> Room:
    """With a question that is open; the one before goes to the results."""
    results, number = room.results, 1
    if before := room.asked:
        number = before.number + 1
        results = (*results, Result(before.ballot, before.tally, before.revealed))
    asked = Asked(number, ballot_checked(ballot), {})
    return room.changed(asked=asked, results=results[-limits.questions :], look=_past(room))


def with_vote(room: Room, name: str, question: str, answer: str) -> Room:
    """With a member's answer, in the place of an earlier one."""
    asked = room.asked
    if asked is None or asked.revealed or asked.ballot.question != question:
        raise UserError(Sentence("rooms.not_open"))
    if not allows(asked.ballot, answer):
        raise UserError(Sentence("rooms.no_answer"))
    if asked.votes.get(name) == answer:
        return room
    return room.changed(seen=False, asked=replace(asked, votes={**asked.votes, name: answer}))


def revealed(room: Room) -> Room:
    """With what the class answered in sight of all."""
    if room.asked is None or room.asked.revealed:
        return room
    return room.changed(asked=replace(room.asked, revealed=True), look=_past(room))


def looking(room: Room, screen: str) -> Room:
    """With everybody called to a screen."""
    number = room.look.number + 1 if room.look else 1
    return room.changed(look=Look(number, screen_checked(screen)))


def gone_on(room: Room) -> Room:
    """With nobody called any more who joins from now on."""
    look = _past(room)
    return room if look == room.look else room.changed(seen=False, look=look)


def _past(room: Room) -> Look | None:
    return room.look and replace(room.look, past=True)


def with_post(room: Room, new: Posted, limits: Limits) -> Room:
    """With one screen more on the wall, which gets its number; the same one again changes nothing.

    With a picture, it takes the place of the same one without, hidden if that was. On a full wall, what is hidden
    makes room: nobody can take it off who does not see it.
    """
    same = [p for p in room.posts if p.member == new.member and p.screen == new.screen]
    if any(p.picture == new.picture or not new.picture for p in same):
        return room
    bare = [p for p in same if not p.picture]
    posts = tuple(p for p in room.posts if p not in bare)
    own = [p for p in posts if p.member == new.member]
    if len(own) >= limits.posts_of_a_member:
        posts = _without_a_hidden(posts, own, limits)
    if len(posts) >= limits.posts:
        posts = _without_a_hidden(posts, posts, limits)
    screen, hidden = screen_checked(new.screen), any(p.hidden for p in bare)
    numbered = replace(new, number=room.posted + 1, screen=screen, hidden=hidden)
    return room.changed(posts=(*posts, numbered), posted=numbered.number)


def _without_a_hidden(
    posts: tuple[Posted, ...], among: Iterable[Posted], limits: Limits
) -> tuple[Posted, ...]:
    """Without the oldest hidden one among these. UserError if there is none."""
    oldest = next((p for p in among if p.hidden), None)
    if oldest is None:
        raise UserError(Sentence("rooms.wall_full", n=limits.posts_of_a_member))
    return tuple(p for p in posts if p is not oldest)


def without_post(room: Room, name: str, number: int) -> Room:
    """Without a member's own post; nobody takes off another's."""
    posts = tuple(p for p in room.posts if (p.number, p.member) != (number, name))
    return room if posts == room.posts else room.changed(posts=posts)


def pictures_of(room: Room) -> set[str]:
    """The names of all pictures on the wall."""
    return {post.picture for post in room.posts if post.picture}


def with_hidden(room: Room, number: int, hidden: bool) -> Room:
    """With a post that pupils do not see, or see again."""
    posts = tuple(replace(p, hidden=hidden) if p.number == number else p for p in room.posts)
    return room if posts == room.posts else room.changed(posts=posts)


def over(room: Room, now: float) -> Room:
    """Nothing but the news that it has ended, for those who are in it."""
    if room.ended is not None:
        return room
    return room.changed(ended=now, asked=None, results=(), look=None, posts=())


def _voters(room: Room) -> set[str]:
    return set(room.asked.votes) if room.asked else set()
