"""Diffusion in a plane, all of it in the visitor's browser: points, fields, runs, a training, and a pen to draw with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from explainer.core.schedule import NoiseSchedule
from explainer.experiments.plane import SHAPES, shape
from explainer.ui.components import component
from explainer.ui.controls import lesson
from explainer.ui.controls.choices import Choice
from explainer.ui.controls.control import Control
from explainer.ui.controls.numbers import Slider
from explainer.ui.drawing.theme import COLOURS, colour
from explainer.ui.language import language, say

_plane = component("plane")
_CANVAS = ("t", "signal", "noise", "play", "pause")  # said on the noise canvas, too
_WORDS = (
    *("plane", "step", "line", "draw", "first", "second", "undo", "clear", "hint", "hint_pen"),
    *("points", "dots", "samples", "exact", "by_network"),
    *("train", "stop", "go_on", "anew", "learned", "loss", "least", "updates"),
    *("said_clean", "said_noise", "said_mark", "said_empty", "said_step", "said_landed"),
    *("said_guided", "said_untrained", "said_learning"),
)


def plane(
    key: str,
    schedule: NoiseSchedule,
    seed: int,
    values: Mapping[Control, Any],
    asked: bool,
    on_told: Callable[[], None],
    on_found: Callable[[], None],
) -> None:
    """Draw the plane, with `values` for the controls that it has itself.

    What the visitor has set there is in session_state[key].told, as a link would say it, by the controls' keys. If
    `asked`, session_state[key].found says where the samples of a run have landed.
    """
    _plane(
        key=key,
        data={
            "schedule": schedule.name,
            "alpha_bar": schedule.alpha_bar.tolist(),
            "seed": seed,
            "shapes": {name: _looks(name) for name in SHAPES},
            "values": {control.key: value for control, value in values.items()},
            "labels": {control.key: control.label for control in values},
            "options": {c.key: list(c.options) for c in values if isinstance(c, Choice)},
            "limits": {c.key: [c.low, c.high, c.step] for c in values if isinstance(c, Slider)},
            "held": [c.key for c in values if lesson.holds(c.key)],
            "hidden": [c.key for c in values if lesson.hides(c.key)],
            "asked": asked,
            "language": language(),
            "colours": {quantity: colour(quantity) for quantity in COLOURS},
            "words": _words([c for c in values if isinstance(c, Choice)]),
        },
        on_told_change=on_told,
        on_found_change=on_found,
    )


def _looks(name: str) -> dict[str, list[float]]:
    """The points of a shape, x, y, x, y, …, to a thousandth."""
    drawn = shape(name)
    return {"xy": drawn.points.round(3).ravel().tolist(), "classes": drawn.classes.tolist()}


def _words(choices: Sequence[Choice]) -> dict[str, str]:
    named = [f"{c.key}_{name}" for c in choices if c.key != "sampler" for name in c.options]
    words = {word: say(f"two_dimensions.{word}") for word in (*_WORDS, *named)}
    return words | {word: say(f"canvas.{word}") for word in _CANVAS}
