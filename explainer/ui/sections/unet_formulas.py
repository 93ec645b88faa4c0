"""Inside the UNet: what a block computes, and how much of the guess is the network's own."""

from __future__ import annotations

from explainer.core.denoiser import PredictionType
from explainer.networks.checkpoints import ModelCard
from explainer.networks.foreign import dialect_of_shape
from explainer.ui.drawing.theme import tex
from explainer.ui.sections.prediction_formulas import UNET, X0_HAT, roots_of, x0_from
from explainer.ui.terms import explained


def equations(card: ModelCard, alpha_bar: float) -> tuple[str, ...]:
    """A block of the way up, how the embedding modulates it, and the guess, with today's numbers."""
    h = tex("xt", "h")
    norm = rf"\mathrm{{norm}}({h})"
    shifted = {
        "scale_shift": rf"{norm}\,(1 + s_e) + b_e,\qquad (s_e, b_e) = W\,\mathrm{{SiLU}}(e_t + c)",
        "add": rf"\mathrm{{norm}}({h} + b_e),\qquad b_e = W\,\mathrm{{SiLU}}(e_t + c)",
    }[dialect_of_shape(card.architecture).time]
    return (
        rf"{h} \leftarrow \mathrm{{block}}([\,{h},\; \mathrm{{skip}}\,],\; e_t + c)",
        rf"{h} \leftarrow {shifted}",
        rf"{X0_HAT} = {x0_from(card.prediction, *roots_of(alpha_bar), UNET)}",
    )


def note(kind: PredictionType) -> str:
    """What the symbols mean, and what follows for a cut at small t."""
    return explained(f"inside_unet.symbols_{kind}")
