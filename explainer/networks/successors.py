"""Networks that no longer ship, and those that took their places: links to them stay good."""

from __future__ import annotations

from explainer.networks.checkpoints import available

SUCCESSORS = {"emoji": "emoji-latent"}  # each knows the words of the one before


def current_name(name: str) -> str:
    """The name, or its successor's if there is no such checkpoint any more."""
    return name if name in available() else SUCCESSORS.get(name, name)
