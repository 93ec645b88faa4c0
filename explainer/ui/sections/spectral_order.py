"""Spectral lens: the order in which a run makes its waves, as a plot and in words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import streamlit as st

from explainer.core.schedule import NoiseSchedule
from explainer.experiments.settings import FIRST_VISIT
from explainer.experiments.spectral import SETTLED, Order
from explainer.ui import cached_closer as cached
from explainer.ui.components.film_player import PlayerTrack
from explainer.ui.drawing.figures import CONFIG
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.order_plot import band_name, order_plot
from explainer.ui.language import say
from explainer.ui.runs import Run
from explainer.ui.terms import explained

TOGETHER = 60  # timesteps: as near as the frames of a film can tell
TRACKS = (PlayerTrack("x_t"), PlayerTrack("x0"))


def seeds(first: int) -> tuple[int, ...]:
    """As many as on a first visit: one picture alone has few broad waves to compare."""
    return tuple(range(first, first + len(FIRST_VISIT.seeds)))


def show(runs: Sequence[Run], schedule: NoiseSchedule) -> None:
    """The plot of a finished run, and what it says."""
    if not runs or not runs[0].film.done:
        st.caption(say("spectral_lens.order_waiting"))
        return
    (run,) = runs
    found = cached.order(run.id, run.film)
    figure = order_plot(found, schedule)
    st.plotly_chart(figure, config=CONFIG, alt=say("spectral_lens.order_alt"), key="_order")
    st.caption(say("spectral_lens.order_key", settled=number(SETTLED, 1)))
    st.markdown(sentences(found, schedule, run.settings.words))


def sentences(found: Order, schedule: NoiseSchedule, words: str = "") -> str:
    """When the broadest and the finest waves came, whether in order, and whether they waited for the noise to sink."""
    there = [i for i in range(len(found.bands)) if found.settled(i) is not None]
    if len(there) < 2:
        return ""
    ts = {i: found.settled(i) or 0 for i in there}
    first, last = there[0], there[-1]
    key = "order_said" if ts[last] else "order_never"
    said = explained(
        f"spectral_lens.{key}",
        coarse=band_name(found.bands[first]),
        fine=band_name(found.bands[last]),
        first=ts[first],
        last=ts[last] or found.ts[-1],
        sorted=_sorted([ts[i] for i in there]),
    )
    gaps = [ts[i] - found.surfaces(i, schedule.alpha_bar) for i in there]
    return f"{said}\n\n{_waited(gaps)} {_from_the_first(found, ts, words)}".strip()


def _waited(gaps: list[int]) -> str:
    """Whether bands agree with the end where the noise sinks below them, of how many timesteps they are earlier each."""
    off = sum(map(abs, gaps)) / len(gaps)
    early, late = [g for g in gaps if g > 0], [-g for g in gaps if g < 0]
    if off <= TOGETHER:
        return explained("spectral_lens.together", lead=number(off, 0))
    key, those = ("foresees", early) if sum(early) > sum(late) else ("late", late)
    lead = number(sum(those) / len(those), 0)
    return explained(f"spectral_lens.{key}", lead=lead, n=len(those), all=len(gaps))


def _from_the_first(found: Order, ts: dict[int, int], words: str) -> str:
    """Of bands that agree from the first call on: they cannot come from anything seen."""
    n = sum(t == found.ts[0] for t in ts.values())
    if not n:
        return ""
    key = "first_words" if words else "first"
    return say(f"spectral_lens.{key}", n=n, t=found.ts[0])


def _sorted(ts: list[int]) -> str:
    """Whether every band came no earlier than the broader ones."""
    early = {later for (_, a), (later, b) in combinations(enumerate(ts), 2) if b > a}
    if len(set(ts)) == 1:
        return explained("spectral_lens.at_once")
    if not early:
        return explained("spectral_lens.in_order")
    key = "not_in_order" if 2 * len(early) < len(ts) else "out_of_order"
    return explained(f"spectral_lens.{key}", n=len(early), all=len(ts))
