"""What a training does besides learning: it says how it goes, saves itself, and draws what it can by now."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from explainer.training.data import Pool
from explainer.training.export import contact_sheet, snapshot
from explainer.training.loop import State, validation_loss
from explainer.training.progress import Progress
from explainer.training.recipe import Recipe

SAY_EVERY = 30.0  # seconds
SAVE_EVERY = 180.0
SNAPSHOTS = 8  # along a training, each after twice the time of the one before
SHEET_EVERY = 300_000  # pictures


def state_file(folder: Path, name: str) -> Path:
    """Where the resumable state of a training lies."""
    return folder / f"{name}.pt"


@dataclass(eq=False)
class Watch(ABC):
    """Looks on after every step of a training that is to take `planned` seconds. For the leading process."""

    progress: Progress
    file: Path  # of the state
    planned: float

    @abstractmethod
    def measure(self) -> tuple[float, str]:
        """The averaged weights on pictures held back: a number to keep, and what to say of it."""

    @abstractmethod
    def draw(self) -> None:
        """A snapshot of what they can do by now, beside the state."""

    @abstractmethod
    def draw_all(self) -> None:
        """The same at length, less often."""

    def __post_init__(self) -> None:
        self._said = self._saved = time.monotonic()
        self._seen = self.progress.pictures_seen
        self._sheets = self.progress.pictures_seen // SHEET_EVERY
        self._moments = [self.planned / 2**k for k in reversed(range(SNAPSHOTS))]
        self._moment_has_come()  # a resumed run made these already

    def look(self, loss: Tensor) -> None:
        """After a step with this loss."""
        if self._moment_has_come():
            self.draw()
        if self.progress.pictures_seen // SHEET_EVERY > self._sheets:
            self._sheets += 1
            self.draw_all()
        now = time.monotonic()
        if now - self._said < SAY_EVERY and self.progress.seconds < self.planned:
            return
        self._say(float(loss), now)
        if now - self._saved > SAVE_EVERY:
            self._saved = now
            self.save()

    def save(self) -> None:
        """Measure the averaged weights and save everything."""
        number, sentence = self.measure()
        self.progress.losses.append((self.progress.pictures_seen, number))
        print(f"  {sentence}", flush=True)
        self.progress.save(self.file)

    def _moment_has_come(self) -> bool:
        """Whether the next moments for a snapshot have come; removes them."""
        come = [m for m in self._moments if m <= self.progress.seconds]
        del self._moments[: len(come)]
        return bool(come)

    def _say(self, loss: float, now: float) -> None:
        so_far = self.progress
        rate = (so_far.pictures_seen - self._seen) / (now - self._said)
        self._said, self._seen = now, so_far.pictures_seen
        left = max(0.0, self.planned - so_far.seconds) / 60
        print(
            f"step {so_far.step:>7,}  pictures {so_far.pictures_seen:>9,}  loss {loss:.4f}  "
            f"{rate:5.0f}/s  {left:6.1f} min left",
            flush=True,
        )


@dataclass(eq=False)
class NetworkWatch(Watch):
    """Of a network that draws or cleans."""

    recipe: Recipe
    state: State
    held_out: Pool

    def measure(self) -> tuple[float, str]:
        """Its loss."""
        error = validation_loss(self.state.average, self.recipe.objective, self.held_out)
        return error, f"validation loss {error:.4f}"

    def draw(self) -> None:
        """One picture of every word, or of the first prompts."""
        snapshot(self.recipe, self.state, self.held_out, self.file.parent)

    def draw_all(self) -> None:
        """Its contact sheet."""
        contact_sheet(self.recipe, self.state, self.held_out, self.file.parent)
