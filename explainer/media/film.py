"""Film: what a run leaves behind for scrubbing. Bounded, however long the run."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Literal, Protocol
from weakref import WeakKeyDictionary

import numpy as np
from torch import Tensor

from explainer.core.metrics import outline_agreement
from explainer.core.samplers import Step
from explainer.media.pictures import from_pixels, noise_pixels, to_pixels

# what a film shows: the walk, the estimate, the predicted noise; in latents the first two as channels, too
Track = Literal["x_t", "x0", "eps", "x_t_maps", "x0_maps"]
TRACKS: tuple[Track, ...] = ("x_t", "x0", "eps")  # what every film has
MAPS: tuple[Track, ...] = ("x_t_maps", "x0_maps")  # what a film in latents has besides
MAX_FRAMES = 40  # sixteen 64×64 pictures, three tracks: 24 MB


class View(Protocol):
    """How a run's x is looked at."""

    @property
    def is_costly(self) -> bool:
        """Whether a look costs as much as a network call, so that only what is kept is looked at."""

    def pictures(self, *xs: Tensor) -> list[np.ndarray]:
        """Several x of a run, (b, c, h, w) each → uint8 (b, h, w, c) each, in one go."""

    def noise(self, eps: Tensor) -> np.ndarray:
        """Noise of x's shape and deviation 1 → uint8 (b, h, w, c), as large as the pictures."""

    def maps(self, x: Tensor) -> np.ndarray | None:
        """The channels of x as grey maps, uint8 (b, h, w, 1); None where x is the picture itself."""


@dataclass(frozen=True)
class PixelView(View):
    """x is the picture itself."""

    is_costly = False

    def pictures(self, *xs: Tensor) -> list[np.ndarray]:
        return [to_pixels(x) for x in xs]

    def noise(self, eps: Tensor) -> np.ndarray:
        return noise_pixels(eps)

    def maps(self, x: Tensor) -> np.ndarray | None:
        return None


@dataclass(frozen=True, eq=False)
class Frame:
    """One moment of a run: uint8 (b, h, w, c) pictures of x_t, x̂0 and ε̂ before the move from t.

    In latents also the channels of x_t and x̂0, uint8 (b, h', w', 1).
    """

    i: int
    t: int
    x_t: np.ndarray
    x0: np.ndarray
    eps: np.ndarray
    x_t_maps: np.ndarray | None = None
    x0_maps: np.ndarray | None = None

    @property
    def nbytes(self) -> int:
        """Memory that it takes."""
        parts = (self.x_t, self.x0, self.eps, self.x_t_maps, self.x0_maps)
        return sum(part.nbytes for part in parts if part is not None)


@dataclass(eq=False)
class Film:
    """At most `most` key frames of a run of n steps, looked at in its `view`."""

    n: int
    frames: list[Frame] = field(default_factory=list)
    _result: np.ndarray | None = None
    steps: int = 0
    calls: int = 0
    most: int = MAX_FRAMES
    view: View = field(default_factory=PixelView)
    looking: float = 0.0  # seconds that all looks took together
    last_look: float = 0.0  # and the last one
    exact: bool = False  # whether to keep the end as it is, neither clipped nor rounded
    end: Tensor | None = None  # x after the last step, if so
    _last: Step | None = None  # while the run goes on
    _x: Tensor | None = None  # after the last step so far, before anybody has looked at it

    def add(self, step: Step) -> None:
        """Take note of a step.

        A look may wait for the decoder, and the film be shown meanwhile: all looks are before the first note.
        """
        frame = self._frame(step) if (step.i - 1) % self.stride == 0 else None
        last = step.i == self.n
        if last:
            (self._result,) = self._looked(step.x_next)
            self.end = step.x_next if self.exact else None
        if frame:
            self.frames.append(frame)
        self._last, self._x = (None, None) if last else (step, step.x_next)
        self.steps, self.calls = step.i, step.calls

    @property
    def result(self) -> np.ndarray | None:
        """x after the last step so far, uint8 (b, h, w, c); None before the first."""
        self._look_at_result()
        return self._result

    def newest(self) -> Frame | None:
        """The last step of a run that is still going on, kept by the film or not; the last kept one in a costly view."""
        if self._last is None:
            return None
        if self.frames and (self.view.is_costly or self.frames[-1].i == self._last.i):
            return self.frames[-1]
        return self._frame(self._last)

    def pictures(self, shape: tuple[int, int, int]) -> np.ndarray:
        """The newest pictures, uint8 (b, h, w, c); one of grey, of this (c, h, w), before the first step."""
        newest = self.result
        if newest is None:
            c, h, w = shape
            return np.full((1, h, w, c), 128, np.uint8)
        return newest

    @property
    def stride(self) -> int:
        """Every how many steps a frame is kept."""
        return -(-self.n // self.most)

    @property
    def done(self) -> bool:
        """Whether the run reached its last step."""
        return self.steps == self.n

    @property
    def nbytes(self) -> int:
        """Memory that the pictures take."""
        ends = sum(x.nbytes for x in (self._result, self.end) if x is not None)
        return ends + sum(frame.nbytes for frame in self.frames)

    def _look_at_result(self) -> None:
        if self._x is not None:
            x, self._x = self._x, None
            (self._result,) = self._looked(x)

    def _frame(self, step: Step) -> Frame | None:
        """A step as pictures; none if it had no prediction."""
        p, view = step.prediction, self.view
        if p is None:
            return None
        x_t, x0 = self._looked(step.x_t, p.x0)
        maps = view.maps(step.x_t), view.maps(p.x0)
        return Frame(step.i, step.t, x_t, x0, view.noise(p.eps), *maps)

    def _looked(self, *xs: Tensor) -> list[np.ndarray]:
        begin = time.perf_counter()
        pictures = self.view.pictures(*xs)
        self.last_look = time.perf_counter() - begin
        self.looking += self.last_look
        return pictures


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
