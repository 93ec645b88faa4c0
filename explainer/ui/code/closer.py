"""What “Show the code” shows of the section Look closer."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.core import spectrum
from explainer.core.denoiser import IdealDenoiser
from explainer.core.noise import FreshNoise, noised, unit_noise
from explainer.core.samplers import SAMPLERS, last
from explainer.core.schedule import NoiseSchedule
from explainer.experiments import convergence, copies, exact_flow, forks, grids, ideal, spectral
from explainer.experiments import game as playing
from explainer.experiments.completions import Fan, completed, standings
from explainer.experiments.harm import Stretched, measured, outcome
from explainer.experiments.mistakes import MISTAKES, broken, parts, planted
from explainer.experiments.sampling import one_step
from explainer.experiments.turns import take_turns
from explainer.samples.subsets import subset_of
from explainer.ui.code.chains import from_noise, walk_of
from explainer.ui.controls import table
from explainer.ui.shown import Chosen, Script, Shown


def why_soft(chosen: Chosen) -> tuple[Shown, ...]:
    """One call, and many runs from the same noisy picture; the same with a denoiser that is exact."""
    fan = (noised, unit_noise, one_step, completed, FreshNoise, take_turns, *walk_of("ddpm"))
    exact = (ideal.hidden, ideal.posterior, ideal.Posterior, IdealDenoiser, ideal.slope)
    return (*fan, Fan, standings, *exact)


def spectral_lens(chosen: Chosen) -> tuple[Shown, ...]:
    """Spectra, what stands above the noise, one call at many t, and the order of a run."""
    spectra = (spectrum.radial_cross, spectral.spectra_of, spectral.Spectra, Script("spectra"))
    cut = (spectrum.keep_rings, Script("fourier"), spectral.beside)
    guesses = (noised, NoiseSchedule.add_noise, spectral.guesses)
    return (*spectra, *cut, *guesses, *from_noise(chosen), spectral.order)


def steps_deeper(chosen: Chosen) -> tuple[Shown, ...]:
    """Curves where the end is known, runs on grids of timesteps, and a run with its branches."""
    known = (exact_flow.gaussian_curves, exact_flow.gaussian, exact_flow.transported)
    curves = (*known, convergence.curve, convergence.levels_apart, last)
    rules: tuple[Shown, ...] = tuple(grids.RULES.values())
    tried = (*rules, grids.falling, grids.on_grid, NoiseSchedule.timesteps)
    solvers = (SAMPLERS["ddim"], SAMPLERS["heun"])
    reference = from_noise({**chosen, table.SAMPLER.key: grids.REFERENCE_SOLVER})
    forked = (forks.branches, forks.Branching, forks.apart, forks.no_return)
    return (*curves, *tried, *solvers, *reference, *forked)


def break_it(chosen: Chosen) -> tuple[Shown, ...]:
    """The run that is right; the page adds `with_mistakes`, once they are no longer to be guessed."""
    return (FreshNoise, *from_noise({**chosen, table.SAMPLER.key: "ddpm"}))


def with_mistakes(names: Sequence[str]) -> tuple[Shown, ...]:
    """How mistakes are planted, these ones, and what is measured of their pictures; nothing without any."""
    if not names:
        return ()
    plants = [MISTAKES[name].plant for name in names]
    stretched = (Stretched,) if "stretched" in names else ()
    return (broken, planted, parts, *plants, *stretched, measured, outcome)


def did_it_copy(chosen: Chosen) -> tuple[Shown, ...]:
    """A denoiser that knows pictures by heart beside the network, and the search among what is drawn."""
    if not subset_of(str(chosen.get(table.NETWORK.key) or ideal.FALLBACK)):
        return (subset_of, ideal.pictures_of)
    heart = (copies.under_noise, noised, copies.beside, ideal.posterior, IdealDenoiser, one_step)
    found = (copies.drawing, *from_noise({**chosen, table.SAMPLER.key: "ddim"}))
    return (*heart, *found, copies.searched, copies.to_nearest, copies.of_test_pictures)


def denoising_game(chosen: Chosen) -> tuple[Shown, ...]:
    """Each call of the game, which is DDIM's; once it has ended, the rules' grids and the run that all are measured by."""
    begun: tuple[Shown, ...] = (playing.from_noise, unit_noise)
    if chosen.get(table.BEGIN.key) == "picture":
        begun = (playing.from_picture, noised, NoiseSchedule.add_noise)
    steps = (playing.played, playing.Remembered, *walk_of("ddim"), Script("noising"))
    ended = len(str(chosen.get(table.JUMPS.key, "")).split()) == playing.CALLS - 1
    return (*begun, *steps, *_RIVALS) if ended else (*begun, *steps)


_RIVALS: tuple[Shown, ...] = (
    *(playing.rivals, grids.presets, playing.reference),
    *(playing.along, playing.replayed, take_turns, SAMPLERS[playing.SOLVER]),
)
