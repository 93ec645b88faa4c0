"""“Show the code” promises the whole chain, as it runs: each page is run under a profiler and held to it."""

from __future__ import annotations

import inspect
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType

import pytest

import explainer
from explainer.core.denoiser import Clipped
from explainer.core.schedule import make_schedule
from explainer.engines import inspection
from explainer.engines.batching import BATCHER
from explainer.engines.codecs import decoder_of, encoder_of
from explainer.engines.engine import Engine
from explainer.engines.registry import engine_for
from explainer.experiments import latent_cost, plane
from explainer.experiments.views import DecodedView
from explainer.networks.blocks import blocks
from explainer.networks.checkpoints import load_checkpoint
from explainer.tabs import functions
from explainer.ui import (
    cached,
    cached_closer,
    cached_copies,
    cached_guidance,
    cached_inside,
    cached_latents,
    cached_learning,
    cached_mistakes,
    cached_redrawing,
    cached_restoring,
    cached_soft,
    cached_steps,
    cached_travelling,
    cached_two_in_one,
    show_code,
)
from explainer.ui.contents import PAGES, page_of
from explainer.ui.controls import table
from explainer.ui.playing.film_cache import FILMS
from explainer.ui.shown import FasterForm, Script
from tests.pages.opening import app

SOURCE = Path(explainer.__file__).parent
# what a chain is made of; the pages' own parts and the waiting of threads are no part of the lesson
LESSON = tuple(str(SOURCE / room) for room in ("core", "experiments"))


# a network is called by its engine, or looked into
CALLS = (Engine.__call__.__code__, inspection.inspect.__code__)


class Profile:
    """Every function that ran, and every one that stood between the page and a network call."""

    def __init__(self) -> None:
        self.ran: set[CodeType] = set()
        self.chain: set[CodeType] = set()
        self._returned: list[
            tuple[CodeType, CodeType]
        ] = []  # a function, and the generator that it began

    def __call__(self, frame: FrameType, event: str, value: object) -> None:
        if event == "call":
            self.ran.add(frame.f_code)
            if frame.f_code in CALLS:
                self._note_callers(frame)
        elif event == "return" and inspect.isgenerator(value) and not _is_for_an_estimate(frame):
            self._returned.append((frame.f_code, value.gi_code))

    def _note_callers(self, frame: FrameType | None) -> None:
        while frame is not None:
            self.chain.add(frame.f_code)
            frame = frame.f_back

    def lesson(self) -> set[CodeType]:
        """The chain in the rooms of the lesson, with whoever began its generators."""
        chain, size = set(self.chain), 0
        while size < len(chain):
            size = len(chain)
            chain |= {maker for maker, made in self._returned if made in chain}
        return {c for c in chain if c.co_filename.startswith(LESSON) and not _estimates(c)}


def _estimates(code: CodeType) -> bool:
    """Whether a function says how long a run will take, which is no part of the run."""
    return code.co_filename.endswith("experiments/cost.py") or code.co_name == "looking_seconds"


def _is_for_an_estimate(frame: FrameType | None) -> bool:
    """Whether somebody above asked for a run to know how long another will take."""
    while frame is not None and not _estimates(frame.f_code):
        frame = frame.f_back
    return frame is not None


@contextmanager
def profiled() -> Iterator[Profile]:
    """Of the threads that begin from now on, of this one, and of the one that makes all network calls."""
    profile = Profile()
    threading.setprofile(profile)
    BATCHER.run(lambda: sys.setprofile(profile))
    sys.setprofile(profile)
    try:
        yield profile
    finally:
        sys.setprofile(None)
        BATCHER.run(lambda: sys.setprofile(None))
        threading.setprofile(None)


def codes_of(shown) -> set[CodeType]:
    """The code of a function, or of all methods of a class, and of what is defined inside."""
    members = vars(shown).values() if inspect.isclass(shown) else [shown]
    plain = [getattr(m, "func", None) or getattr(m, "fget", None) or m for m in members]
    found = [
        m.__code__ for m in map(inspect.unwrap, filter(callable, plain)) if hasattr(m, "__code__")
    ]
    return set(found) | {inner for code in found for inner in _inside(code)}


def _inside(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _inside(constant)


def held(shown_all, profile) -> None:
    """Everything shown ran, and everything of the chain is shown."""
    python = [s for s in shown_all if not isinstance(s, FasterForm | Script)]
    idle = [s.__qualname__ for s in python if not codes_of(s) & profile.ran]
    assert not idle
    missing = profile.lesson() - set().union(*map(codes_of, python))
    assert not sorted(code.co_qualname for code in missing)


@pytest.fixture
def nothing_known():
    """No page shows what another test has computed."""
    FILMS.clear()
    make_schedule.cache_clear()
    latent_cost.measured.cache_clear()
    blocks.cache_clear()
    plane.shape.cache_clear()
    once = cached._way_back, cached._cleaned, cached._filtered, cached.walked_to, cached._one_look
    for function in once:
        function.clear()
    pages = cached_latents, cached_guidance, cached_inside, cached_learning
    pages = (
        *pages,
        cached_closer,
        cached_copies,
        cached_mistakes,
        cached_steps,
        cached_redrawing,
        cached_restoring,
        cached_soft,
        cached_travelling,
        cached_two_in_one,
    )
    for function in (function for page in pages for function in page.CACHES):
        function.clear()
    yield


EACH = [
    (page, sampler)
    for page in PAGES
    for sampler in (("ddpm", "ddim") if table.SAMPLER in page.linkable() else ("ddim",))
    if page.name != "share"
]


@pytest.mark.parametrize(("page", "sampler"), EACH, ids=lambda of: getattr(of, "name", of))
def test_a_page_shows_all_that_runs_and_nothing_else(page, sampler, nothing_known, tiny_latent):
    chosen = {"sampler": sampler, "schedule": "linear"}
    if page.name == "networks":
        load_checkpoint.cache_clear()
    with profiled() as profile:
        at = app(page.name, seed="4712", w="2", t="300", **chosen)
        for button in at.button:
            if button.label in {"Generate", "Run both", "Make the worksheet"}:
                button.click().run()
    assert not at.exception
    if page.name not in {"add_noise", "classroom", "how_it_learns", "glossary", "two_dimensions"}:
        assert profile.lesson()
    held(page.code(chosen), profile)


@pytest.mark.parametrize(
    "name", ["generate", "how_many_steps", "added_noise", "inside_unet", "redraw"]
)
def test_of_a_network_in_latents_a_page_shows_its_decoder(name, tiny_latent, nothing_known):
    chosen = {"sampler": "ddpm", "network": tiny_latent}
    space = load_checkpoint(tiny_latent).space
    for engine in (engine_for(tiny_latent), encoder_of(space), decoder_of(space)):
        engine.warm_up()
    with profiled() as profile:
        at = app(name, seed="4712", w="2", words="a", **chosen)
    assert not at.exception
    shown = page_of(name).code(chosen)
    assert DecodedView in shown and Clipped not in shown
    held(shown, profile)


def test_the_tabs_run_what_share_shows(nothing_known):
    share = next(p for p in PAGES if p.name == "share")
    with profiled() as profile:
        list(functions.make("digits", "3", 2.0, 3, "ddpm", 7, 1))
        list(functions.remove_noise(None, 300, 3, "ddpm", 7, "digits"))
    shown = (functions.make, functions.remove_noise, functions.watch, functions.watch_all)
    python = [s for s in (*shown, *share.code({})) if not isinstance(s, FasterForm)]
    assert not [s.__qualname__ for s in python if not codes_of(s) & profile.ran]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_scripts_that_are_shown_exist_and_tests_that_are_named_do(page):
    for shown in page.code({}):
        if isinstance(shown, Script):
            assert shown.path.is_file()
        if isinstance(shown, FasterForm):
            for name in shown.tests.split(", "):
                assert (SOURCE.parent / name).exists(), name


def test_a_source_that_could_not_be_read_at_once_is_read_again(monkeypatch):
    source, failures = (
        inspect.getsource,
        iter([SystemError("AST constructor recursion depth mismatch")]),
    )

    def failing_once(function):
        for failure in failures:
            raise failure
        return source(function)

    monkeypatch.setattr(show_code.inspect, "getsource", failing_once)
    assert "class Clipped" in show_code._source_of.__wrapped__(Clipped)
