"""Steps, deeper: how fast each sampler nears its own end, with the network and where theory knows the end."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explainer.experiments import convergence
from explainer.experiments.convergence import SOLVERS, Curve, Curves, End
from explainer.experiments.exact_flow import STRETCH
from explainer.experiments.settings import Settings
from explainer.ui import cached_steps as cached
from explainer.ui.drawing.convergence_plot import HEIGHT, LOOKS, convergence_plot
from explainer.ui.drawing.figures import CONFIG
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.symbols import ESTIMATE
from explainer.ui.language import enumerated, say
from explainer.ui.playing.film_cache import is_free
from explainer.ui.playing.walks import Begin, Walks
from explainer.ui.runs import PlannedRun, Run, from_noise
from explainer.ui.terms import explained

EXACT = "exact"  # the run keeps its end as it is
DIGITS = 1  # of a slope, as it is shown: what rounds to theory's is called the same
ORDERS = {"ddim": 1, "dpmpp_2m": 2, "heun": 2}  # what theory says
ONE = 1.0  # grey levels: nobody sees less


def exact_run(settings: Settings) -> PlannedRun:
    """A run from noise whose film keeps where it ends, neither clipped nor rounded."""
    plain = from_noise(settings, frames=1)
    return PlannedRun(settings, plain.make, EXACT, frames=1, exact=True)


def show(settings: Settings) -> Curves | None:
    """Both plots, the network's curves from what ships or was computed; those curves, once they are whole."""
    known = convergence.shipped(settings)
    plots, below = st.container(), st.container()
    with plots:
        left, right = st.columns(2, gap="medium", vertical_alignment="bottom")
    with left:
        st.markdown(_title(settings))
        place = st.empty()
    with right:
        start, end = STRETCH
        st.markdown(explained("steps_deeper.gaussian_title", start=start, end=end))
        theory = cached.gaussian_curves()
        _draw(theory, "gaussian")
    with below:
        found = _runs(settings, known, place)
        if found:
            st.html(row(_pictures(found), "fours"))
            st.markdown(_table(found, theory))
            st.caption(_slope_between(found.curves["ddim"]))
    return found


def _title(settings: Settings) -> str:
    return explained(
        "steps_deeper.network_title",
        network=settings.network,
        reference=convergence.longest(settings),
    )


def _draw(curves: Mapping[str, Curve], name: str, old: bool = False, turn: int = 0) -> None:
    """A plot; one that is drawn several times while a script runs is told its turn."""
    figure, alt = convergence_plot(curves, name == "gaussian", old), say(f"steps_deeper.{name}_alt")
    st.plotly_chart(figure, config=CONFIG, alt=alt, key=f"_steps_{name}_{turn}")


# --- the network's runs


def _runs(settings: Settings, known: Curves | None, place: DeltaGenerator) -> Curves | None:
    """The curves that are on the page: of runs made here, or what ships; the button that makes them."""
    every = [run for runs in convergence.rungs(settings).values() for run in runs]
    planned = [exact_run(each) for each in every]
    begin: Begin = "arrival" if all(map(is_free, planned)) else "button"
    walks = Walks("convergence", planned, begin, say("steps_deeper.curves_button"))
    status, part = st.empty(), st.empty()
    with st.container(horizontal=True):
        walks.start_button()
        walks.stop_button()
    if known is None:
        walks.show_cost()

    drawn: set[int] = set()  # after how many runs that have ended

    def paint(runs: list[Run], old: bool) -> None:
        ended = sum(run.film.done for run in runs)
        if ended not in drawn:
            drawn.add(ended)
            _paint(place, runs, old, ended, known)
            is_part = ended < len(runs) and curves_of(runs) is not None
            part.caption(say("steps_deeper.so_far") if is_part else "")
        walks.report_all(status, *runs, old=old)

    runs = walks.run(paint)
    if runs and not walks.changed(runs):
        return curves_of(runs) if all(run.film.done for run in runs) else None
    if known:
        with place.container():
            _draw(known.curves, "network")
        status.caption(say("steps_deeper.shipped"))
    elif not runs:
        _note(place, say("steps_deeper.not_yet", button=walks.label))
    return known


def _paint(
    place: DeltaGenerator, runs: Sequence[Run], old: bool, ended: int, known: Curves | None
) -> None:
    """The curves of the runs that have ended; until there are any, those that ship, or a line that says so."""
    if found := curves_of(runs) or known:
        with place.container():
            _draw(found.curves, "network", old, ended)
    else:
        _note(place, say("steps_deeper.none_yet"))


def _note(place: DeltaGenerator, text: str) -> None:
    """A line in the place of a plot, as high as that: its title stays beside the other's."""
    place.container(height=HEIGHT, border=False).info(text)


def curves_of(runs: Sequence[Run]) -> Curves | None:
    """Of the runs that have ended, by solver, those of at least two; None while there are none."""
    found, ids = defaultdict(list), []
    for run in runs:
        if run.film.done and run.film.end is not None:
            found[run.settings.sampler].append(End(run.film.n, run.film.calls, run.film.end))
            ids.append(run.id)
    enough = {solver: ends for solver, ends in found.items() if len(ends) > 1}
    return cached.measured(runs[0].settings.network, ids, enough) if enough else None


# --- what stands below


def _pictures(found: Curves) -> list[Framed]:
    """Where the best reference ends, and what few calls make of the same noise."""
    best = found.ends["dpmpp_2m"]
    frames = [Framed(best, say("steps_deeper.own_end"), *ESTIMATE)]
    for solver, (calls, apart) in found.spent.items():
        lines = say("how_many_steps.cost", calls=calls), _off(apart)
        frames.append(Framed(found.few[solver], solver, "", LOOKS[solver][0], lines))
    return frames


def _off(apart: float) -> str:
    return say("how_many_steps.ladder_off", value=number(apart, 1))


def _table(found: Curves, theory: dict[str, Curve]) -> str:
    """The slopes: of the network's curves, of the exact one's, and theory's; and what a grey level costs.

    A column for each sampler: they are short, so that a phone has room for them.
    """
    calls = [found.curves[solver].calls_within(ONE) for solver in SOLVERS]
    rows = {
        "here": [number(found.curves[solver].order, DIGITS) for solver in SOLVERS],
        "exact": [number(theory[solver].order, 2) for solver in SOLVERS],
        "theory": [f"{ORDERS[solver]}" for solver in SOLVERS],
        "one": ["–" if n is None else f"{n}" for n in calls],
    }
    lines = [_line([say("steps_deeper.table_sampler"), *SOLVERS])]
    lines.append(_line(["---", *["---:"] * len(SOLVERS)]))
    lines += [_line([say(f"steps_deeper.table_{name}"), *cells]) for name, cells in rows.items()]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def sentence(settings: Settings, found: Curves | None) -> str:
    """What the curves say; what to do where there are none."""
    if found is None:
        return explained("steps_deeper.look_none")
    said = [_falls(found), _slopes(found), _one_end(found)]
    return f"{' '.join(said)}\n\n{explained('steps_deeper.look')}"


def fall(curve: Curve) -> float:
    """How many times nearer the most steps end than a tenth of them."""
    return curve.fall(curve.tenth)


def _falls(found: Curves) -> str:
    ddim = found.curves["ddim"]
    few, most = ddim.steps[ddim.tenth], ddim.steps[-1]
    falls = {solver: number(fall(curve), 1) for solver, curve in found.curves.items()}
    return say("steps_deeper.falls", few=few, many=most, **falls, first=number(ddim.apart[-1], 1))


def _slopes(found: Curves) -> str:
    orders = {solver: curve.order for solver, curve in found.curves.items()}
    short = [s for s, order in orders.items() if is_short(s, order)]
    if not short:
        return say("steps_deeper.slopes_reached")
    return say("steps_deeper.slopes_short", n=len(short), names=enumerated(short))


def is_short(solver: str, order: float) -> bool:
    """Whether a curve falls less steeply than theory says, as its slope is shown."""
    return not math.isnan(order) and round(order, DIGITS) < ORDERS[solver]


def _slope_between(curve: Curve) -> str:
    """Between which numbers of steps the slopes are taken; "" where there is none."""
    begin = curve.settled
    if begin is None or math.isnan(curve.order):
        return ""
    return say("steps_deeper.slope_between", few=curve.steps[begin], many=curve.steps[-1])


def _one_end(found: Curves) -> str:
    key = "one_end" if found.references_apart <= ONE else "ends_apart"
    return say(f"steps_deeper.{key}", levels=number(found.references_apart, 2))
