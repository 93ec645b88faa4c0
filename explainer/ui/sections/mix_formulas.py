"""Mix and travel: its formulas, in the colours of their quantities."""

from __future__ import annotations

from explainer.ui.drawing.theme import tex


def equations() -> tuple[str, str, str]:
    """A mixture of words, DDIM's step taken upwards, and the way round."""
    c, eps, x0 = tex("conditional", "c"), tex("eps", r"\hat\varepsilon"), tex("x0hat", r"\hat x_0")
    x = tex("xt", "x")
    noise = tex("eps", r"\varepsilon")
    return (
        rf"{c}(u) = (1-u)\,{c}_1 + u\,{c}_2",
        rf"{x}_s = \sqrt{{\bar\alpha_s}}\,{x0}({x}_t, t) + \sqrt{{1-\bar\alpha_s}}\;{eps}({x}_t, t),\quad s > t",
        rf"{noise}(u) = \frac{{\sin((1-u)\,\theta)}}{{\sin\theta}}\,{noise}_1"
        rf" + \frac{{\sin(u\,\theta)}}{{\sin\theta}}\,{noise}_2",
    )
