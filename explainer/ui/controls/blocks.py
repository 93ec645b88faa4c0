"""Controls whose choices are parts of the network in use: a block, and skips to be left out.

A link may name any part that some UNet has. One that the network in use has not is left out, where the page is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from explainer.core.errors import UserError
from explainer.networks.blocks import Block, blocks, is_name, skips
from explainer.networks.checkpoints import read_card
from explainer.ui.controls.control import Control
from explainer.ui.language import say

FIRST = "down.0.0"  # the first block after the first layer: every UNet has it


@dataclass(frozen=True)
class BlockChoice(Control):
    """One block of the network that the control of the key `network` names."""

    network: str

    @property
    def options(self) -> tuple[str, ...]:
        """The blocks of the network in use."""
        return _blocks(st.session_state[self.network])

    def parse(self, *raw: str) -> str | None:
        return raw[0] if len(raw) == 1 and is_name(raw[0]) else None

    def default(self) -> str:
        return FIRST

    def in_link(self, value: str, network: str) -> list[str]:
        """Nothing of another network's."""
        return super().in_link(value, network) if value in _blocks(network) else []

    def told(self, texts: Sequence[str], network: str) -> str:
        return _called(texts[0], network)

    def draw(self, **options: Any) -> Any:
        """The same, with the first block in the place of one that this network has not."""
        if st.session_state.get(self.key, FIRST) not in self.options:
            st.session_state[self.key] = FIRST
        return super().draw(**options)

    def widget(self, value: str, options: dict[str, Any]) -> str:
        names, shown = self.options, {"format_func": _in(st.session_state[self.network])}
        return str(st.selectbox(self.label, names, names.index(value), **shown | options))


@dataclass(frozen=True)
class Skips(Control):
    """Some of the network's skips, or none, by the blocks that they come from; a link names the key several times."""

    network: str

    @property
    def options(self) -> tuple[str, ...]:
        """The skips of the network in use."""
        return _skips(st.session_state[self.network])

    def parse(self, *raw: str) -> list[str] | None:
        return list(dict.fromkeys(raw)) if all(map(is_name, raw)) else None

    def texts(self, value: Sequence[str]) -> list[str]:
        return list(value)

    def default(self) -> list[str]:
        return []

    def in_link(self, value: Sequence[str], network: str) -> list[str]:
        """Nothing of another network's."""
        return [name for name in value if name in _skips(network)]

    def told(self, texts: Sequence[str], network: str) -> str:
        return " + ".join(_called(name, network) for name in texts)

    def draw(self, **options: Any) -> Any:
        """The same, without skips that this network has not."""
        chosen = list(st.session_state.get(self.key, []))
        kept = [name for name in chosen if name in self.options]
        if kept != chosen:
            st.session_state[self.key] = kept
        return super().draw(**options)

    def widget(self, value: Sequence[str], options: dict[str, Any]) -> list[str]:
        shown = {"format_func": _in(st.session_state[self.network])}
        return list(st.multiselect(self.label, self.options, list(value), **shown | options))


def title(block: Block) -> str:
    """A block's name: which way it lies on, the size of its maps, and which of several it is."""
    return say(f"inside_unet.block_{block.kind}", size=block.size, i=block.place)


def _in(network: str) -> Callable[[str], str]:
    """What pages call a network's blocks."""
    return partial(_called, network=network)


def _called(name: str, network: str) -> str:
    try:
        every = blocks(read_card(network).architecture)
    except UserError:  # a network that is not here
        return name
    return next((title(block) for block in every if block.name == name), name)


def _blocks(network: str) -> tuple[str, ...]:
    return tuple(block.name for block in blocks(read_card(network).architecture))


def _skips(network: str) -> tuple[str, ...]:
    return skips(read_card(network).architecture)
