"""Values that controls can be set to, for tests that try them all."""

from __future__ import annotations

from typing import Any

from explainer.networks.blocks import blocks, skips
from explainer.networks.checkpoints import read_card
from explainer.ui.controls.blocks import BlockChoice, Skips
from explainer.ui.controls.choices import Choice, Some, Switch
from explainer.ui.controls.control import Control
from explainer.ui.controls.jumps import Jumps
from explainer.ui.controls.networks import Network
from explainer.ui.controls.numbers import Number, Range, Slider
from explainer.ui.controls.points import Points
from explainer.ui.controls.word_choice import WordChoice
from explainer.ui.controls.words import Words


def values_of(control: Control, network: str) -> list[Any]:
    """Several values of a control, its ends among them, on a page with this network."""
    if isinstance(control, Network):
        return [network]
    if isinstance(control, Words):
        known = read_card(network).vocabulary
        return [f"0.5 {known[0]} + 0.25 {known[-1]}; {known[-1]}", known[-1]] if known else []
    if isinstance(control, WordChoice):
        return [*read_card(network).shown[:2], *read_card(network).shown[-1:]]
    if isinstance(control, BlockChoice | Skips):
        names = [part.name for part in blocks(read_card(network).architecture)]
        taken = list(skips(read_card(network).architecture))
        return names if isinstance(control, BlockChoice) else [[], taken[:1], taken]
    if isinstance(control, Choice | Switch):
        return list(control.options) if isinstance(control, Choice) else [True, False]
    if isinstance(control, Some):
        return [[], [control.names[-1]], [*control.names[: control.most]]]
    if isinstance(control, Points | Jumps):
        begin = [] if isinstance(control, Points) else [""]
        return [*begin, "900 500 100", str(control.T - 1)]
    assert isinstance(control, Number | Range | Slider), f"no values for {control}"
    return (
        [(control.low, control.high), (300, 700)]
        if isinstance(control, Range)
        else _numbers(control)
    )


def _numbers(control: Number | Slider) -> list[float]:
    step = control.step if isinstance(control, Slider) else 1
    third = control.low + step * round((control.high - control.low) / step / 3)
    return [control.low, control.high, control.value, type(step)(f"{third:g}")]
