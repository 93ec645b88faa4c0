"""The control that names a network, and which networks a page can work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from explainer.experiments.settings import FOR_ANY_PICTURE
from explainer.networks.checkpoints import Kind, available
from explainer.networks.successors import current_name
from explainer.ui.controls.choices import Choice
from explainer.ui.controls.own import own

_KIND = "_networks_offered"  # by the page that is open


def networks(kind: Kind = "any") -> tuple[str, ...]:
    """The checkpoints of a kind, the one for any picture first; every one there is, if none is of this kind.

    What the visitor trained, which works on pixels, comes last.
    """
    names = available(kind) or available()
    mine = own() if kind != "latents" else ()
    return (*sorted(names, key=lambda name: name != FOR_ANY_PICTURE), *mine)


def for_everybody(network: str, suits: str | None, kind: Kind) -> str:
    """A network, or in the place of one that only its visitor has, what a page that it suits begins with."""
    offered = networks(kind)
    if network not in own():
        return network
    return suits if suits in offered else offered[0]


def offer(kind: Kind) -> None:
    """The page that is open works with networks of this kind."""
    st.session_state[_KIND] = kind


@dataclass(frozen=True)
class Network(Choice):
    """One of the networks. A link may name any; a page offers those that it can work with."""

    @property
    def offered(self) -> tuple[str, ...]:
        """What can be chosen on the page that is open."""
        return networks(st.session_state.get(_KIND, "any"))

    def parse(self, *raw: str) -> str | None:
        return super().parse(*map(current_name, raw))

    def default(self) -> str:
        return self.offered[0]

    def in_link(self, value: str, network: str) -> list[str]:
        """Always named: which one a page begins with differs, and may change."""
        return self.texts(value)

    def widget(self, value: str, options: dict[str, Any]) -> str:
        names = self.offered
        return str(st.selectbox(self.label, names, names.index(value), **options))
