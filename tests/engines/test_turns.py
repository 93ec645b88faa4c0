"""Turns: one thread at a time computes, nobody who waits for the network keeps others waiting, nobody is stuck."""

import threading
import time
from collections.abc import Callable

import pytest
import torch

from explainer.engines import turns
from explainer.engines.batching import Batcher
from explainer.engines.turns import TURNS, Turns


def together(*jobs: Callable[[], None]) -> None:
    """Run each in a thread of its own."""
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()


def test_one_at_a_time():
    own, inside, most = Turns(), [], []

    def compute() -> None:
        for _ in range(20):
            with own.acquired():
                inside.append(1)
                most.append(len(inside))
                time.sleep(0.0005)
                inside.pop()

    together(*[compute] * 8)
    assert len(most) == 8 * 20
    assert max(most) == 1


def test_who_waits_lets_others_compute():
    own, waiting, computed = Turns(), threading.Event(), threading.Event()

    def wait() -> None:
        with own.acquired():
            with own.released():
                assert not own.held
                waiting.set()
                assert computed.wait(10)
            assert own.held

    def compute() -> None:
        assert waiting.wait(10)
        with own.acquired():
            assert own.held
            computed.set()

    together(wait, compute)
    assert computed.is_set()
    assert not own.held


@pytest.mark.parametrize("anywhere", [True, False])
def test_a_call_of_the_network_gives_the_turn_up(anywhere):
    held: list[bool] = []

    class Looks:
        max_rows = 4

        def anywhere(self, rows):
            return anywhere

        def compute(self, x, k, condition):
            held.append(TURNS._lock.locked())
            return x

    batcher = Batcher()
    with TURNS.acquired():
        batcher.call(Looks(), torch.zeros(1, 1), torch.zeros(1), torch.zeros(1, 1))
        assert TURNS.held
    batcher.close()
    assert held == [False]


def test_the_turn_comes_back_whatever_happens():
    own = Turns()
    with pytest.raises(ValueError, match="stopped"), own.acquired(), own.released():
        raise ValueError("stopped")
    assert not own._lock.locked()
    with own.acquired():
        with own.acquired():
            pass
        assert own.held  # the inner one changed nothing
    with own.released():  # nothing to give
        assert not own.held
    assert not own._lock.locked()


def test_nobody_is_stuck_because_somebody_else_is(monkeypatch):
    monkeypatch.setattr(turns, "MAX_WAIT_SECONDS", 0.01)
    own, over = Turns(), threading.Event()

    def hang() -> None:
        with own.acquired():
            assert over.wait(10)

    def go_on() -> None:
        with own.acquired():
            assert not own.held
        over.set()

    together(hang, go_on)
    assert over.is_set()
    assert not own._lock.locked()


def test_between_two_items_the_turn_is_free():
    own = Turns()
    seen = []

    def items():
        for i in range(3):
            assert own.held
            yield i

    for item in own.each(items()):
        assert not own.held
        seen.append(item)
    assert seen == [0, 1, 2]
