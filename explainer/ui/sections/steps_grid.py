"""Steps, deeper: a grid of timesteps drawn by hand, scored beside four rules from the same noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from explainer.core.schedule import NoiseSchedule
from explainer.engines.registry import engine_for
from explainer.experiments import grids
from explainer.experiments.grids import FEWEST, MOST, RULES, Grid, Score
from explainer.experiments.sampling import picture_shape
from explainer.experiments.settings import Settings
from explainer.experiments.snippet_closer import grid_source
from explainer.media.film import MAX_FRAMES
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui import cached_steps as cached
from explainer.ui.components.timestep_grid import timestep_grid
from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.controls.points import typed
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import ahead, number
from explainer.ui.drawing.symbols import of_run
from explainer.ui.language import say
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import PlannedRun, Run
from explainer.ui.sections.steps_curves import exact_run
from explainer.ui.terms import explained

OWN = "own"  # the name of the grid that is drawn, where it is no rule's
_BOARD, _STEPS, _RULE = "_steps_board", "_steps_grid_n", "_steps_grid_rule"


def show(settings: Settings) -> dict[str, Score]:
    """The curve to draw, the runs on all grids; how near each ends, by its name, once all are done."""
    schedule = load_checkpoint(settings.network).schedule
    st.markdown(explained("steps_deeper.grid_lead", reference=grids.reference(settings).steps))
    left, right = st.columns([3, 2], gap="large")
    with right:
        solver = controls.SOLVER.draw()
        place = st.container()
        grid = _typed(schedule)
    rules = grids.presets(schedule, len(grid) - 1)
    with place:
        _steps_and_rules(grid, rules, schedule)
    with left:
        held = lesson.holds(controls.POINTS.key)
        timestep_grid(_BOARD, grid, rules, _take_drawn, held)
    return _scored(settings, solver, named_grids(grid, rules))


def named_grids(grid: Grid, rules: Mapping[str, Grid]) -> dict[str, Grid]:
    """By name, the grid that is drawn, be it a rule's, first; then the rules'."""
    if grid not in rules.values():
        return {OWN: grid, **rules}
    return dict(sorted(rules.items(), key=lambda rule: rule[1] != grid))


# --- the curve


def _typed(schedule: NoiseSchedule) -> Grid:
    """The grid that is typed or drawn; an even one in the place of what is none."""
    text = controls.POINTS.draw()
    grid = controls.POINTS.grid(text, schedule.T)
    if grid is None:
        st.warning(say("steps_deeper.no_grid", T=schedule.T, fewest=FEWEST - 1, most=MOST - 1))
        return grids.even(schedule, grids.BEGIN)
    return grid


def _steps_and_rules(grid: Grid, rules: Mapping[str, Grid], schedule: NoiseSchedule) -> None:
    """The number of steps, which bends no curve, and buttons that take a rule's."""
    if lesson.holds(controls.POINTS.key):
        return
    st.session_state[_STEPS] = len(grid) - 1
    label = say("steps_deeper.grid_steps")
    st.slider(label, FEWEST, MOST, key=_STEPS, on_change=_resample, args=(grid, schedule))
    st.session_state[_RULE] = next((name for name, path in rules.items() if path == grid), None)
    st.pills(
        say("steps_deeper.take_rule"),
        [*RULES],
        key=_RULE,
        format_func=lambda name: say(f"steps_deeper.rule_{name}"),
        on_change=_take_rule,
        args=(schedule, len(grid) - 1),
    )


def _take_drawn() -> None:
    told = str((st.session_state.get(_BOARD) or {}).get("points") or "")
    if not lesson.holds(controls.POINTS.key) and controls.POINTS.parse(told) is not None:
        controls.POINTS.take(told)


def _resample(grid: Grid, schedule: NoiseSchedule) -> None:
    """A rule stays a rule; any other curve keeps its shape."""
    n = int(st.session_state[_STEPS])
    rule = st.session_state.get(_RULE)
    path = RULES[rule](schedule, n) if rule else grids.resampled(grid, n)
    controls.POINTS.take(typed(path))


def _take_rule(schedule: NoiseSchedule, n: int) -> None:
    if rule := st.session_state.get(_RULE):
        controls.POINTS.take(typed(RULES[rule](schedule, n)))


# --- the runs


def planned(settings: Settings, solver: str, paths: Mapping[str, Grid]) -> list[PlannedRun]:
    """A run on each grid, and the reference last."""
    runs: list[PlannedRun] = []
    for path in paths.values():
        each = grids.of(settings, solver, path)
        make = partial(grids.on_grid, each, path)
        frames = 1 if runs else MAX_FRAMES  # what is drawn can be taken away as a film
        runs.append(PlannedRun(each, make, ("grid", path), frames, exact=True))
    return [*runs, exact_run(grids.reference(settings))]


def _scored(settings: Settings, solver: str, paths: Mapping[str, Grid]) -> dict[str, Score]:
    walks = Walks(
        "steps_deeper", planned(settings, solver, paths), "always", say("steps_deeper.grid_button")
    )
    pictures, status = st.empty(), st.empty()
    with st.container(horizontal=True):
        walks.start_button()
        walks.stop_button()
    names = [*paths]

    def paint(runs: list[Run], old: bool) -> None:
        of = names if len(runs) == len(names) + 1 else [OWN] * (len(runs) - 1)
        pictures.html(row(_pictures(of, runs, old), "methods"))
        walks.report_all(status, *runs, old=old)

    runs = walks.run(paint)
    if runs and not walks.changed(runs):
        walks.take_away(runs[:1], partial(_source, next(iter(paths.values()))), ("grid",))
    if not runs or walks.changed(runs) or not all(run.film.done for run in runs):
        return {}
    return dict(zip(names, scores(runs), strict=True))


def _source(grid: Grid, run: Run) -> str:
    """Code that makes the picture of a run on a grid."""
    network = run.settings.network
    return grid_source(
        run.settings, grid, engine_for(network).name, load_checkpoint(network).card.sha256
    )


def scores(runs: Sequence[Run]) -> list[Score]:
    """How near each finished run but the last ends to the last."""
    *tried, reference = runs
    return [_score(run, reference) for run in tried]


def _score(run: Run, reference: Run) -> Score:
    assert run.film.end is not None and reference.film.end is not None
    ids = run.id, reference.id
    return cached.score(run.settings.network, *ids, run.film.end, reference.film.end)


def _pictures(names: Sequence[str], runs: Sequence[Run], old: bool) -> list[Framed]:
    """The reference leftmost, then every grid, the nearest marked."""
    *tried, reference = runs
    shape = picture_shape(reference.settings.network)
    done = reference.film.done and all(run.film.done for run in tried)
    found = scores(runs) if done else []
    title = say("steps_deeper.grid_reference", n=reference.film.n)
    first = reference.film.pictures(shape)[0]
    frames = [Framed(first, title, *of_run(reference.film), (_calls(reference),), old=old)]
    best = min((score.levels for score in found), default=0.0)
    for i, (name, run) in enumerate(zip(names, tried, strict=True)):
        lines = _calls(run), *(_lines(found[i]) if found else ())
        nearest = bool(found) and not ahead(found[i].levels, best)
        marks = tuple(nearest and line == 1 for line in range(len(lines)))
        picture = run.film.pictures(shape)[0]
        frames.append(Framed(picture, grid_name(name), *of_run(run.film), lines, marks, old=old))
    return frames


def _lines(score: Score) -> tuple[str, str]:
    off = say("how_many_steps.ladder_off", value=number(score.levels, 1))
    return off, say("steps_deeper.closeness", psnr=number(score.psnr, 1))


def _calls(run: Run) -> str:
    return say("how_many_steps.cost", calls=run.film.calls)


def grid_name(name: str) -> str:
    """A grid as visitors know it."""
    return say(f"steps_deeper.rule_{name}")


# --- what is said


def best_of(found: Mapping[str, Score]) -> str:
    """The name of the grid that ends nearest."""
    return min(found, key=lambda name: found[name].levels)


def sentence(found: Mapping[str, Score], schedule: str) -> str:
    """Which grid ends nearest with a network of this schedule; nothing while they are made."""
    if not found:
        return ""
    best = best_of(found)
    levels = {name: number(score.levels, 1) for name, score in found.items()}
    said = [say("steps_deeper.grid_best", name=grid_name(best), levels=levels[best])]
    if OWN in found and best != OWN:
        said.append(say("steps_deeper.grid_own", own=levels[OWN]))
    if ahead(found["even"].levels, found[best].levels):
        said.append(say("steps_deeper.grid_why_other", even=levels["even"]))
    elif schedule == "cosine":
        said.append(explained("steps_deeper.grid_why_even"))
    return " ".join([*said, explained("steps_deeper.grid_again")])


def dared(found: Mapping[str, Score]) -> str:
    """The dare: how near the drawn grid ends, beside even steps."""
    if OWN not in found:
        return say("bridge.steps_deeper.dared_wait")
    own, even = (number(found[name].levels, 1) for name in (OWN, "even"))
    return say("bridge.steps_deeper.dared", own=own, even=even)
