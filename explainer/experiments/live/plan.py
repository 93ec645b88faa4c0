"""What a live training is asked to do, and what it tells of itself: lines of JSON between two processes."""

from __future__ import annotations

import base64
import json
import math
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

SUBJECTS = ("digits", "shapes", "picture")
LEVELS = {"all": None, "one": 0.5, "noise": math.inf}  # σ of what can be learned, by name
STEPS = 900  # turns of a training
BATCH = 32
COUNT = 2000  # training pictures
ASKED = 10  # pictures that it draws again and again, to see how far it is
PAUSE, GO = "pause", "go"  # commands


@dataclass(frozen=True, eq=False)
class Plan:
    """A training to be made: of what, from which seed, and of a picture its pixels, uint8 (h, w, 3)."""

    subject: str = "digits"
    seed: int = 0
    sigma: float | None = (
        None  # of a denoiser of this noise level, infinite: noise alone; None: all levels
    )
    count: int = COUNT
    steps: int = STEPS
    batch: int = BATCH
    peak_lr: float = 2e-3
    warmup_steps: int = 30
    gamma: float = 6.94  # of the average of the weights
    picture: np.ndarray | None = None

    def line(self) -> str:
        """As one line."""
        values = {**asdict(self), "picture": packed(self.picture)}
        return json.dumps(values) + "\n"


def read_plan(line: str) -> Plan:
    """What `Plan.line` wrote."""
    values = json.loads(line)
    return Plan(**{**values, "picture": unpacked(values["picture"])})


@dataclass(frozen=True, eq=False)
class Moment:
    """A training at one moment: what the averaged weights draw from the same noise, and how good that is."""

    seen: int  # training pictures until now
    pictures: np.ndarray  # uint8 (ASKED, h, w, c)
    apart: (
        float  # mean distance to the nearest training picture, root mean square, grey levels of 255
    )
    right: int | None  # how many of them are nearest to a training picture of the word asked for
    weights: bytes  # the average, a safetensors file in half precision


@dataclass(eq=False)
class Report:
    """What a training has told until now."""

    step: int = 0
    seen: int = 0  # training pictures
    seconds: float = 0.0  # of learning, without drawing
    losses: list[tuple[int, float]] = field(default_factory=list)  # (pictures seen, loss)
    moments: list[Moment] = field(default_factory=list)
    error: str = ""

    def take(self, line: str) -> None:
        """Note what a line says."""
        told = json.loads(line)
        self.step, self.seen = told.get("step", self.step), told.get("seen", self.seen)
        self.seconds = told.get("seconds", self.seconds)
        self.error = told.get("error", self.error)
        if "loss" in told:
            self.losses.append((self.seen, told["loss"]))
        if "pictures" in told:
            self.moments.append(_moment(told))
            if len(self.moments) > 1:  # only the newest weights are wanted
                self.moments[-2] = replace(self.moments[-2], weights=b"")


def _moment(told: dict[str, Any]) -> Moment:
    pictures = unpacked(told["pictures"])
    assert pictures is not None
    weights = base64.b64decode(told["weights"])
    return Moment(told["seen"], pictures, told["apart"], told["right"], weights)


def moment_line(moment: Moment) -> str:
    """A moment as one line."""
    told = {
        **{"seen": moment.seen, "apart": moment.apart, "right": moment.right},
        "pictures": packed(moment.pictures),
        "weights": base64.b64encode(moment.weights).decode(),
    }
    return json.dumps(told) + "\n"


def progress_line(step: int, seen: int, seconds: float, losses: list[float]) -> str:
    """How far it is, with the mean of the losses since it said so last, as one line."""
    told = {"step": step, "seen": seen, "seconds": seconds, "loss": sum(losses) / len(losses)}
    return json.dumps(told) + "\n"


def packed(pixels: np.ndarray | None) -> dict[str, Any] | None:
    """uint8 pixels of any shape as JSON holds them."""
    if pixels is None:
        return None
    return {"shape": pixels.shape, "bytes": base64.b64encode(pixels.tobytes()).decode()}


def unpacked(told: dict[str, Any] | None) -> np.ndarray | None:
    """What `packed` made of them."""
    if told is None:
        return None
    return np.frombuffer(base64.b64decode(told["bytes"]), np.uint8).reshape(told["shape"])
