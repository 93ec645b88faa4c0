"""One trains, the others are in line; a stop, a closed page or a long absence makes room at once."""

import sys
import time

import pytest

from explainer.experiments.live import line as module
from explainer.experiments.live import process
from explainer.experiments.live.line import LONGEST_PAUSE, PATIENCE, Line
from explainer.experiments.live.plan import Plan
from explainer.experiments.live.process import Training


class Idle:
    """In the place of a training: nothing learns."""

    def __init__(self, plan, there, ended):
        self.plan, self.there, self.ended = plan, there, ended
        self.state, self.paused_since = "learning", 0.0

    @property
    def over(self):
        return self.state in ("done", "stopped", "failed")

    def stop(self):
        self.state = "stopped"


@pytest.fixture
def line(monkeypatch):
    monkeypatch.setattr(module, "Training", Idle)
    return Line()


def joined(line, n=4):
    return [line.join(Plan(), f"visitor {i}") for i in range(n)]


def test_one_trains_and_the_others_see_their_place(line):
    places = joined(line, 30)
    assert [line.position(p) for p in places] == list(range(30))
    assert [p.training is not None for p in places] == [True] + [False] * 29


def test_who_leaves_makes_room_wherever_they_stand(line):
    places = joined(line)
    line.leave("visitor 2")
    assert [line.position(p) for p in (places[0], places[1], places[3])] == [0, 1, 2]
    line.leave("visitor 0")
    assert places[0].training.over and places[1].training is not None
    assert line.position(places[1]) == 0


def test_a_training_that_is_done_makes_room_by_itself(line):
    first, second, *_ = joined(line)
    first.training.state = "done"
    first.training.ended()
    assert second.training is not None and not first.left


def test_who_is_not_seen_for_a_while_has_left(line, monkeypatch):
    now = [time.monotonic()]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    first, second, third, _ = joined(line)
    now[0] += PATIENCE - 1
    assert line.position(third) == 2 and first.training.there()
    now[0] += 2
    assert not first.training.there()  # so its next report ends it
    assert line.position(third) == 0
    assert second.training is None and third.training is not None


def test_a_pause_may_not_last_for_ever(line, monkeypatch):
    now = [time.monotonic()]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    first, second, *_ = joined(line)
    first.training.state, first.training.paused_since = "paused", now[0]
    for _ in range(int(LONGEST_PAUSE // 10)):
        now[0] += 10
        assert (line.position(first), line.position(second)) == (0, 1)
    now[0] += 10
    assert line.position(second) == 0 and first.training.over


def test_a_visit_has_one_place(line):
    first = line.join(Plan(), "one")
    again = line.join(Plan(), "one")
    assert first.training.over and again.training is not None


def waited(holds, seconds=300):
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.02)
    return holds()


@pytest.mark.slow
def test_a_training_learns_pauses_goes_on_and_ends_with_its_process():
    ended = []
    there, plan = [True], Plan(steps=100_000, batch=2, count=50)
    training = Training(plan, there=lambda: there[0], ended=lambda: ended.append(1))
    report = training.report
    try:
        assert waited(lambda: report.step > 0 and report.moments)
        training.pause()
        assert waited(lambda: _rests(report))
        training.go_on()
        step = report.step
        assert waited(lambda: report.step > step)
        assert training.left > 0 and training.state == "learning"
        there[0] = False  # its visitor has left: the next report ends it
        assert training.wait(300)
    finally:
        training.stop()
    assert waited(lambda: ended == [1])
    step = report.step
    time.sleep(0.3)
    assert (training.state, report.step) == ("stopped", step)


def _rests(report):
    step = report.step
    time.sleep(0.6)
    return report.step == step


def test_a_process_that_dies_while_it_tells_has_failed_and_makes_room(monkeypatch):
    dying = (
        'import sys; print(\'{"step": 1}\'); sys.stdout.write(\'{"step": 2, "los\'); sys.exit(1)'
    )
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-c", dying))
    ended: list[int] = []
    training = Training(Plan(), ended=lambda: ended.append(1))
    assert waited(lambda: ended == [1], 60)
    assert (training.state, training.report.step) == ("failed", 1)


def test_where_no_process_can_be_started_the_line_goes_on(line, monkeypatch):
    def full(*_):
        raise OSError("no room")

    monkeypatch.setattr(module, "Training", full)
    first, second = (line.join(Plan(), visit) for visit in ("one", "two"))
    assert (line.position(first), line.position(second)) == (0, 1)
    monkeypatch.setattr(module, "Training", Idle)
    assert line.position(first) == 0 and first.training is not None


@pytest.mark.slow
def test_a_short_one_ends_by_itself_and_leaves_its_network():
    short = Training(Plan(steps=3, batch=2, count=50))
    assert waited(lambda: short.over)
    assert (short.state, short.report.step) == ("done", 3)
    assert short.report.moments[-1].weights
