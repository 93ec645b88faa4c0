"""Finished runs of all visitors: what one has computed, nobody computes again."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import replace

from cachetools import LRUCache

from explainer.experiments.shipped import shipped_films
from explainer.ui.runs import PlannedRun, Run

FILM_BYTES = 24_000_000  # of finished runs that are kept for everybody


class FilmCache:
    """Finished runs of all visitors, least recently used first out, bounded in bytes."""

    def __init__(self, max_bytes: int) -> None:
        self._runs: LRUCache[Hashable, Run] = LRUCache(max_bytes, lambda run: run.film.nbytes)
        self._lock = threading.Lock()

    def get(self, plan: PlannedRun) -> Run | None:
        """A finished run of exactly this key whose film kept as many frames, marked as computed earlier."""
        with self._lock:
            run = self._runs.get(plan.key)
        enough = run is not None and run.film.most >= plan.film().most
        return replace(run, origin="earlier", running=False) if run and enough else None

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._runs.clear()

    def put(self, run: Run) -> None:
        """Keep a finished run, unless it alone is too large."""
        with self._lock, suppress(ValueError):
            self._runs[run.key] = run


FILMS = FilmCache(max_bytes=FILM_BYTES)


def is_free(plan: PlannedRun) -> bool:
    """Whether this run was computed before, so that it costs nothing now."""
    return FILMS.get(plan) is not None or _shipped(plan) is not None


def run_of(plan: PlannedRun, anew: bool) -> Run:
    """The finished run from the cache or, unless `anew`, from those that ship; else a new one."""
    known = FILMS.get(plan) or (None if anew else _shipped(plan))
    return known or Run(plan.key, plan.settings, plan.film(), subject=plan.subject)


def _shipped(plan: PlannedRun) -> Run | None:
    """The run that ships with the checkpoint, if there is one of these settings."""
    if plan.picture is not None:
        return None
    known = shipped_films(plan.settings.network).get(plan.settings)
    if known is None:
        return None
    return Run(plan.key, plan.settings, known.film, known.seconds, "shipped", running=False)
