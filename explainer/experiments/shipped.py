"""Runs that ship with a checkpoint: what a first visit shows at once, thinned and packed.

`python -m explainer.experiments.shipped NAME…` makes them anew; a changed checkpoint makes the old ones
useless, and they are ignored then.
"""

from __future__ import annotations

import json
import sys
import threading
import time
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from cachetools import LRUCache, cached

from explainer.experiments.latent import in_pixels, network_in_latents
from explainer.experiments.sampling import generate
from explainer.experiments.settings import FIRST_VISIT, Settings
from explainer.experiments.views import new_film
from explainer.media.film import MAPS, TRACKS, Film, Frame, Track, outline_frame
from explainer.networks.checkpoints import available, home_of, load_checkpoint, read_card

FRAMES = 9  # enough to scrub; a film has up to 40


@dataclass(frozen=True, eq=False)
class Shipped:
    """A finished film and how long it took where it was made."""

    film: Film
    seconds: float


def first_visits(network: str) -> list[Settings]:
    """What the pages run by themselves when nothing has been changed: one grid, and walks of one."""
    words = load_checkpoint(network).card.first_prompt
    grid = replace(FIRST_VISIT, network=network, words=words)
    pair = [replace(grid, steps=n, seeds=grid.seeds[:1]) for n in (20, 200)]
    return [grid, *pair, *_in_both_spaces(network)]


def _in_both_spaces(network: str) -> list[Settings]:
    """The walk that Latent space sets beside another's, if the network is one of the two that it begins with."""
    latent = network_in_latents("")
    if latent is None or network not in (latent, in_pixels(load_checkpoint(latent))):
        return []
    words = read_card(latent).first_prompt
    return [replace(FIRST_VISIT, network=network, words=words, seeds=FIRST_VISIT.seeds[:1])]


def thinned(film: Film) -> Film:
    """The same film with some FRAMES frames, the first and the last among them.

    Where the outline came to stand, and the frame before, are kept: it must stand at the same t.
    """
    last = len(film.frames) - 1
    chosen = {round(i * last / (FRAMES - 1)) for i in range(FRAMES)}
    if outline := outline_frame(film):
        at = film.frames.index(outline)
        chosen |= {max(at - 1, 0), at}
    return replace(film, frames=[film.frames[i] for i in sorted(chosen)])


def write(network: str, films: Mapping[Settings, Shipped], folder: Path | None = None) -> Path:
    """Write NETWORK.films.npz for the checkpoint as it is now."""
    folder = folder or home_of(network)
    arrays: dict[str, np.ndarray] = {}
    about: list[dict[str, Any]] = []
    for i, (settings, shipped) in enumerate(films.items()):
        film = thinned(shipped.film)
        for track in _tracks_of(film):
            arrays[f"{i}.{track}"] = np.stack([getattr(frame, track) for frame in film.frames])
        assert film.result is not None
        arrays[f"{i}.result"] = film.result
        where = [[frame.i, frame.t] for frame in film.frames]
        about.append(
            {"settings": asdict(settings), "where": where, "calls": film.calls}
            | {"seconds": round(shipped.seconds, 1)}
        )
    head = json.dumps({"sha256": read_card(network, folder).sha256, "films": about})
    path = folder / f"{network}.films.npz"
    np.savez_compressed(path, head=np.array(head), allow_pickle=False, **arrays)
    return path


def _tracks_of(film: Film) -> tuple[Track, ...]:
    in_latents = film.frames[0].x_t_maps is not None
    return (*TRACKS, *MAPS) if in_latents else TRACKS


def read(network: str, folder: Path | None = None) -> Mapping[Settings, Shipped]:
    """The shipped films of a checkpoint; none if there is no file or if it belongs to other weights."""
    folder = folder or home_of(network)
    try:
        with np.load(folder / f"{network}.films.npz") as file:
            head = json.loads(str(file["head"]))
            if head["sha256"] != read_card(network, folder).sha256:
                return {}
            return {
                _settings(about["settings"]): _unpacked(file, i, about)
                for i, about in enumerate(head["films"])
            }
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
        return {}  # a convenience only: the pages then compute


def _settings(raw: dict[str, Any]) -> Settings:
    interval = raw["interval"] and tuple(raw["interval"])
    return Settings(**raw | {"seeds": tuple(raw["seeds"]), "interval": interval})


def _unpacked(file: Mapping[str, np.ndarray], i: int, about: dict[str, Any]) -> Shipped:
    tracks = [file[f"{i}.{track}"] for track in (*TRACKS, *MAPS) if f"{i}.{track}" in file]
    frames = [Frame(*where, *parts) for where, *parts in zip(about["where"], *tracks, strict=True)]
    n = about["settings"]["steps"]
    return Shipped(Film(n, frames, file[f"{i}.result"], n, about["calls"]), about["seconds"])


@cached(LRUCache(64), condition=threading.Condition())
def shipped_films(network: str) -> Mapping[Settings, Shipped]:
    """The films of a checkpoint that ships with the project, read once."""
    return MappingProxyType(dict(read(network)))


def make(network: str) -> dict[Settings, Shipped]:
    """Run what a first visit runs."""
    films = {}
    for settings in first_visits(network):
        film, begin = new_film(settings), time.perf_counter()
        for step in generate(settings):
            film.add(step)
        films[settings] = Shipped(film, time.perf_counter() - begin)
    return films


if __name__ == "__main__":
    for name in sys.argv[1:] or available():
        print("wrote", write(name, make(name)))
