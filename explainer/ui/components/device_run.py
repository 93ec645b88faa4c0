"""Runs on the visitor's own device: the server sends plans, the browser carries them out.

The frames go to the film player of the page. Nothing comes back but a wish to let the server run it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any, TypedDict

import numpy as np

from explainer.experiments.plan import plan
from explainer.experiments.settings import Settings
from explainer.media.pictures import montage
from explainer.server.device import Sources
from explainer.ui.components import component
from explainer.ui.components.film_player import FilmPlayer
from explainer.ui.drawing.numbers import number
from explainer.ui.language import language, say
from explainer.ui.place import base
from explainer.ui.runs import Run

_device = component("device_run")


Counting = dict[str, list[str]]  # lines under a picture while it is "running" and when it is "done"


class Verdicts(TypedDict):
    """What may be said of two pictures: each text from so many dB on, for outlines that are so far apart at most.

    In units of `unit`; {psnr} and {apart} stand for the dB and for the share in percent.
    """

    unit: float
    kinds: list[tuple[float, float, str]]


@lru_cache(maxsize=4)  # a class that follows one link has one or two plans; the largest takes 8 MB
def _plan(settings: Settings) -> dict[str, Any]:
    return plan(settings).to_json()


def device_run(
    player: FilmPlayer,
    runs: Sequence[Run],
    sources: Sources,
    to_server: Callable[[], None] | None,
    counting: Callable[[Run], Counting] | None = None,
    verdicts: Verdicts | None = None,
) -> None:
    """Let the browser make these runs and show them in `player`. Raises UserError where there is no plan.

    If the browser cannot, the visitor is offered `to_server`. `verdicts` on two results: the first that fits is said.
    """
    script = player.script(runs)
    for track in script["tracks"]:
        track["counting"] = counting(runs[track["run"]]) if counting else None
    _device(
        key="_device_run",
        data={
            **script,
            "plans": [_plan(run.settings) for run in runs],
            "verdicts": verdicts,
            "sources": asdict(sources.under(base())),
            "layout": {**script["layout"], "ground": _ground(), "parts": _parts(script)},
            "words": _words(sources),
            "language": language(),
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


def _parts(script: dict[str, Any]) -> list[str]:
    """What of a frame anybody sees."""
    return sorted({track["part"] for track in script["tracks"]})


def _words(sources: Sources) -> dict[str, str]:
    """Sentences, the numbers of a run still in braces."""
    words = {word: say(f"device.{word}") for word in ("step", "done", "failed", "server")}
    loading = say("device.loading", size=number(sources.size / 1e6, 0))
    of_runs = {word: say(f"run.{word}") for word in ("stop", "stopped", "decoding")}
    return {**words, **of_runs, "loading": loading}
