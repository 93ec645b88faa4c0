"""Break it: of every mistake the line as it should be, and as it is written by mistake."""

from __future__ import annotations

from collections.abc import Callable

from explainer.experiments.mistakes import late_start, other_than
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.drawing.numbers import in_formula
from explainer.ui.drawing.theme import tex
from explainer.ui.language import say

Pair = tuple[str, str]

X0, EPS = r"\hat x_0", r"\hat\varepsilon"
SQRT_ALPHA = r"\sqrt{\bar\alpha_s}"


def _wrong(latex: str) -> str:
    """What is wrong in a line."""
    return rf"\boxed{{{latex}}}"


def _both(line: str, right: str, wrong: str) -> Pair:
    """A line with a place in it, filled both ways; the place is “@”."""
    return line.replace("@", right), line.replace("@", _wrong(wrong))


def _mean() -> str:
    """The mean of DDPM's step, with a place before x̂0."""
    return rf"a\,@\,{tex('x0hat', X0)} + b\,{tex('xt', 'x_t')}"


def _wrong_t(settings: Settings) -> Pair:
    return _both(rf"{tex('eps', EPS)} = f({tex('xt', 'x_t')},\,@)", "t", "i")


def _no_root(settings: Settings) -> Pair:
    return _both(r"x_s = \mu + @\,z", r"\sqrt{\tilde\beta_t}", r"\tilde\beta_t")


def _no_scaling(settings: Settings) -> Pair:
    return _both(rf"\mu = {_mean()}", SQRT_ALPHA, rf"\cancel{{{SQRT_ALPHA}}}")


def _last_noise(settings: Settings) -> Pair:
    return _both(rf"x_0 = {tex('x0hat', X0)} @", "", r"+ \sqrt{\beta_t}\,z")


def _normal(symbol: str) -> Pair:
    return _both(rf"{symbol} \sim @", r"\mathcal N(0, 1)", r"\mathcal U(0, 1)")


def _one_generator(settings: Settings) -> Pair:
    seed = settings.seeds[0]
    again = rf"g_2 = \mathrm{{Generator}}({seed})"
    return again, _wrong("g_2 = g_1")


def _other_schedule(settings: Settings) -> Pair:
    own = load_checkpoint(settings.network).schedule
    return _both(r"\bar\alpha_t = \bar\alpha_t^{\,\mathrm{@}}", own.name, other_than(own).name)


def _starts_late(settings: Settings) -> Pair:
    T, n = load_checkpoint(settings.network).schedule.T, settings.steps
    return _both(r"t = @,\,\dots,\,0", in_formula(T, 0), in_formula(late_start(T, n), 0))


def _not_clipped(settings: Settings) -> Pair:
    hat = tex("x0hat", X0)
    clipped = rf"{hat} \leftarrow \mathrm{{clip}}({hat}, -1, 1)"
    return clipped, _wrong(r"\cancel{\mathrm{clip}}")


def _wrong_sign(settings: Settings) -> Pair:
    c, u = tex("conditional", r"\varepsilon_c"), tex("unconditional", r"\varepsilon_u")
    line = rf"{tex('eps', EPS)} = {u} @ w\,({c} - {u})"
    return _both(line, "+", "-")


def _stretched(settings: Settings) -> Pair:
    whole = r"\frac{x + 1}{2}"
    own = r"\frac{x - \min x}{\max x - \min x}"
    return _both(rf"\text{{{say('break_it.shown')}}} = @", whole, own)


FORMULAS: dict[str, Callable[[Settings], Pair]] = {
    "wrong_t": _wrong_t,
    "no_root": _no_root,
    "no_scaling": _no_scaling,
    "last_noise": _last_noise,
    "one_generator": _one_generator,
    "uniform_start": lambda settings: _normal("x_T"),
    "uniform_steps": lambda settings: _normal("z"),
    "other_schedule": _other_schedule,
    "starts_late": _starts_late,
    "not_clipped": _not_clipped,
    "wrong_sign": _wrong_sign,
    "stretched": _stretched,
}
"""The right line and the wrong one, by the name of the mistake."""


def step() -> tuple[str, str]:
    """A step of DDPM as it should be: its mean, and what is added to it."""
    mean = _mean().replace("@", SQRT_ALPHA)
    return rf"\mu = {mean}", r"x_s = \mu + \sqrt{\tilde\beta_t}\,z,\quad z \sim \mathcal N(0, 1)"
