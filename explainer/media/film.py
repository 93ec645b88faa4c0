"""Film: what a run leaves behind for scrubbing. Bounded, however long the run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np
from torch import Tensor

from explainer.core.metrics import outline_agreement
from explainer.core.samplers import Step
from explainer.media.pictures import from_pixels, noise_pixels, to_pixels

Track = Literal[
    "x_t", "x0", "eps"
]  # what a film shows: the walk, the estimate, the predicted noise
TRACKS: tuple[Track, ...] = ("x_t", "x0", "eps")
MAX_FRAMES = 40  # sixteen 64×64 pictures, three tracks: 24 MB


@dataclass(frozen=True, eq=False)
class Frame:
    """One moment of a run: uint8 (b, h, w, c) pictures of x_t, x̂0 and ε̂ before the move from t."""

    i: int
    t: int
    x_t: np.ndarray
    x0: np.ndarray
    eps: np.ndarray


@dataclass(eq=False)
class Film:
    """At most `most` key frames of a run of n steps; `result` is x after the last step so far."""

    n: int
    frames: list[Frame] = field(default_factory=list)
    result: np.ndarray | None = None
    steps: int = 0
    calls: int = 0
    most: int = MAX_FRAMES
    _last: Step | None = None  # while the run goes on

    def add(self, step: Step) -> None:
        """Take note of a step."""
        self.steps, self.calls = step.i, step.calls
        self.result = to_pixels(step.x_next)
        self._last = None if self.done else step
        stride = -(-self.n // self.most)
        if (step.i - 1) % stride == 0 and (frame := _frame(step)):
            self.frames.append(frame)

    def newest(self) -> Frame | None:
        """The last step of a run that is still going on, kept by the film or not."""
        if self._last and self.frames and self.frames[-1].i == self._last.i:
            return self.frames[-1]
        return _frame(self._last) if self._last else None

    def pictures(self, shape: tuple[int, int, int]) -> np.ndarray:
        """The newest pictures, uint8 (b, h, w, c); one of grey, of this (c, h, w), before the first step."""
        if self.result is None:
            c, h, w = shape
            return np.full((1, h, w, c), 128, np.uint8)
        return self.result

    @property
    def done(self) -> bool:
        """Whether the run reached its last step."""
        return self.steps == self.n

    @property
    def nbytes(self) -> int:
        """Memory that the pictures take."""
        kept = sum(f.x_t.nbytes + f.x0.nbytes + f.eps.nbytes for f in self.frames)
        return kept + (0 if self.result is None else self.result.nbytes)


def _frame(step: Step) -> Frame | None:
    """A step as pictures; none if it had no prediction."""
    p = step.prediction
    if p is None:
        return None
    return Frame(step.i, step.t, to_pixels(step.x_t), to_pixels(p.x0), noise_pixels(p.eps))


OUTLINE = 2 / 3  # of what the first estimate's outlines lacked


def outline_frame(film: Film) -> Frame | None:
    """The first frame from which the outlines of a walk from noise stay those of the finished picture.

    The first estimate, made from pure noise, is the mean of what was asked for: where all pictures are
    alike (digits stand in the middle) its outlines are half right already, and that is not counted.
    """
    if not film.done or film.result is None or len(film.frames) < 2:
        return None
    if film not in _outlines:
        _outlines[film] = _find_outline(film.frames, from_pixels(film.result))
    return _outlines[film]


# of finished films: a page asks each time that it is drawn, and to answer costs as much as the rest of it
_outlines: WeakKeyDictionary[Film, Frame | None] = WeakKeyDictionary()


def _find_outline(frames: list[Frame], final: Tensor) -> Frame | None:
    # picture by picture, each over all frames: together they would take much memory for a moment
    agreement = np.mean(
        [
            outline_agreement(from_pixels(np.stack([frame.x0[i] for frame in frames])), picture)
            for i, picture in enumerate(final)
        ],
        axis=0,
    )
    needed = agreement[0] + OUTLINE * (1 - agreement[0])
    first = int(np.flatnonzero(agreement < needed).max(initial=-1)) + 1
    return frames[first] if first < len(frames) else None
