"""How much of everything a room may have, and how fast; no memory grows with what visitors send."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_SCREEN = 1200  # characters of a link to a screen, from the first slash on
LONGEST_NAME = (
    300  # of a question, which can say all that decides a pair of pictures; a choice, an answer
)
MOST_CHOICES = 12
LARGEST_PICTURE = 8 * 1024  # bytes of a picture on a wall: with all walls of all rooms full, 60 MB
PICTURE_SIDE = 96  # pixels of its longer side, at most
LARGEST_NUMBER = 10**9
POLLS_OF_A_SEAT = 4  # that wait at once: somebody may have a page open twice


@dataclass(frozen=True)
class Limits:
    """Seconds and counts. Tests shorten them.

    A code is guessed at the speed of `wrong_in_all`: `codes` says what that comes to in the life of a room.
    """

    rooms: int = 50
    rooms_of_a_caller: int = 10  # a school has one address for all its teachers
    members: int = 300
    questions: int = 60  # whose results are kept
    posts: int = 150
    posts_of_a_member: int = 6
    lifetime: float = 4 * 3600.0
    absence: float = 10 * 60.0  # of the teacher: then the room ends
    afterwards: float = 5 * 60.0  # while an ended room still says so
    beat: float = 8.0  # between two signs of life of a browser that waits
    present: float = (
        20.0  # from the last one on until a member counts as gone: polls may fail now and then
    )
    minute: float = 60.0
    wrong_of_a_caller: int = 30  # codes a minute
    wrong_in_all: int = 120  # codes a minute
    joins: int = 400  # of a room, a minute: whoever fills it by a program makes little work
    acts: int = 60  # of one seat, a minute: votes, posts, questions
