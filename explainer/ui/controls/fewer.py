"""A control that says how many of a picture's pixels are left, as that comes out for a network's pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from explainer.core.errors import UserError
from explainer.experiments.restoring import fitting
from explainer.networks.checkpoints import read_card
from explainer.ui.controls.choices import Choice
from explainer.ui.language import say


@dataclass(frozen=True)
class Fewer(Choice):
    """By how much both sides shrink; `draw` needs the option `size`, the pixels of a side before."""

    def told(self, texts: Sequence[str], network: str) -> str:
        """What is left of each side."""
        try:
            return _left(read_card(network).architecture.size, texts[0])
        except UserError:
            return super().told(texts, network)

    def draw(self, **options: Any) -> Any:
        """The same, with what is left of each side."""
        size = int(options.pop("size"))
        return super().draw(format_func=partial(_left, size), **options)


def _left(size: int, factor: str) -> str:
    n = size // fitting(size, int(factor))
    return say("restore.fewer", n=n, of=size)
