"""What a training does besides learning: it says how it goes, saves itself, and draws what it can by now."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from explainer.training.data import Pool
from explainer.training.export import contact_sheet, snapshot
from explainer.training.loop import State, validation_loss
from explainer.training.recipe import Recipe

SAY_EVERY = 30.0  # seconds
SAVE_EVERY = 180.0
SNAPSHOTS = 8  # sample grids along a training, each after twice the time of the one before
SHEET_EVERY = 300_000  # pictures


def state_file(folder: Path, name: str) -> Path:
    """Where the resumable state of a training lies."""
    return folder / f"{name}.pt"


@dataclass(eq=False)
class Watch:
    """Looks on after every step of a training that is to take `planned` seconds. For the leading process."""

    recipe: Recipe
    state: State
    held_out: Pool
    folder: Path
    planned: float

    def __post_init__(self) -> None:
        self._said = self._saved = time.monotonic()
        self._seen = self.state.pictures_seen
        self._sheets = self.state.pictures_seen // SHEET_EVERY
        self._moments = [self.planned / 2**k for k in reversed(range(SNAPSHOTS))]
        self._moment_has_come()  # a resumed run made these already

    def look(self, loss: Tensor) -> None:
        """After a step with this loss."""
        if self._moment_has_come():
            snapshot(self.recipe, self.state, self.held_out, self.folder)
        if self.state.pictures_seen // SHEET_EVERY > self._sheets:
            self._sheets += 1
            contact_sheet(self.recipe, self.state, self.held_out, self.folder)
        now = time.monotonic()
        if now - self._said < SAY_EVERY and self.state.seconds < self.planned:
            return
        self._say(float(loss), now)
        if now - self._saved > SAVE_EVERY:
            self._saved = now
            self.save()

    def save(self) -> None:
        """Measure the averaged weights and save everything."""
        error = validation_loss(self.state.average, self.recipe.objective, self.held_out)
        self.state.losses.append((self.state.pictures_seen, error))
        print(f"  validation loss {error:.4f}", flush=True)
        self.state.save(state_file(self.folder, self.recipe.name))

    def _moment_has_come(self) -> bool:
        """Whether the next moments for a snapshot have come; removes them."""
        come = [m for m in self._moments if m <= self.state.seconds]
        del self._moments[: len(come)]
        return bool(come)

    def _say(self, loss: float, now: float) -> None:
        state = self.state
        rate = (state.pictures_seen - self._seen) / (now - self._said)
        self._said, self._seen = now, state.pictures_seen
        left = max(0.0, self.planned - state.seconds) / 60
        print(
            f"step {state.step:>7,}  pictures {state.pictures_seen:>9,}  loss {loss:.4f}  "
            f"{rate:5.0f}/s  {left:6.1f} min left",
            flush=True,
        )
