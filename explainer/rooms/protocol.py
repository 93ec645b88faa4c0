"""What a room is to those who use it: seats, ballots, what each may see, and what they can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from explainer.core.errors import UserError


class GoneError(UserError):
    """There is no such room any more, or no such seat in it: whoever had it may forget it."""


@dataclass(frozen=True)
class Seat:
    """A place in a room. The browser keeps it; it stands in no link, and whoever has it is who it says."""

    code: str
    secret: str
    teaches: bool


@dataclass(frozen=True)
class Ballot:
    """What a class is asked: one of `choices`, or a whole number from `low` to `high`.

    Question and choices are names (of sentences, which each browser shows in its own language), not texts.
    """

    question: str
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    right: str | None = None


@dataclass(frozen=True)
class Result:
    """What a class answered to a question that is closed: how often, not who."""

    ballot: Ballot
    tally: Mapping[str, int]
    revealed: bool


@dataclass(frozen=True)
class Look:
    """The teacher's screen, to which all browsers go once; a higher number is another call.

    `past` once the class has gone on to something else: whoever joins then is not led there any more.
    """

    number: int
    screen: str
    past: bool = False


@dataclass(frozen=True)
class Post:
    """A screen on the wall. Pupils see no hidden ones.

    `partial` where its link does not have all that it was made from: a drawing, an upload, a network of one's own.
    """

    number: int
    screen: str
    hidden: bool = False
    own: bool = False
    picture: bool = False  # whether `Rooms.pictures` has one of it
    partial: bool = False


@dataclass(frozen=True)
class View:
    """What a seat may know of its room, and nothing else."""

    version: int  # of what this seat can see: what it asks `changed` for
    members: int  # pupils who are here, or have voted
    here: int = 0  # pupils who are here
    asked: int = 0  # number of the ballot, from 1 on; 0 before the first
    ballot: Ballot | None = None  # for pupils without what is right, until it is revealed
    revealed: bool = False
    tally: Mapping[str, int] = field(default_factory=dict)  # for pupils empty until it is revealed
    answered: int = 0
    vote: str | None = None  # one's own
    look_here: Look | None = None
    wall: tuple[Post, ...] = ()
    results: tuple[Result, ...] = ()  # of earlier ballots, the oldest first; the teacher's alone
    ended: bool = False

    @property
    def all_results(self) -> tuple[Result, ...]:
        """Of earlier ballots and, as it stands now, of the last one."""
        last = (Result(self.ballot, self.tally, self.revealed),) if self.ballot else ()
        return (*self.results, *last)


class Rooms(Protocol):
    """All rooms. What is refused, and why, is a UserError; a seat that is none any more, a GoneError."""

    def open(self, caller: str) -> Seat:
        """A new room, and its teacher's seat. `caller` is where the request comes from: an address."""

    def join(self, code: str, caller: str) -> Seat:
        """A pupil's seat in the room with this code, as somebody typed it."""

    def seat(self, code: str, secret: str) -> Seat:
        """The seat that a browser has kept: a teacher's or a pupil's."""

    def view(self, seat: Seat) -> View:
        """What this seat may see now."""

    def ask(self, teacher: Seat, ballot: Ballot) -> None:
        """Open a ballot; the one before is closed, and its result kept."""

    def vote(self, seat: Seat, question: str, answer: str) -> None:
        """Answer the open question; the last answer before the reveal counts."""

    def reveal(self, teacher: Seat) -> None:
        """Show everybody what the class answered; nobody can vote any more."""

    def look_here(self, teacher: Seat, screen: str) -> None:
        """Call everybody to a screen: the path of a page below the app's own, "/generate?words=…"."""

    def go_on(self, teacher: Seat) -> None:
        """The teacher has left the screen to which all were called."""

    def post(self, seat: Seat, screen: str, picture: bytes = b"", partial: bool = False) -> None:
        """Put a screen on the wall, with a small picture of it, a WebP, if there is one."""

    def pictures(self, seat: Seat) -> Mapping[int, bytes]:
        """The pictures of all posts that this seat sees, by their numbers."""

    def take_off(self, seat: Seat, number: int) -> None:
        """Take one's own post off the wall."""

    def hide(self, teacher: Seat, number: int, hidden: bool = True) -> None:
        """Take a post off the wall, or put it back."""

    def leave(self, seat: Seat) -> None:
        """Go; an open vote goes with its voter. The teacher's room goes on without them for a while."""

    def end(self, teacher: Seat) -> None:
        """Close the room, for everybody."""

    async def changed(self, seat: Seat, seen: int, seconds: float) -> int:
        """The version of what this seat sees, once it is not `seen` any more, or after so many seconds."""
