"""How many threads compute a call: as many as it was fastest with, measured on the calls that visitors make.

More are not always faster: a small call is soon divided, and beside other programs a team waits for the one of its
threads that has lost its core. So calls of each size are made by teams of every size in turn, then by the fastest one,
until its calls take another time than they did: then something else runs here than before, and all are compared again.
"""

from __future__ import annotations

import statistics
from collections import deque
from collections.abc import Sequence

from explainer.engines.notes import Notes, Numbers

ROUNDS = 5  # calls by every team, in turn, of which the medians are compared
CHANGED = 1.3  # times as long, or as short, as when they were compared: time to compare them again
NOTED = Notes("threads.json")


class Teams:
    """Which team makes the next call of so many rows. The last of the sizes is the surest, and comes first."""

    def __init__(self, sizes: Sequence[int], key: str = "") -> None:
        self._sizes = list(reversed(sizes))
        self._key = key
        self._sized: dict[int, _Comparison] = {}  # by rows

    def next(self, rows: int) -> int:
        """The number of threads for a call of so many rows."""
        return self._comparison(rows).next(self._sizes)

    def note(self, rows: int, team: int, seconds: float) -> None:
        """Such a call by that team took so long."""
        comparison = self._comparison(rows)
        comparison.note(team, seconds)
        if comparison.decides(self._sizes) and self._key:
            noted = NOTED.read(self._key)
            NOTED.write(self._key, {**noted, str(rows): float(comparison.best)})

    def drop(self, team: int) -> None:
        """That team computes something else and makes no further call."""
        self._sizes.remove(team)
        self._sized.clear()

    def best(self, rows: int) -> int:
        """What calls of so many rows are made with, as far as is known."""
        return self._comparison(rows).best or self._sizes[0]

    def found(self, rows: int) -> int | None:
        """What was found to be fastest for calls of so many rows; None while nothing was."""
        only = self._sizes[0] if len(self._sizes) == 1 else None
        return self._comparison(rows).best or only

    def settled(self, rows: int) -> int | None:
        """What the next call of so many rows will be made with; None while teams are compared."""
        comparison = self._comparison(rows)
        return comparison.next(self._sizes) if comparison.is_settled(self._sizes) else None

    def _comparison(self, rows: int) -> _Comparison:
        if rows not in self._sized:
            noted: Numbers = NOTED.read(self._key) if self._key and len(self._sizes) > 1 else {}
            best = int(noted.get(str(rows), 0))
            self._sized[rows] = _Comparison(best if best in self._sizes else 0)
        return self._sized[rows]


class _Comparison:
    """Of teams at calls of one size."""

    def __init__(self, best: int) -> None:
        self.best = best  # 0 while none is known
        self._comparing = not best
        self._times: dict[
            int, deque[float]
        ] = {}  # of every team that is compared, or of the best alone
        self._expected = 0.0  # the best one's seconds; 0 while only its size is known

    def is_settled(self, sizes: Sequence[int]) -> bool:
        """Whether there is nothing to compare, or that has been done."""
        return len(sizes) == 1 or not self._comparing

    def next(self, sizes: Sequence[int]) -> int:
        if not self._comparing:
            return self.best
        return min(sizes, key=lambda size: len(self._times.get(size, ())))

    def note(self, team: int, seconds: float) -> None:
        self._times.setdefault(team, deque(maxlen=ROUNDS)).append(seconds)
        if not self._comparing and len(self._times[team]) == ROUNDS:
            self._look_at(statistics.median(self._times[team]))

    def decides(self, sizes: Sequence[int]) -> bool:
        """Whether the comparison has just ended: then `best` is another, or the same again."""
        if not self._comparing or any(len(self._times.get(n, ())) < ROUNDS for n in sizes):
            return False
        medians = {size: statistics.median(self._times[size]) for size in sizes}
        self.best = min(sizes, key=medians.__getitem__)
        self._expected = medians[self.best]
        self._comparing = False
        self._times.clear()
        return True

    def _look_at(self, seconds: float) -> None:
        """What the best team's newest calls took: as expected, or not."""
        self._expected = self._expected or seconds
        if not 1 / CHANGED < seconds / self._expected < CHANGED:
            self._comparing = True
            self._times.clear()
