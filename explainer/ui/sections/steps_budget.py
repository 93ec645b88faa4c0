"""Steps, deeper: twenty calls to spend; what was chosen, and then how all other ways would have done."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from explainer.experiments import budget, grids
from explainer.experiments.budget import CALLS, GUIDED, Way
from explainer.experiments.convergence import SOLVERS
from explainer.experiments.cost import guides
from explainer.experiments.grids import RULES
from explainer.experiments.settings import Settings
from explainer.ui.drawing.budget_plot import budget_plot
from explainer.ui.drawing.figures import CONFIG
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.symbols import ESTIMATE
from explainer.ui.language import say
from explainer.ui.page import folded
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import PlannedRun, Run
from explainer.ui.sections.steps_curves import exact_run
from explainer.ui.sections.steps_grid import grid_name, scores
from explainer.ui.terms import explained


def show(settings: Settings) -> None:
    """Folded: three choices, the runs of all ways, and where the chosen one stands among them."""
    with folded("steps_deeper.budget"):
        st.markdown(
            explained("steps_deeper.budget_lead", calls=CALLS, n=grids.reference(settings).steps)
        )
        ways = budget.ways(settings)
        if not guides(settings):
            st.caption(say("steps_deeper.budget_unguided"))
        way = _choose(ways)
        run, _ = budget.spent(settings, way)
        st.caption(say("steps_deeper.budget_buys", n=run.steps, calls=CALLS))
        _spend(settings, ways, ways.index(way))


def _choose(ways: Sequence[Way]) -> Way:
    """What the visitor would spend the calls on; the first that there is until then."""
    guided = [where for where in GUIDED if any(way.guided == where for way in ways)]
    with st.container(horizontal=True, gap="medium"):
        solver = st.selectbox(say("steps_deeper.budget_solver"), SOLVERS, key="_budget_solver")
        rule = st.selectbox(
            say("steps_deeper.budget_rule"), [*RULES], key="_budget_rule", format_func=grid_name
        )
        label, key = say("steps_deeper.budget_guided"), f"_budget_guided_{len(guided)}"
        where = st.selectbox(label, guided, key=key, format_func=_guided_name)
    return Way(solver, rule, where)


def _guided_name(where: str) -> str:
    return say(f"steps_deeper.guided_{where}")


def planned(settings: Settings, ways: Sequence[Way]) -> list[PlannedRun]:
    """A run of each way, and the reference last."""
    runs = []
    for way in ways:
        each, path = budget.spent(settings, way)
        make = partial(grids.on_grid, each, path)
        runs.append(PlannedRun(each, make, ("grid", path), frames=1, exact=True))
    return [*runs, exact_run(grids.reference(settings))]


def _spend(settings: Settings, ways: Sequence[Way], chosen: int) -> None:
    """The button that spends them; once all runs have ended, what came of it."""
    walks = Walks("budget", planned(settings, ways), label=say("steps_deeper.budget_button"))
    walks.row_of_buttons()
    status = st.empty()

    def paint(runs: list[Run], old: bool) -> None:
        walks.report_all(status, *runs, old=old)

    runs = walks.run(paint)
    if runs and all(run.film.done for run in runs) and not walks.changed(runs):
        _reveal(runs, ways, chosen)


def _reveal(runs: Sequence[Run], ways: Sequence[Way], chosen: int) -> None:
    found = distances(runs)
    st.markdown(sentence(ways, found, chosen))
    st.html(row(_pictures(runs, ways, found, chosen), "fours"))
    dots = [
        (_guided_name(w.guided), w.solver, name(w), d) for w, d in zip(ways, found, strict=True)
    ]
    figure, alt = budget_plot(dots, chosen), say("steps_deeper.budget_alt")
    st.plotly_chart(figure, config=CONFIG, alt=alt, key="_budget_plot")


def distances(runs: Sequence[Run]) -> list[float]:
    """How far each finished run but the last ends from the last, in grey levels of 255."""
    return [score.levels for score in scores(runs)]


def name(way: Way) -> str:
    """A way in words."""
    return f"{way.solver} · {grid_name(way.rule)} · {_guided_name(way.guided)}"


def _pictures(
    runs: Sequence[Run], ways: Sequence[Way], found: list[float], chosen: int
) -> list[Framed]:
    """The reference, what was chosen, the nearest and the farthest."""
    reference, by_distance = runs[-1], sorted(range(len(found)), key=lambda i: found[i])
    title = say("steps_deeper.grid_reference", n=reference.film.n)
    shown = {"yours": chosen, "best": by_distance[0], "worst": by_distance[-1]}
    frames = [_frame(reference, title, ())]
    for kind, i in shown.items():
        off = say("how_many_steps.ladder_off", value=number(found[i], 1))
        calls = say("how_many_steps.cost", calls=runs[i].film.calls)
        label = f"{say(f'steps_deeper.budget_{kind}')}: {name(ways[i])}"
        frames.append(_frame(runs[i], label, (calls, off)))
    return frames


def _frame(run: Run, label: str, lines: tuple[str, ...]) -> Framed:
    assert run.film.result is not None
    return Framed(run.film.result[0], label, *ESTIMATE, lines)


def sentence(ways: Sequence[Way], found: list[float], chosen: int) -> str:
    """The place of what was chosen, the best there is, and what guidance has to do with it."""
    best = min(range(len(found)), key=lambda i: found[i])
    values = {"place": budget.place(found, chosen), "of": len(ways), "calls": CALLS}
    levels = {"yours": number(found[chosen], 1), "levels": number(found[best], 1)}
    key = "budget_won" if found[chosen] == found[best] else "budget_placed"
    said = [say(f"steps_deeper.{key}", best=name(ways[best]), **values, **levels)]
    if len({way.guided for way in ways}) > 1:
        said.append(say(f"steps_deeper.budget_{ways[best].guided}"))
    return " ".join(said)
