"""How many steps? Two walks beside each other, and how far apart they end."""

from __future__ import annotations

import numpy as np

from explainer.core.metrics import psnr
from explainer.core.pictures import from_pixels
from explainer.ui.frames import Framed
from explainer.ui.running import Run
from explainer.ui.views.common import live_pixels, number
from explainer.ui.words import say


def side_by_side(runs: list[Run], shape: tuple[int, int, int], old: bool) -> list[Framed]:
    """The two walks with their counters, and their difference when both are done."""
    frames = []
    for r in runs:
        numbers = (
            say("how_many_steps.cost", calls=r.film.calls),
            say("how_many_steps.seconds", seconds=f"{r.seconds:.1f}"),
        )
        name = say("how_many_steps.side", n=r.film.n)
        if not r.film.done:
            name = say("how_many_steps.so_far", i=r.film.steps, n=r.film.n)
        symbol, quantity = ("x₀", "x0") if r.film.done else ("xₜ", "xt")
        pixels = live_pixels(r.film, shape)[0]
        frames.append(Framed(pixels, name, symbol, quantity, numbers, large=True, old=old))
    if all(r.film.done for r in runs):
        a, b = (live_pixels(r.film, shape)[0].astype(int) for r in runs)
        map_ = np.clip(128 + 4 * (b - a), 0, 255).astype(np.uint8)
        name = say("how_many_steps.difference")
        frames.append(
            Framed(map_, name, numbers=(say("how_many_steps.difference_name"), ""), old=old)
        )
    return frames


def distance_verdict(runs: list[Run], shape: tuple[int, int, int], old: bool) -> str:
    """How far apart the two results are, and what the longer one cost."""
    if any(r.running for r in runs):
        return say("how_many_steps.running")
    if not all(r.film.done for r in runs):
        return " ".join(r.status for r in runs if not r.film.done)
    a, b = (from_pixels(live_pixels(r.film, shape)[0]) for r in runs)
    apart = psnr(a, b)
    kind = "twins" if apart > 35 else "cousins" if apart > 15 else "strangers"
    calls = sorted(r.film.calls for r in runs)
    text = say(
        "how_many_steps.distance", psnr=number(apart, 1), ratio=number(calls[1] / calls[0], 1)
    )
    changed = say("run.changed", button=say("how_many_steps.button")) if old else ""
    return f"{text} {say(f'how_many_steps.{kind}')} {changed}"
