"""How many steps? Two walks beside each other, and how far apart they end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial, reduce

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from explainer.core.metrics import psnr
from explainer.experiments.sampling import Settings, expected_seconds, generate
from explainer.media.film import outline_frame
from explainer.media.pictures import from_pixels
from explainer.ui.components.before_after import before_after
from explainer.ui.components.device_run import Counting, Verdict
from explainer.ui.drawing.figures import CONFIG, distance_plot
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.language import say
from explainer.ui.playing.running import Part, Run, kept, play
from explainer.ui.views.common import difference_map, live_pixels, number

DIFFERENCE_GAIN = 4
KINDSHIP = (35, "twins"), (15, "cousins"), (-1000, "strangers")  # from so many dB on
LADDER = (1, 2, 5, 10, 20, 50, 100, 200)
REFERENCE = 1000


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
    numbers = {"i": film.steps, "calls": film.calls, "seconds": f"{run.seconds:.1f}"}
    lines = counting(run)["done" if film.done else "running"]
    return [line.format(**numbers) for line in lines]


def difference(runs: list[Run], shape: tuple[int, int, int], old: bool) -> Framed:
    """Right minus left."""
    a, b = (live_pixels(r.film, shape)[0] for r in runs)
    name = say("how_many_steps.difference")
    return Framed(difference_map(a, b, DIFFERENCE_GAIN), name, large=True, old=old)


def outline_verdict(runs: list[Run]) -> str:
    """When each walk's outline stood."""
    places = [
        say("how_many_steps.outline_at", t=frame.t, i=frame.i, n=run.film.n)
        for run in runs
        if (frame := outline_frame(run.film)) is not None
    ]
    if not places:
        return ""
    where = reduce(lambda a, b: say("how_many_steps.and", a=a, b=b), places)
    return say("how_many_steps.outline", where=where)


def distance_verdict(runs: list[Run], shape: tuple[int, int, int], old: bool) -> str:
    """How far apart the two results are, and what the longer one cost."""
    if any(r.running for r in runs):
        return say("how_many_steps.running")
    if not all(r.film.done for r in runs):
        return " ".join(r.status for r in runs if not r.film.done)
    a, b = (from_pixels(live_pixels(r.film, shape)[0]) for r in runs)
    apart = psnr(a, b)
    text = next(t for least, t in distance_verdicts([r.film.calls for r in runs]) if apart >= least)
    changed = say("run.changed", button=say("how_many_steps.button")) if old else ""
    return f"{text.format(psnr=number(apart, 1))} {changed}"


def distance_verdicts(calls: Sequence[int]) -> list[Verdict]:
    """What is said of two results that are at least so many dB apart, {psnr} in braces."""
    ratio = number(max(calls) / min(calls), 1)
    text = say("how_many_steps.distance", psnr="{psnr}", ratio=ratio)
    return [(least, f"{text} {say(f'how_many_steps.{kind}')}") for least, kind in KINDSHIP]


def planned_verdicts(runs: Sequence[Run]) -> list[Verdict]:
    """The same before anything is computed: each step has one call, or each has two."""
    return distance_verdicts([run.film.n for run in runs])


def walks_of_ladder(settings: Settings) -> list[Settings]:
    """Every rung, the reference last."""
    return [replace(settings, steps=n) for n in (*LADDER, REFERENCE)]


def ladder_lead(settings: Settings) -> str:
    """What the ladder is, and about how long it will take."""
    seconds = round(sum(expected_seconds(s) for s in walks_of_ladder(settings)))
    return say("how_many_steps.ladder_lead", most=LADDER[-1], reference=REFERENCE, seconds=seconds)


def grey_levels_apart(runs: list[Run], shape: tuple[int, int, int]) -> list[float]:
    """Root mean square difference of each run but the last to the last, in grey levels of 255."""
    pictures = [live_pixels(r.film, shape)[0].astype(float) for r in runs]
    return [float(np.sqrt(np.mean((p - pictures[-1]) ** 2))) for p in pictures[:-1]]


def ladder_strip(runs: list[Run], shape: tuple[int, int, int]) -> list[Framed]:
    """Every rung with its cost and, once the reference is there, its distance; the reference leftmost."""
    done = runs[-1].film.done
    apart = grey_levels_apart(runs, shape) if done else [0.0] * len(LADDER)
    frames = []
    for run, distance in zip([runs[-1], *runs[:-1]], [0.0, *apart], strict=True):
        n = run.film.n
        waiting = "…" if runs[-1].running else ""
        off = say("how_many_steps.ladder_off", value=number(distance, 1)) if done else waiting
        if n == REFERENCE:
            name, off = say("how_many_steps.ladder_reference", n=n), ""
        elif n == 1:
            name = say("how_many_steps.ladder_one")
        else:
            name = say("how_many_steps.side", n=n)
        cost = say("how_many_steps.cost", calls=run.film.calls)
        symbol = ("x₀", "x0") if run.film.done else ("xₜ", "xt")
        pixels = live_pixels(run.film, shape)[0]
        frames.append(Framed(pixels, name, *symbol, (cost, off)))
    return frames


def ladder_figure(runs: list[Run], shape: tuple[int, int, int]) -> go.Figure:
    """Distance to the reference against cost."""
    calls = [r.film.calls for r in runs[:-1]]
    return distance_plot(calls, grey_levels_apart(runs, shape), REFERENCE)


def ladder_sentence(runs: list[Run], shape: tuple[int, int, int]) -> str:
    """What the ladder shows, from its own numbers."""
    apart = grey_levels_apart(runs, shape)
    half = next(n for n, d in zip(LADDER, apart, strict=True) if d <= (apart[0] + apart[-1]) / 2)
    return say(
        "how_many_steps.ladder_falls",
        first=LADDER[0],
        last=LADDER[-1],
        ratio=number(apart[0] / max(apart[-1], 1e-9), 1),
        cost=round(runs[-2].film.calls / runs[0].film.calls),
        half=half,
    )


def compare(runs: list[Run], shape: tuple[int, int, int], old: bool) -> None:
    """The two finished pictures over each other, and their difference."""
    left, right = st.columns(2)
    with left:
        first, second = (live_pixels(r.film, shape)[0] for r in runs)
        names = [say("how_many_steps.side", n=r.film.n) for r in runs]
        before_after(first, second, (names[0], names[1]), "_compare", old)
    with right:
        st.html(row([difference(runs, shape, old)]))


def ladder(settings: Settings, shape: tuple[int, int, int]) -> None:
    """The same noise in ever more steps."""
    st.subheader(say("how_many_steps.ladder"), anchor=False)
    st.markdown(ladder_lead(settings))
    with st.container(horizontal=True):
        climb = st.button(say("how_many_steps.ladder_button"), key="_ladder_go")
        st.button(say("run.stop"), key="_ladder_stop")
    rungs, strip, progress = kept("_ladder"), st.empty(), st.empty()

    def paint_ladder(rungs: list[Run]) -> None:
        strip.html(row(ladder_strip(rungs, shape), "nine"))
        if rungs[-1].running:
            progress.progress(*rungs[-1].progress)

    if climb:
        parts = [Part(s, partial(generate, s)) for s in walks_of_ladder(settings)]
        rungs = play("_ladder", parts, paint_ladder)
    elif rungs and replace(rungs[0].settings, steps=settings.steps) == settings:
        paint_ladder(rungs)
    else:
        return
    if not rungs[-1].film.done:
        progress.caption(rungs[-1].status)
        return
    progress.markdown(ladder_sentence(rungs, shape))
    alt = say("how_many_steps.ladder_alt")
    st.plotly_chart(ladder_figure(rungs, shape), config=CONFIG, alt=alt)
