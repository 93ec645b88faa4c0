"""A network call that whoever asks for it makes itself: alone, or not at all."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from explainer.engines.batching import BATCHER, Batcher
from explainer.engines.registry import engine_for


class Doubler:
    """Doubles x in whichever thread it may; remembers the threads, and how many were inside at once."""

    max_rows = 16

    def __init__(self, anywhere: bool = True) -> None:
        self._anywhere, self._inside = anywhere, 0
        self.threads: list[str] = []
        self.most = 0

    def anywhere(self, rows):
        return self._anywhere

    def compute(self, x, k, condition):
        self.threads.append(threading.current_thread().name)
        self._inside += 1
        self.most = max(self.most, self._inside)
        threading.Event().wait(0.002)
        self._inside -= 1
        return 2 * x


class Damaged(Doubler):
    def compute(self, x, k, condition):
        raise ValueError("damaged")


@pytest.fixture
def batcher():
    found = Batcher()
    yield found
    found.close()


def double(batcher, computer, number) -> float:
    x = torch.full((1, 1, 1, 1), float(number))
    return batcher.call(computer, x, torch.zeros(1), torch.zeros(1, 3)).item()


@pytest.mark.parametrize("anywhere", [True, False])
def test_who_is_alone_makes_the_call_where_any_thread_may(anywhere, batcher):
    doubler = Doubler(anywhere)
    assert [double(batcher, doubler, n) for n in range(3)] == [0, 2, 4]
    own = threading.current_thread().name
    assert doubler.threads == [own if anywhere else "network"] * 3
    assert batcher.unfinished(doubler) == batcher.waiting(doubler) == 0


def test_who_finds_somebody_waits_and_no_two_calls_are_made_at_a_time(batcher):
    doubler = Doubler()
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda n: double(batcher, doubler, n), range(100))
        assert list(answers) == [2 * n for n in range(100)]
    assert doubler.most == 1
    assert "network" in doubler.threads


def test_an_error_reaches_who_is_alone_and_the_next_call_is_made(batcher):
    with pytest.raises(ValueError, match="damaged"):
        double(batcher, Damaged(), 1)
    assert double(batcher, Doubler(), 3) == 6


def test_a_program_with_threads_of_its_own_keeps_them():
    """Its main thread computes with as many as it wants, before a call and after it."""
    engine = engine_for("digits")

    def elsewhere():
        torch.set_num_threads(2)
        engine(torch.zeros(2, 1, 28, 28), torch.zeros(2))
        return torch.get_num_threads()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(elsewhere).result() == 2
        pool.submit(torch.set_num_threads, 1).result()  # what threads to come begin with
    assert BATCHER.unfinished(engine) == 0
