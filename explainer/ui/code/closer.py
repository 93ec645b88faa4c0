"""What “Show the code” shows of the section Look closer."""

from __future__ import annotations

from explainer.core import spectrum
from explainer.core.noise import noised
from explainer.core.schedule import NoiseSchedule
from explainer.experiments import spectral
from explainer.ui.code.chains import from_noise
from explainer.ui.shown import Chosen, Script, Shown


def spectral_lens(chosen: Chosen) -> tuple[Shown, ...]:
    """Spectra, what stands above the noise, one call at many t, and the order of a run."""
    spectra = (spectrum.radial_cross, spectral.spectra_of, spectral.Spectra, Script("spectra"))
    cut = (spectrum.keep_rings, Script("fourier"), spectral.beside)
    guesses = (noised, NoiseSchedule.add_noise, spectral.guesses)
    return (*spectra, *cut, *guesses, *from_noise(chosen), spectral.order)
