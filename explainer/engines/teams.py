"""How many threads compute a call: as many as it is fastest with, measured on the calls that visitors make.

More are not always faster. A small call is soon divided; and beside other programs a team waits for the one of its
threads that has lost its core: once where it shares the call's rows, but where it shares every operation, at each of a
hundred barriers, so that a call may take fifty times as long. So calls of each size are made by every team, several in a
row, the smallest first; who is slower gives up at once. The fastest makes what follows, until a call of a larger team
takes far too long, or it is time to compare again: not so often that what the slower ones lose were a burden.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from explainer.engines.notes import Notes, Numbers

ROUNDS = 5  # calls of every team that are compared, after one that wakes its threads
TOO_LONG = 2.0  # times as long as expected: something else runs here than when teams were compared
AGAIN = 100  # calls after which teams are compared again, at the earliest
BURDEN = 0.05  # of all time, which comparing may lose
NOTED = Notes("threads.json")


class Teams:
    """Which team makes the next call of so many rows."""

    def __init__(self, sizes: Sequence[int], key: str = "") -> None:
        self._sizes = sorted(sizes)
        self._key = key
        self._sized: dict[int, _Comparison] = {}  # by rows
        self._dropped: set[tuple[int, int]] = set()  # (rows, team)

    def next(self, rows: int) -> int:
        """The number of threads for a call of so many rows."""
        return self._comparison(rows).next(self._sizes_for(rows))

    def note(self, rows: int, team: int, seconds: float) -> None:
        """Such a call by that team took so long."""
        comparison = self._comparison(rows)
        comparison.note(team, seconds)
        if comparison.decides(self._sizes_for(rows)) and self._key:
            noted = NOTED.read(self._key)
            NOTED.write(self._key, {**noted, str(rows): float(comparison.best)})

    def drop(self, rows: int, team: int) -> None:
        """That team computes something else in such calls, and makes no more of them."""
        self._dropped.add((rows, team))
        self._sized.pop(rows, None)

    def best(self, rows: int) -> int:
        """What calls of so many rows are made with, as far as is known."""
        return self._comparison(rows).best or self._sizes_for(rows)[-1]

    def found(self, rows: int) -> int | None:
        """What was found to be fastest for calls of so many rows; None while nothing was."""
        sizes = self._sizes_for(rows)
        only = sizes[0] if len(sizes) == 1 else None
        return self._comparison(rows).best or only

    def settled(self, rows: int) -> int | None:
        """What the next call of so many rows will be made with; None while teams are compared."""
        comparison, sizes = self._comparison(rows), self._sizes_for(rows)
        return comparison.next(sizes) if comparison.is_settled(sizes) else None

    def _sizes_for(self, rows: int) -> list[int]:
        """The teams that may make such calls: where none is left, a single thread."""
        return [n for n in self._sizes if (rows, n) not in self._dropped] or [1]

    def _comparison(self, rows: int) -> _Comparison:
        if rows not in self._sized:
            sizes = self._sizes_for(rows)
            noted: Numbers = NOTED.read(self._key) if self._key and len(sizes) > 1 else {}
            best = int(noted.get(str(rows), 0))
            self._sized[rows] = _Comparison(best if best in sizes else 0)
        return self._sized[rows]


class _Comparison:
    """Of teams at calls of one size."""

    def __init__(self, best: int) -> None:
        self.best = best  # 0 while none is known
        self._times: dict[int, list[float]] | None = {}  # of each team; None between comparisons
        self._expected = 0.0  # seconds of the best team's call
        self._left = AGAIN  # calls until teams are compared again

    def is_settled(self, sizes: Sequence[int]) -> bool:
        """Whether there is nothing to compare, or that has been done."""
        return len(sizes) == 1 or self._times is None

    def next(self, sizes: Sequence[int]) -> int:
        if self._times is None:
            return self.best
        return next((size for size in sizes if not self._is_done(size)), self.best or sizes[0])

    def note(self, team: int, seconds: float) -> None:
        if self._times is not None:
            self._times.setdefault(team, []).append(seconds)
            return
        self._left -= 1
        if self._left <= 0 or (team > 1 and seconds > TOO_LONG * self._expected):
            self._times = {}

    def decides(self, sizes: Sequence[int]) -> bool:
        """Whether the comparison has just ended: then `best` is another, or the same again."""
        if self._times is None or not all(map(self._is_done, sizes)):
            return False
        whole = {size: self._counted(size) for size in sizes if self._is_whole(size)}
        self.best = min(whole, key=lambda size: sum(whole[size]))
        self._expected = statistics.median(whole[self.best])
        self._left = max(AGAIN, math.ceil(self._lost() / (BURDEN * self._expected)))
        self._times = None
        return True

    def _lost(self) -> float:
        """Seconds that the calls of slower teams took beyond those of the best one."""
        assert self._times is not None
        calls = [self._counted(n) if self._is_whole(n) else self._times[n] for n in self._times]
        return sum(sum(times) - self._expected * len(times) for times in calls)

    def _is_done(self, team: int) -> bool:
        """Whether a team has made all its calls, or has taken longer for some than another for all."""
        assert self._times is not None
        others = (sum(self._counted(other)) for other in self._times if self._is_whole(other))
        return self._is_whole(team) or sum(self._times.get(team, [])) > TOO_LONG * min(
            others, default=math.inf
        )

    def _is_whole(self, team: int) -> bool:
        return len(self._counted(team)) == ROUNDS

    def _counted(self, team: int) -> list[float]:
        assert self._times is not None
        return self._times.get(team, [])[1 : 1 + ROUNDS]
