"""How a visitor's guess compares with what is on screen: the pages of Look closer."""

from __future__ import annotations

from explainer.ui.language import say
from explainer.ui.sections.spectral_lens import Lens

NEAR = 3  # percent of all waves: as near as a slider by fives allows


def standing(guess: int, lens: Lens) -> str:
    """Spectral lens: which share of a picture's waves stands above the noise."""
    share = 100 * lens.spectra.share(lens.kept)
    key = "near" if abs(share - guess) <= NEAR else "fewer" if share < guess else "more"
    return say(f"bridge.spectral_lens.{key}", guess=guess, t=lens.t, **lens.shares)
