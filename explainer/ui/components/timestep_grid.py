"""The timesteps of a run as a curve over its steps, whose points are dragged, beside the curves of some rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from explainer.experiments.grids import Grid
from explainer.ui.components import component
from explainer.ui.drawing.theme import CARD, colour, is_dark
from explainer.ui.language import say

_grid = component("timestep_grid")


def timestep_grid(
    key: str, grid: Grid, rules: Mapping[str, Grid], on_change: Callable[[], None], held: bool
) -> None:
    """Draw a grid, and those of the rules; nothing can be moved if it is `held`.

    What was moved is told in session_state[key].points, without the ends, as it is typed.
    """
    _grid(
        key=key,
        data={
            "grid": list(grid),
            "rules": [
                {"rule": rule, "name": say(f"steps_deeper.rule_{rule}"), "grid": list(path)}
                for rule, path in rules.items()
            ],
            "held": held,
            "colours": {"c": colour("xt"), "plain": colour("plain"), "ground": CARD[is_dark()]},
            "words": {
                "top": f"t = {grid[0]}",
                "bottom": f"t = {grid[-1]}",
                "hint": say("steps_deeper.grid_hint"),
                "label": say("steps_deeper.grid_label"),
                "step": say("steps_deeper.grid_step"),
                "at": say("steps_deeper.grid_at"),
            },
        },
        on_points_change=on_change,
    )
