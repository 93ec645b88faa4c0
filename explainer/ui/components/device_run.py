"""A run on the visitor's own device: the server sends a plan, the browser carries it out.

The frames go to the film player of the page. Nothing comes back but a wish to let the server run it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import lru_cache
from typing import Any

import numpy as np

from explainer.core.pictures import montage
from explainer.models.pipeline import Settings
from explainer.models.plan import plan
from explainer.share.device import Sources
from explainer.ui.components import component
from explainer.ui.components.film_player import FilmPlayer
from explainer.ui.running import Run
from explainer.ui.words import say

_device = component("device_run")


@lru_cache(maxsize=4)  # a class that follows one link has one plan; the largest takes 8 MB
def _plan(settings: Settings) -> dict[str, Any]:
    return plan(settings).to_json()


def device_run(
    player: FilmPlayer, run: Run, sources: Sources, to_server: Callable[[], None] | None
) -> None:
    """Let the browser make this run and show it in `player`. Raises UserError where there is no plan.

    If the browser cannot, the visitor is offered `to_server`.
    """
    script = player.script(run)
    _device(
        key="_device_run",
        data={
            **script,
            "plan": _plan(run.settings),
            "sources": asdict(sources),
            "layout": {**script["layout"], "ground": _ground()},
            "words": _words(sources),
            "offer": to_server is not None,
        },
        on_server_change=to_server or (lambda: None),
    )


def stop_device_run() -> None:
    """End what the browser still computes: a page keeps the elements of before until it is drawn to its end."""
    _device(key="_device_run", data={"id": None})


def _ground() -> str:
    """The colour between the pictures of a montage, for css: what lies between two."""
    grey = montage(np.zeros((2, 1, 1, 1), np.uint8))[0, 1, 0]
    return f"rgb({grey} {grey} {grey})"


def _words(sources: Sources) -> dict[str, str]:
    """Sentences, the numbers of a run still in braces."""
    words = {word: say(f"device.{word}") for word in ("step", "done", "failed", "server")}
    loading = say("device.loading", size=f"{sources.size / 1e6:.0f}")
    return {**words, "loading": loading, "stop": say("run.stop"), "stopped": say("run.stopped")}
