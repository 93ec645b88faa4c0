"""What “Show the code” shows of the section The process."""

from __future__ import annotations

from explainer.core.baselines import best_blur, gaussian_blur
from explainer.core.noise import BrownianNoise, noised, unit_noise
from explainer.core.schedule import SCHEDULES, NoiseSchedule
from explainer.experiments import cleaning
from explainer.experiments.dissolve import way_back
from explainer.experiments.sampling import one_step
from explainer.experiments.turns import take_turns
from explainer.ui.code.chains import from_noise, sampler_of, walk_of
from explainer.ui.controls import table
from explainer.ui.shown import Chosen, Script, Shown


def start(chosen: Chosen) -> tuple[Shown, ...]:
    """A picture into noise and back."""
    formula = (noised, unit_noise, NoiseSchedule.add_noise, Script("noising"))
    return (*formula, way_back, *walk_of("ddim"))


def add_noise(chosen: Chosen) -> tuple[Shown, ...]:
    """Any t in one jump; the browser does it again at every move of the slider."""
    schedule = str(chosen.get(table.SCHEDULE.key, table.SCHEDULE.default()))
    jump = (noised, unit_noise, NoiseSchedule.add_noise, NoiseSchedule.coefficients)
    return (*jump, SCHEDULES[schedule], Script("noising"))


def remove_noise(chosen: Chosen) -> tuple[Shown, ...]:
    """Filters, one call, and a walk from the same noisy picture."""
    filters = (cleaning.cleaned, best_blur, cleaning.blurred, gaussian_blur)
    return (*filters, one_step, cleaning.walk_back, take_turns, *walk_of(sampler_of(chosen)))


def how_many_steps(chosen: Chosen) -> tuple[Shown, ...]:
    """The same in two walks along one path of noise."""
    return (NoiseSchedule.timesteps, BrownianNoise, *from_noise(chosen))
