"""What a class has answered: bars, how many answered, how many were right, and what blind guessing would give."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from explainer.experiments.classroom import bars_of_numbers, blind_guessing, median
from explainer.rooms.protocol import Ballot, View
from explainer.ui.ballots import answer_in_words
from explainer.ui.drawing.numbers import number
from explainer.ui.language import say

Row = tuple[str, int, bool]  # an answer in words, how often it was given, and whether it is right


def bars(ballot: Ballot, tally: Mapping[str, int], revealed: bool) -> str:
    """A list of answers with bars, as html; the right one is marked once all may know it."""
    rows = _rows(ballot, tally, revealed)
    most = max(1, *(count for _, count, _ in rows))
    return f'<ul class="nw-bars">{"".join(_bar(row, most) for row in rows)}</ul>'


def _rows(ballot: Ballot, tally: Mapping[str, int], revealed: bool) -> list[Row]:
    if ballot.choices:
        return [
            (answer_in_words(ballot, name), tally.get(name, 0), revealed and name == ballot.right)
            for name in ballot.choices
        ]
    groups = bars_of_numbers(tally, ballot.low, ballot.high)
    return [(_span(group.low, group.high), group.count, False) for group in groups]


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
    if n and ballot.choices and ballot.right is not None:
        mean, deviation = blind_guessing(n, len(ballot.choices))
        guessed = {"mean": number(mean, 1), "deviation": number(deviation, 1)}
        return say("room.right", right=tally.get(ballot.right, 0), **guessed)
    middle = None if ballot.choices else median(tally)
    return "" if middle is None else say("room.median", median=number(middle, None))
