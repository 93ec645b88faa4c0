"""A call budget: what to spend twenty network calls on, and how near every way to spend them ends to where many would."""

from __future__ import annotations

from dataclasses import dataclass, replace

from explainer.experiments import grids
from explainer.experiments.convergence import SOLVERS
from explainer.experiments.cost import call_rows, guides
from explainer.experiments.grids import FEWEST, RULES, Grid
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import load_checkpoint

CALLS = 20
GUIDED = (
    "all",
    "middle",
    "none",
)  # at which steps guidance acts, each at the price of a second call


@dataclass(frozen=True)
class Way:
    """A way to spend the calls: a sampler, a rule for the timesteps, and where guidance acts."""

    solver: str
    rule: str
    guided: str


def ways(settings: Settings) -> list[Way]:
    """All there are; where guidance changes nothing, it is left out."""
    guided = GUIDED if guides(settings) else GUIDED[-1:]
    return [Way(s, rule, where) for where in guided for s in SOLVERS for rule in RULES]


def spent(settings: Settings, way: Way) -> tuple[Settings, Grid]:
    """The run of a way with as many steps as CALLS allow, and its grid."""
    schedule, told = load_checkpoint(settings.network).schedule, told_so(settings, way)
    found = None
    for n in range(FEWEST, CALLS + 1):
        grid = RULES[way.rule](schedule, n)
        run = grids.of(told, way.solver, grid)
        if sum(call_rows(run, grid)) > CALLS:
            break
        found = run, grid
    assert found is not None  # two steps of the dearest way cost six calls
    return found


def told_so(settings: Settings, way: Way) -> Settings:
    """The settings with guidance where a way wants it: in the middle half of all t, everywhere or nowhere."""
    if way.guided == "none" and guides(settings):
        return replace(settings, w=1.0)
    T = load_checkpoint(settings.network).schedule.T
    return replace(settings, interval=(T // 4, 3 * T // 4)) if way.guided == "middle" else settings


def place(levels: list[float], i: int) -> int:
    """The place of one of some distances, the nearest first, counted from 1; equal ones share the better."""
    return 1 + sum(other < levels[i] for other in levels)
