"""How many steps?: what stands under two walks, how far apart they end, and when their outlines stood."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import streamlit as st

from explainer.experiments.claims import same_seed, why_apart
from explainer.experiments.pair import KINDSHIP, closeness, price
from explainer.experiments.settings import Settings
from explainer.media.film import outline_frame
from explainer.media.pictures import difference_map
from explainer.ui.components.before_after import before_after
from explainer.ui.components.device_run import Counting, Verdict
from explainer.ui.controls import table as controls
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.language import say
from explainer.ui.runs import Run
from explainer.ui.stating import state
from explainer.ui.terms import explained

DIFFERENCE_GAIN = 4


def counting(run: Run) -> Counting:
    """What stands under a run's picture while it goes on and when it is done, the numbers in braces."""
    n = run.film.n
    cost = say("how_many_steps.cost", calls="{calls}")
    seconds = say("how_many_steps.seconds", seconds="{seconds}")
    so_far = say("how_many_steps.so_far", i="{i}", n=n)
    return {
        "running": [so_far, cost, seconds],
        "done": [say("how_many_steps.side", n=n), cost, seconds],
    }


def cost_of(run: Run) -> list[str]:
    """What stands under a run's picture now."""
    film = run.film
    numbers = {"i": film.steps, "calls": film.calls, "seconds": number(run.spent, 1)}
    lines = counting(run)["done" if film.done else "running"]
    return [line.format(**numbers) for line in lines]


def outline_verdict(runs: Sequence[Run]) -> str:
    """When each walk's outline stood; empty where none did."""
    places = [
        say("how_many_steps.outline_at", t=frame.t, i=frame.i, n=run.film.n)
        for run in runs
        if (frame := outline_frame(run.film)) is not None
    ]
    if not places:
        return ""
    where = reduce(lambda a, b: say("how_many_steps.and", a=a, b=b), places)
    return say("how_many_steps.outline", where=where)


def distance_verdict(runs: Sequence[Run]) -> str:
    """How far apart the two results are, and what the longer one cost."""
    if any(r.running for r in runs):
        return say("how_many_steps.running")
    if not all(r.film.done for r in runs):
        return " ".join(r.status for r in runs if not r.film.done)
    apart = closeness([r.film for r in runs])
    text = _apart(runs, apart, [r.film.calls for r in runs])
    return text.format(psnr=number(apart, 1))


def _apart(runs: Sequence[Run], psnr: float, calls: Sequence[int]) -> str:
    """What is said of two results that are so many dB apart, {psnr} in braces: how far, at what price, and why."""
    why = why_apart([run.settings for run in runs], psnr)
    control = say(f"control.{controls.SHARED_PATH.key}.label")
    far = say("how_many_steps.distance", psnr="{psnr}", ratio=number(price(calls), 1))
    return " ".join([far, *(state(claim, control=control) for claim in why)])


def planned_verdicts(runs: Sequence[Run]) -> list[Verdict]:
    """The same before anything is computed, from so many dB on: each step has one call, or each has two."""
    calls = [run.film.n for run in runs]
    return [(least, _apart(runs, least, calls)) for least, _ in KINDSHIP]


def what_to_look_for(settings: Settings) -> str:
    """Where to look, and whether the same seed gives the same picture with this sampler."""
    control = say(f"control.{controls.SHARED_PATH.key}.label")
    kind = same_seed(settings).key.removeprefix("how_many_steps.")
    seed = explained(f"how_many_steps.{kind}", control=control, sampler=settings.sampler)
    return explained("how_many_steps.look", seed=seed)


def compare(runs: Sequence[Run], shape: tuple[int, int, int], old: bool) -> None:
    """The two finished pictures over each other, and their difference, right minus left."""
    first, second = (r.film.pictures(shape)[0] for r in runs)
    names = [say("how_many_steps.side", n=r.film.n) for r in runs]
    apart = difference_map(first, second, DIFFERENCE_GAIN)
    left, right = st.columns(2)
    with left:
        before_after(first, second, (names[0], names[1]), "_compare", old)
    with right:
        st.html(row([Framed(apart, say("how_many_steps.difference"), large=True, old=old)]))
