"""What a network puts out, in symbols, and what follows from it: the clean picture and the noise."""

from __future__ import annotations

from explainer.core.denoiser import PredictionType
from explainer.ui.drawing.numbers import in_formula
from explainer.ui.drawing.theme import tex

X_T, X0_HAT, EPS_HAT = tex("xt", "x_t"), tex("x0hat", r"\hat x_0"), tex("eps", r"\hat\varepsilon")
UNET = r"\mathrm{UNet}(x_t, t, c)"
ROOTS = r"\sqrt{\bar\alpha_t}", r"\sqrt{1-\bar\alpha_t}"


def x0_from(kind: PredictionType, signal: str, noise: str, output: str) -> str:
    """x̂₀ of what a network puts out: `signal` is √ᾱ and `noise` √(1 − ᾱ), in symbols or as numbers."""
    if kind == "v":
        return rf"{signal}\,{X_T} - {noise}\,{output}"
    if kind == "eps":
        return rf"\left({X_T} - {noise}\,{output}\right) / {signal}"
    return output


def roots_of(alpha_bar: float) -> tuple[str, str]:
    """√ᾱ and √(1 − ᾱ) as numbers."""
    return in_formula(alpha_bar**0.5), in_formula((1 - alpha_bar) ** 0.5)


def both_guesses(kind: PredictionType, alpha_bar: float) -> tuple[str, str, str]:
    """How x̂₀ and ε̂ follow from the output: in symbols, and what is computed with the numbers of ᾱ, too."""
    if kind == "x0":
        symbols, numbers = (
            rf"{EPS_HAT} = \left({X_T} - {signal}\,{X0_HAT}\right) / {noise}"
            for signal, noise in (ROOTS, roots_of(alpha_bar))
        )
        return f"{X0_HAT} = {UNET}", symbols, numbers
    output = r"\hat v" if kind == "v" else EPS_HAT
    signal, noise = ROOTS
    return (
        f"{X0_HAT} = {x0_from(kind, *ROOTS, output)}",
        f"{X0_HAT} = {x0_from(kind, *roots_of(alpha_bar), output)}",
        f"{EPS_HAT} = " + (rf"{noise}\,{X_T} + {signal}\,{output}" if kind == "v" else UNET),
    )
