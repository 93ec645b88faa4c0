"""A component without anything to see: it carries pictures to a film that is on the page already."""

from __future__ import annotations

from explainer.ui.components import component

feed = component("frame_feed")
