"""The film player: scrub, step and play one picture's run, x_t, x̂0 and ε̂ in lockstep."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from explainer.core.film import Film, Frame
from explainer.ui.components import component
from explainer.ui.frames import data_uri
from explainer.ui.theme import colour
from explainer.ui.words import say

_player = component("film_player")


def _sheet(frames: Sequence[Frame], track: str, picture: int) -> str:
    """All frames of a track below one another, as one picture."""
    return data_uri(np.concatenate([getattr(frame, track)[picture] for frame in frames]))


def film_player(film: Film, picture: int, key: str) -> None:
    """Play picture number `picture` of a film's batch."""
    frames = film.frames
    tracks: list[dict[str, Any]] = [
        {
            "symbol": symbol,
            "name": say(f"film.{name}"),
            "colour": colour(quantity),
            "dashed": dashed,
        }
        | {"sheet": _sheet(frames, track, picture)}
        for symbol, name, quantity, track, dashed in (
            ("xₜ", "xt", "xt", "x_t", False),
            ("x̂₀", "x0", "x0hat", "x0", False),
            ("ε̂", "eps", "eps", "eps", True),
        )
    ]
    _player(
        key=key,
        data={
            "id": hashlib.sha256("".join(t["sheet"] for t in tracks).encode()).hexdigest(),
            "size": frames[0].x_t.shape[1],
            "tracks": tracks,
            "t": [frame.t for frame in frames],
            "step": [frame.i for frame in frames],
            "words": {w: say(f"film.{w}") for w in ("play", "pause", "scrub", "step")},
        },
    )
