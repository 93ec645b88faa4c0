"""The film player: a run streams into it while it is computed, and is scrubbed in it afterwards.

Its pictures are kept in the visitor's browser. While a run goes on, `frame_feed`, a component without
anything to see, carries the new frames there, so that the player itself is mounted once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explainer.media.film import TRACKS, Film, Frame, Track
from explainer.media.pictures import MONTAGE_GAP, montage, montage_columns
from explainer.ui.components import component
from explainer.ui.components.frame_feed import feed as _feed
from explainer.ui.drawing.frames import data_uri, passing_uri
from explainer.ui.drawing.symbols import ESTIMATE
from explainer.ui.drawing.theme import colour
from explainer.ui.language import say
from explainer.ui.runs import Run, made_from, named, share_of

_player = component("film_player")

# a film of more pictures sends those that are mostly noise as JPEG: a third of the bytes
LOSSLESS = 2


@dataclass(frozen=True)
class PlayerTrack:
    """One picture of the player: a part of the film of run number `run`."""

    part: Track
    run: int = 0
    large: bool = False

    @property
    def look(self) -> dict[str, Any]:
        """What stands with it on the page, in the visitor's language and theme."""
        symbol, name, quantity = {
            "x_t": ("xₜ", "film.xt", "xt"),
            "x0": ("x̂₀", "film.x0", "x0hat"),
            "eps": ("ε̂", "film.eps", "eps"),
            "x_t_maps": ("xₜ", "film.xt_maps", "xt"),
            "x0_maps": ("x̂₀", "film.x0_maps", "x0hat"),
        }[self.part]
        return {
            "symbol": symbol,
            "name": say(name),
            "colour": colour(quantity),
            "dashed": self.part == "eps",
            "large": self.large,
            "run": self.run,
            "probed": self.part in TRACKS,  # the channels of latents lie side by side
        }


ONE_RUN = (PlayerTrack("x_t", large=True), PlayerTrack("x0"), PlayerTrack("eps"))
TWO_RUNS = (PlayerTrack("x_t", 0, large=True), PlayerTrack("x_t", 1, large=True))

Numbers = Callable[[Run], Sequence[str]]


@dataclass(frozen=True)
class Probed:
    """What a visitor's pixel probe points at: a step of run number `run`, and a place of a picture, 0…1 of its sides."""

    run: int
    step: int
    picture: int
    across: float
    down: float
    ended: bool  # whether the film stands at its end, behind which there is no update


class FilmPlayer:
    """A player on the page. `show` it with runs, as often as they change."""

    def __init__(
        self,
        place: DeltaGenerator,
        key: str,
        tracks: Sequence[PlayerTrack] = ONE_RUN,
        numbers: Numbers | None = None,
        subject: str = "",
        probe: bool = False,
    ) -> None:
        self._place, self._key, self._tracks, self._numbers = place, key, tracks, numbers
        self._subject = subject  # what its walks began with, if not with noise alone
        self._probe = probe  # whether its pixels can be probed
        self._looks = {track: track.look for track in tracks}
        # how many frames of each run have left; None before the player is on the page
        self._sent: list[int] | None = None
        self._stand: list[tuple[str, int, bool]] | None = None  # what was shown last
        self._updates = 0
        # a browser that is busy drops what an element was told before the last word. What is kept goes
        # into an element of its own each time; only the live picture, which the next replaces, shares one
        self._kept: DeltaGenerator | None = None
        self._live: DeltaGenerator | None = None

    def show(self, runs: Sequence[Run], old: bool = False) -> None:
        """Mount the player with what the films hold, or send it what is new; dim it if it is `old`."""
        stand = [(run.id, run.film.steps, run.running) for run in runs]
        if stand == self._stand:
            return
        self._stand, sent = stand, self._sent or [0] * len(runs)
        update: dict[str, Any] = {
            "id": _identity(runs),
            "tracks": tuple(self._track(t, runs, sent) for t in self._tracks),
            "share": share_of(runs),
        }
        self._sent = [len(run.film.frames) for run in runs]
        if self._kept is not None and self._live is not None:
            self._updates += 1  # Streamlit takes two components with equal data for one drawn twice
            with self._kept if any(track["frames"] for track in update["tracks"]) else self._live:
                _feed(data={**update, "number": self._updates})
            return
        # what carries the frames has nothing to see, and takes no room
        with self._place.container(gap=None):
            about = made_from(runs, old, self._subject)
            layout = self._layout(runs)
            look = {"old": old, "about": about, "probed": self._probe}
            data = {**update, **layout, **look}
            _player(key=self._key, data=data, on_probed_change=lambda: None)
            self._live, self._kept = st.empty(), st.container(gap=None)

    def probed(self, runs: Sequence[Run]) -> Probed | None:
        """Where the visitor's probe points in the film of these runs; None where it does not."""
        asked = getattr(st.session_state.get(self._key), "probed", None)
        if not asked or asked["film"] != _identity(runs):
            return None
        run, step, picture = (int(asked[name]) for name in ("run", "step", "picture"))
        across, down = float(asked["x"]), float(asked["y"])
        return Probed(run, step, picture, across, down, bool(asked["ended"]))

    def script(self, runs: Sequence[Run]) -> dict[str, Any]:
        """What others must know who make the frames of runs that are shown here: as it is sent, without any."""
        none = [0] * len(runs)
        tracks = [
            {"part": t.part, "run": t.run, **self._track(t, runs, none)} for t in self._tracks
        ]
        layout = self._layout(runs)
        return {
            "id": _identity(runs),
            "tracks": tracks,
            "result": layout["result"],
            "layout": {key: layout[key] for key in ("columns", "gap")},
        }

    def _layout(self, runs: Sequence[Run]) -> dict[str, Any]:
        """How the pictures of a batch lie on a frame, what each is of, and the words of the buttons."""
        settings = runs[0].settings
        seeds = settings.seeds
        words = ("play", "pause", "scrub", "zoom", "whole", "zoom_help", "probe", "probe_help")
        n = runs[0].film.n
        place = {"step": say("film.step", i="{i}", n=n), "ended": say("film.ended", n=n)}
        return {
            "pictures": len(seeds),
            "columns": montage_columns(len(seeds)),
            "gap": MONTAGE_GAP,
            "labels": tuple(settings.labels(named)),
            "result": _result_look(),
            "words": {word: say(f"film.{word}") for word in words} | place,
        }

    def _track(
        self, track: PlayerTrack, runs: Sequence[Run], sent: Sequence[int]
    ) -> dict[str, Any]:
        run = runs[track.run]
        frames = [_encoded(frame, track.part) for frame in run.film.frames[sent[track.run] :]]
        if run.film.done and track.part == "x_t":
            frames.append(_result(run.film))
        live = run.film.newest()
        if live and run.film.frames and run.film.frames[-1].i == live.i:
            live = None  # it is among the frames
        return {
            **self._looks[track],
            "frames": frames,
            "live": live and _encoded(live, track.part),
            "numbers": self._numbers_of(run) if track.part == "x_t" else [],
        }

    def _numbers_of(self, run: Run) -> list[str] | None:
        """What stands under a run; None if its numbers are those of the browser, which makes it."""
        if self._numbers is None:
            return []
        return list(self._numbers(run)) if run.film.steps or run.running else None


def _identity(runs: Sequence[Run]) -> str:
    return " ".join(run.id for run in runs)


def _encoded(frame: Frame, part: Track) -> dict[str, Any]:
    pixels: np.ndarray = getattr(frame, part)
    lossless = part == "x0" or len(pixels) <= LOSSLESS
    return {"t": frame.t, "step": frame.i, "src": passing_uri(montage(pixels), lossless)}


def _result(film: Film) -> dict[str, Any]:
    """The finished pictures, which end the film."""
    assert film.result is not None
    return {"t": 0, "step": film.n, "src": data_uri(montage(film.result)), **_result_look()}


def _result_look() -> dict[str, str]:
    symbol, quantity = ESTIMATE
    return {"symbol": symbol, "name": say("film.result"), "colour": colour(quantity)}
