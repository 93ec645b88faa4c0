"""What was measured, said in the visitor's language."""

from __future__ import annotations

from explainer.experiments.claims import Claim
from explainer.ui.drawing.numbers import number
from explainer.ui.language import say


def state(claim: Claim, digits: int | None = None, /, **more: object) -> str:
    """The sentence of a claim, its numbers with so many digits, or as few as they need; `more` fills it, too."""
    return say(claim.key, **numbers_of(claim, digits), **more)


def numbers_of(claim: Claim, digits: int | None = None) -> dict[str, str]:
    """The numbers that fill a claim's sentence."""
    return {name: number(value, digits) for name, value in claim.values.items()}
