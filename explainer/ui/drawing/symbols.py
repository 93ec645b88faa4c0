"""One symbol for each thing that a picture can be, and the quantity whose colour it has."""

from __future__ import annotations

from explainer.media.film import Film

Symbol = tuple[str, str]

ORIGINAL: Symbol = ("x₀", "x0")  # a picture that was there before any noise, and nothing else
NOISY: Symbol = ("xₜ", "xt")
ESTIMATE: Symbol = ("x̂₀", "x0hat")  # what a network made: of one guess, or of the last one of a run


def of_run(film: Film) -> Symbol:
    """What a run stands at: still noisy, or at its end, where every sampler's last step goes to x̂₀."""
    return ESTIMATE if film.done else NOISY
