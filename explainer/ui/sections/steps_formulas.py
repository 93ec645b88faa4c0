"""Steps, deeper: the law of an order, a step in σ, and how a branch gets its noise."""

from __future__ import annotations

from explainer.ui.drawing.theme import tex
from explainer.ui.terms import explained


def equations() -> tuple[str, str, str]:
    """The order, ddim's step as Euler's, and new noise over an estimate."""
    x0, x_t = tex("x0hat", r"\hat x_0"), tex("xt", "x_t")
    ends = tex("x0hat", "x(n)"), tex("x0hat", r"x(\infty)")
    hat, z = tex("eps", r"\hat\varepsilon"), tex("eps", "z")
    return (
        rf"\|{ends[0]} - {ends[1]}\| \approx C\,n^{{-p}}",
        rf"y_{{\sigma'}} = y_\sigma + (\sigma' - \sigma)\,{hat}",
        rf"{x_t} = \sqrt{{\bar\alpha_t}}\,{x0} + \sqrt{{1-\bar\alpha_t}}\,{z}",
    )


def note() -> str:
    """What the symbols mean."""
    return explained("steps_deeper.formula_note")
