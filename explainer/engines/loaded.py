"""The engines that this process has made so far, for whoever must not load the networks' packages to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explainer.engines.engine import Engine

LOADED: dict[str, Engine] = {}  # by the checkpoint's name; explainer.engines.registry fills it
# those that belong to one visit, the oldest first: by the checkpoint's name, the visit; explainer.engines.visiting fills it
OF_VISITS: dict[str, str] = {}
