"""Generate: the formula of guidance as this project counts w, and as others do."""

from __future__ import annotations

from explainer.ui.drawing.numbers import in_formula, number
from explainer.ui.drawing.theme import tex
from explainer.ui.terms import explained


def _symbols() -> tuple[str, str, str]:
    """ε̂, ε_c and ε_u, in their colours."""
    return (
        tex("eps", r"\hat\varepsilon"),
        tex("conditional", r"\varepsilon_c"),
        tex("unconditional", r"\varepsilon_u"),
    )


def equations(w: float) -> tuple[str, str, str]:
    """Guidance in symbols, with today's w, and from the guess with words on, with w' = w − 1."""
    hat, c, u = _symbols()
    beyond = w - 1
    sign = "-" if beyond < 0 else "+"
    now, other = (tex("conditional", in_formula(value, None)) for value in (w, abs(beyond)))
    return (
        rf"{hat} = {u} + {tex('conditional', 'w')}\,({c} - {u})",
        rf"{hat} = {u} + {now}\,({c} - {u})",
        rf"{hat} = {c} {sign} {other}\,({c} - {u})",
    )


def note(w: float, in_latents: bool) -> str:
    """What the symbols mean, both ways to count, and what is clipped."""
    _, c, u = _symbols()
    values = {"w": number(w, None), "other": number(w - 1, None)}
    said = explained("generate.formula_note", c=f"${c}$", u=f"${u}$", **values)
    return f"{said} {explained('generate.not_clipped' if in_latents else 'generate.clipped')}"
