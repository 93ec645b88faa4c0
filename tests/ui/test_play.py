"""A run that waits for the network says so, and can be stopped while it waits."""

import threading
from functools import partial

import pytest
import streamlit as st
import torch
from streamlit.runtime.scriptrunner import RerunData, RerunException, StopException

from explainer.engines import waiting
from explainer.engines.batching import BATCHER
from explainer.engines.registry import engine_for
from explainer.engines.turns import TURNS
from explainer.experiments.frame_rate import FrameRate
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.experiments.turns import take_turns
from explainer.media.film import Film
from explainer.ui.playing.film_cache import FILMS
from explainer.ui.playing.play import play
from explainer.ui.runs import PlannedRun, Run

SETTINGS = Settings("digits", "ddim", 5, 2.0, "3", (1,))


class Elsewhere:
    """Another network, whose call takes as long as the test wants."""

    max_rows = 1

    def __init__(self):
        self.open, self.entered = threading.Event(), threading.Event()

    def anywhere(self, rows):
        return False

    def compute(self, x, k, condition):
        self.entered.set()
        assert self.open.wait(20)
        return x


@pytest.fixture
def busy():
    """The network's thread is busy, and two more calls wait."""
    engine_for("digits")  # its own first calls come before
    FILMS.clear()
    computer = Elsewhere()
    x = torch.zeros(1, 1, 1, 1)
    call = partial(BATCHER.call, computer, x, torch.zeros(1), torch.zeros(1, 1))
    threads = [threading.Thread(target=call) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert computer.entered.wait(20)
    while BATCHER.waiting(computer) < 2:
        pass
    yield computer
    computer.open.set()
    for thread in threads:
        thread.join()


def test_whoever_waits_sees_how_many_are_before(busy):
    seen = []

    def paint(runs):
        seen.append((runs[0].before, runs[0].progress[1]))
        busy.open.set()

    (run,) = play("_test", [PlannedRun(SETTINGS, lambda: generate(SETTINGS))], paint)
    assert run.film.done
    assert seen[0][0] == 2
    assert "behind 2 others" in seen[0][1]
    assert (seen[-1][0], "behind" in seen[-1][1]) == (0, False)


def test_a_run_stopped_while_it_waits_never_reaches_the_network(busy, monkeypatch):
    engine, calls = engine_for("digits"), []
    monkeypatch.setattr(engine, "compute", lambda *inputs: calls.append(1))

    def paint(runs):
        raise KeyboardInterrupt  # as Streamlit does when Stop was pressed or the tab was closed

    with pytest.raises(KeyboardInterrupt):
        play("_test", [PlannedRun(SETTINGS, lambda: generate(SETTINGS))], paint)
    assert engine.waiting == 0
    busy.open.set()
    assert calls == []


def test_stop_is_noticed_at_every_step_whether_it_is_painted_or_not(monkeypatch):
    FILMS.clear()
    monkeypatch.setattr(FrameRate, "due", lambda self, *look: False)
    made, painted = [], []

    class Session(dict):
        """After the second step, any look at it ends the script: Streamlit's way to stop one."""

        def get(self, *key):
            if len(made) == 2:
                raise KeyboardInterrupt
            return super().get(*key)

    def make():
        for step in generate(SETTINGS):
            made.append(step)
            yield step

    monkeypatch.setattr(st, "session_state", Session())
    with pytest.raises(KeyboardInterrupt):
        play("_test", [PlannedRun(SETTINGS, make)], lambda runs: painted.append(len(made)))
    assert len(made) == 2
    assert set(painted) <= {0}  # on a busy machine, while it waited for its first call
    assert not TURNS.held


def test_what_is_painted_may_wait_for_the_network_itself_and_nothing_is_painted_meanwhile(
    monkeypatch,
):
    FILMS.clear()
    monkeypatch.setattr(FrameRate, "due", lambda self, *look: True)
    inside: list[int] = []

    def paint(runs):
        assert not inside
        inside.append(1)
        if report := waiting._report.get():  # as a network's thread does that is busy
            report(0)
        inside.clear()

    (run,) = play("_test", [PlannedRun(SETTINGS, lambda: generate(SETTINGS))], paint)
    assert run.film.done


def test_a_stopped_run_stays_stopped_though_its_last_call_arrives_later():
    """Streamlit draws the page anew in another thread while the old one still waits for the network."""
    film = Film(SETTINGS.steps)
    run = Run("key", SETTINGS, film)
    turns = take_turns([generate(SETTINGS)])
    run.add(next(turns))
    assert run.running
    run.running = False  # as the page does that is drawn after Stop
    run.add(next(turns))
    assert not run.running
    assert "Stopped at step 2 of 5" in run.status


def test_a_run_that_a_lost_connection_ended_is_remembered_and_a_stopped_one_is_not():
    FILMS.clear()
    for error, cut in ((StopException(), True), (RerunException(RerunData()), False)):
        kept = []

        def paint(runs, kept=kept, error=error):
            kept[:] = runs
            raise error

        with pytest.raises(type(error)):
            play("_test", [PlannedRun(SETTINGS, lambda: generate(SETTINGS))], paint)
        assert [run.cut for run in kept] == [cut]
