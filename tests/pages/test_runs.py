"""Runs on the pages: what they cost, how long they wait, what they keep."""

from __future__ import annotations

import gc
import weakref

import psutil
import pytest
import streamlit as st
import torch
from streamlit.testing.v1 import AppTest

from explainer.engines.local import LocalEngine
from explainer.experiments.frame_rate import FrameRate
from explainer.ui.playing import play
from explainer.ui.playing.film_cache import FILMS
from tests.pages.opening import ROOT, app, errors, film


def test_a_first_visit_shows_what_ships_and_calls_no_network(monkeypatch):
    from explainer.engines.local import LocalEngine

    calls = []
    call = LocalEngine.__call__
    monkeypatch.setattr(LocalEngine, "__call__", lambda *a: calls.append(1) or call(*a))
    for page, steps in (("generate", [50]), ("how_many_steps", [20, 200])):
        at = AppTest.from_file(str(ROOT / "explainer" / "main.py"), default_timeout=120)
        at.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
        assert not at.exception
        tracks = [t for t in film(at)["tracks"] if t["symbol"] == "xₜ"]
        assert [t["frames"][-1]["step"] for t in tracks] == steps
        # some calls of each size, and some to learn how busy the machine is; a run has 50 or more
        assert len(calls) <= 20
    at.switch_page(str(ROOT / "pages" / "generate.py")).run()
    assert any("computed in advance" in c.value for c in at.caption)
    at.selectbox(key="pictures").set_value("1").run()
    at.slider(key="steps").set_value(2).run()
    at.button(key="_generate_go").click().run()
    assert any("on this server" in c.value for c in at.caption)


def test_a_run_longer_than_its_film_ends_well():
    at = app("generate", seed="901", steps="50", sampler="ddim", pictures="4")
    assert not at.exception
    assert at.session_state["_generate"][0].film.done


def stops(at, place):
    """Which of a place's two faces of Stop are there, and whether they can be pressed."""
    faces = {f"_{place}_stop": "now", f"_{place}_stop_rest": "rest"}
    return {faces[b.key]: not b.disabled for b in at.button if b.key in faces}


@pytest.mark.parametrize(
    ("page", "place"), [("generate", "generate"), ("how_many_steps", "how_many_steps")]
)
def test_stop_can_be_pressed_while_there_is_something_to_stop(page, place, monkeypatch):
    at = app(page, seed="905")
    assert stops(at, place) == {"rest": False}
    at.number_input(key="seed").set_value(906).run()
    assert stops(at, place) == {"rest": False}
    with monkeypatch.context() as midway:  # the page as it stands in the middle of a run
        midway.setattr(play, "_show", lambda runs, *_: runs[0].film.steps and st.stop())
        at.button(key=f"_{place}_go").click().run()
        assert stops(at, place) == {"now": True}
        at.button(key=f"_{place}_stop").click().run()
    assert not at.exception and stops(at, place) == {"rest": False}
    (stopped, *_) = at.session_state[f"_{place}"]
    assert stopped.film.steps == 1 and not stopped.film.done


def test_what_begins_by_itself_can_be_begun_anew_after_stop(monkeypatch):
    at = app("remove_noise", seed="907")
    with monkeypatch.context() as midway:
        midway.setattr(play, "_show", lambda runs, *_, **__: runs[0].film.steps and st.stop())
        at.number_input(key="seed").set_value(908).run()
        at.button(key="_remove_noise_stop").click().run()
    (stopped,) = at.session_state["_remove_noise"]
    assert not at.exception and not stopped.film.done
    at.button(key="_remove_noise_stop_again").click().run()
    (made,) = at.session_state["_remove_noise"]
    assert not at.exception and made.film.done and made.settings.seeds == (908,)
    assert "_remove_noise_stop_again" not in {b.key for b in at.button}


@pytest.mark.parametrize(("page", "place"), [("generate", "others"), ("how_many_steps", "ladder")])
def test_a_folded_section_has_nothing_to_stop_before_it_is_begun(page, place):
    assert stops(app(page), place) == {"rest": False}


def test_films_are_freed_when_the_page_is_left():
    at = app("generate", seed="404")
    film_of_the_page = weakref.ref(at.session_state["_generate"][0].film)
    at.switch_page(str(ROOT / "pages" / "add_noise.py")).run()
    assert "_generate" not in at.session_state
    FILMS.clear()
    gc.collect()
    assert film_of_the_page() is None


def test_a_long_run_of_many_pictures_stays_small(monkeypatch):
    """200 steps, 16 pictures of 64×64: under 25 MB in the session, under 200 MB in the process.

    The process is larger here than a server's: the harness keeps every message that a page was sent.
    """
    from explainer.engines.local import LocalEngine
    from explainer.engines.registry import engine_for

    engine_for("photos").warm_up()  # its rate is known from real calls
    monkeypatch.setattr(LocalEngine, "__call__", lambda self, x, k, c=None: torch.zeros_like(x))
    long = {"network": "photos", "words": "cat", "steps": "200", "pictures": "16"}
    for seed in ("0", "1"):
        app("generate", **long, seed=seed)  # what is loaded and reserved once
    FILMS.clear()
    gc.collect()
    process = psutil.Process()
    before = process.memory_info().rss
    at = app("generate", **long, seed="2")
    (run,) = at.session_state["_generate"]
    assert run.film.done
    assert len(run.film.result) == 16
    assert run.film.nbytes < 25e6
    assert process.memory_info().rss - before < 200e6
    FILMS.clear()


@pytest.mark.parametrize("page", ["generate", "how_many_steps", "remove_noise"])
def test_a_page_bears_to_wait_for_the_network(page, monkeypatch):
    """Every call is told of before it begins, the first one before there is any picture."""
    from explainer.engines import batching

    told, show, wait_until = [], play._show, batching.wait_until

    def wait(finished, before):
        """As if no call were finished when it is first asked for, however fast it is."""
        first = iter([False])
        wait_until(lambda seconds: next(first, True) and finished(seconds), before)

    def count(runs, paint, rate, *waiting, **between_steps):
        if waiting:
            told.append(sum(run.film.steps for run in runs))
        show(runs, paint, rate, *waiting, **between_steps)

    monkeypatch.setattr(LocalEngine, "anywhere", lambda self, rows: False)  # nobody is alone
    monkeypatch.setattr(batching, "wait_until", wait)
    monkeypatch.setattr(FrameRate, "due", lambda self, *look: True)
    monkeypatch.setattr(play, "_show", count)
    FILMS.clear()
    at = app(page, seed="4711", t="300")
    for button in at.button:
        if button.label in {"Generate", "Run both"}:  # elsewhere it runs by itself
            button.click().run()
    assert (list(at.exception), errors(at)) == ([], [])
    assert told[0] == 0
    assert len(set(told)) > 1
