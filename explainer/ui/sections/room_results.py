"""What a class has answered: bars, how many answered, how many were right, and what blind guessing would give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from explainer.experiments.classroom import bars_of_numbers, blind_guessing, median
from explainer.rooms.protocol import Ballot, View
from explainer.ui.ballots import Blind, answer_in_words, blind_of
from explainer.ui.drawing.numbers import number
from explainer.ui.language import say
from explainer.ui.seat import is_open, last_look, teaches

ENOUGH_FOR_CHANCE = 8  # answers from which on it says something what guessing would give
ENOUGH_FOR_A_MIDDLE = 3

Row = tuple[str, int, bool]  # an answer in words, how often it was given, and whether it is right


def bars(ballot: Ballot, tally: Mapping[str, int], revealed: bool) -> str:
    """A list of answers with bars, as html; the right one is marked once all may know it."""
    rows = _rows(ballot, tally, revealed)
    most = max([1, *(count for _, count, _ in rows)])
    return f'<ul class="nw-bars">{"".join(_bar(row, most) for row in rows)}</ul>'


def _rows(ballot: Ballot, tally: Mapping[str, int], revealed: bool) -> list[Row]:
    if ballot.choices:
        return [
            (answer_in_words(ballot, name), tally.get(name, 0), revealed and name == ballot.right)
            for name in ballot.choices
        ]
    groups = bars_of_numbers(tally, ballot.low, ballot.high)
    return _answered([(_span(group.low, group.high), group.count, False) for group in groups])


def _answered(rows: Sequence[Row]) -> list[Row]:
    """From the first that anybody gave to the last: a long scale is mostly empty."""
    given = [i for i, (_, count, _) in enumerate(rows) if count]
    return list(rows[given[0] : given[-1] + 1]) if given else []


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} – {high}"


def _bar(row: Row, most: int) -> str:
    words, count, right = row
    mark = (
        f'<span role="img" aria-label="{escape(say("room.is_right"))}">✓</span> ' if right else ""
    )
    style = f"--share: {count / most:.3f}"
    return (
        f'<li class="{"nw-right" if right else ""}"><span>{mark}{escape(words)}</span>'
        f'<i style="{style}"></i><b>{count}</b></li>'
    )


def summary(view: View) -> str:
    """How many have answered, and, where it may be known, how many were right."""
    answered = say("room.answered", answered=view.answered, members=view.members)
    if view.ballot is None or not view.revealed:
        return answered
    return f"{answered} {judged(view.ballot, view.tally)}".strip()


def judged(ballot: Ballot, tally: Mapping[str, int]) -> str:
    """How many were right and how many blind guessing would find; of numbers, the one in the middle."""
    n = sum(tally.values())
    if not ballot.choices:
        return say("room.median", median=_in_the_middle(tally)) if n >= ENOUGH_FOR_A_MIDDLE else ""
    if not n or ballot.right is None:
        return ""
    right = say("room.right", right=tally.get(ballot.right, 0))
    return f"{right} {by_chance(n, len(ballot.choices))}".strip()


def so_far(view: View) -> str:
    """Of all pairs of a blind test that were revealed, once they are several: how many answers were right."""
    blind = blind_of(view.ballot.question) if view.ballot and view.revealed else None
    if blind is None:
        return ""
    rounds = [r for r in view.all_results if r.revealed and _is_of(blind, r.ballot)]
    n = sum(sum(r.tally.values()) for r in rounds)
    if len(rounds) < 2 or not n:
        return ""
    right = sum(r.tally.get(r.ballot.right or "", 0) for r in rounds)
    return f"{say('room.so_far', pairs=len(rounds), right=right, n=n)} {by_chance(n, 2)}".strip()


def _is_of(blind: Blind, ballot: Ballot) -> bool:
    other = blind_of(ballot.question)
    return other is not None and other.walks == blind.walks


def by_chance(n: int, choices: int) -> str:
    """How many of n blind guessing would find, where they are enough for that to say something."""
    if n < ENOUGH_FOR_CHANCE:
        return ""
    mean, deviation = blind_guessing(n, choices)
    return say("room.chance", mean=number(mean, 1), deviation=number(deviation, 1))


def said_by_class(page: str) -> tuple[str, str | int] | None:
    """What a class said at a page's question, as its teacher's page answers it once it is revealed, and to whom.

    The answer that most have given, of several one; of numbers, the one in the middle.
    """
    view = last_look()
    if view is None or not teaches() or is_open(page):
        return None
    asked = [r for r in view.all_results if r.ballot.question == page and r.revealed]
    if not asked or not asked[-1].tally:
        return None
    tally, choices = asked[-1].tally, asked[-1].ballot.choices
    if not choices:
        return say("room.to_middle"), _in_the_middle(tally)
    most = [name for name in choices if tally.get(name, 0) == max(tally.values())]
    return say("room.to_some" if most[1:] else "room.to_most"), most[0]


def _in_the_middle(tally: Mapping[str, int]) -> int:
    """An answer that somebody gave: of two in the middle the lower one."""
    middle = median(tally) or 0
    return max(int(answer) for answer, n in tally.items() if n and int(answer) <= middle)
