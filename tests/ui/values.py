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
    if isinstance(control, Network | Words | WordChoice | BlockChoice | Skips):
        return _known(control, network)
    if isinstance(control, Some | Points | Jumps):
        return _lists(control)
    if isinstance(control, Choice | Switch):
        return list(control.options) if isinstance(control, Choice) else [True, False]
    if isinstance(control, Range):
        return [(control.low, control.high), (300, 700)]
    assert isinstance(control, Number | Slider), f"no values for {control}"
    return _numbers(control)


def _known(control: Network | Words | WordChoice | BlockChoice | Skips, network: str) -> list[Any]:
    """What only the network knows: its name, its words, its blocks."""
    card = read_card(network)
    match control:
        case Network():
            return [network]
        case Words():
            known = card.vocabulary
            return [f"0.5 {known[0]} + 0.25 {known[-1]}; {known[-1]}", known[-1]] if known else []
        case WordChoice():
            return [*card.shown[:2], *card.shown[-1:]]
        case BlockChoice():
            return [part.name for part in blocks(card.architecture)]
    taken = list(skips(card.architecture))
    return [[], taken[:1], taken]


def _lists(control: Some | Points | Jumps) -> list[Any]:
    if isinstance(control, Some):
        return [[], [control.names[-1]], [*control.names[: control.most]]]
    begin = [] if isinstance(control, Points) else [""]
    return [*begin, "900 500 100", str(control.T - 1)]


def _numbers(control: Number | Slider) -> list[float]:
    step = control.step if isinstance(control, Slider) else 1
    third = control.low + step * round((control.high - control.low) / step / 3)
    return [control.low, control.high, control.value, type(step)(f"{third:g}")]
