"""Why the networks put out v: in words, with what v is at a low, a middle and a high t."""

from __future__ import annotations

from explainer.core.schedule import NoiseSchedule
from explainer.ui.drawing.numbers import number
from explainer.ui.terms import explained

SHARES = {"low": 0.05, "middle": 0.5, "high": 0.95}  # of T


def why_v(schedule: NoiseSchedule) -> str:
    """v = a·ε − b·x₀ with a = √ᾱ and b = √(1 − ᾱ), and by what the error of a guess at ε or at x₀ alone would grow.

    From ε̂, x̂₀ = (xₜ − b·ε̂)/a; from x̂₀, ε̂ = (xₜ − a·x̂₀)/b; from v̂, both without any division.
    """
    levels = {name: round(share * schedule.T) for name, share in SHARES.items()}
    alpha_bar = {name: float(schedule.alpha_bar[t]) for name, t in levels.items()}
    a = {f"a_{name}": number(value**0.5, 2) for name, value in alpha_bar.items()}
    b = {f"b_{name}": number((1 - value) ** 0.5, 2) for name, value in alpha_bar.items()}
    low, high = alpha_bar["low"], alpha_bar["high"]
    return explained(
        "networks.why_v",
        **{name: str(t) for name, t in levels.items()},
        **a,
        **b,
        eps_high=number(((1 - high) / high) ** 0.5, 0),
        x0_low=number((low / (1 - low)) ** 0.5, 0),
    )
