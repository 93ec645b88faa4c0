"""The queue of network calls: who shares a call with whom, who waits, who may leave."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from explainer.core.errors import UserError
from explainer.engines.batching import Batcher
from explainer.engines.waiting import on_queue_position

ANYWHERE = True


@pytest.fixture(params=[True, False], ids=["in any thread", "in one thread"], autouse=True)
def anywhere(request, monkeypatch):
    """All of it holds whether the first call is made by who asks for it or by the one thread."""
    monkeypatch.setattr(f"{__name__}.ANYWHERE", request.param)
    return request.param


class Doubler:
    """Doubles x; can be held up, and remembers which rows (by their first number) shared a call."""

    def __init__(self, max_rows: int = 16) -> None:
        self.max_rows = max_rows
        self.calls: list[list[int]] = []
        self.threads: list[str] = []
        self.open = threading.Event()
        self.entered = threading.Event()

    def anywhere(self, rows):
        return ANYWHERE

    def compute(self, x, k, condition):
        self.calls.append([int(row.flatten()[0]) for row in x])
        self.threads.append(threading.current_thread().name)
        self.entered.set()
        assert self.open.wait(20)
        return 2 * x


def rows(*numbers: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    x = torch.tensor(numbers, dtype=torch.float32).view(-1, 1, 1, 1)
    return x, torch.zeros(len(x)), torch.zeros(len(x), 3)


class Class:
    """A batcher whose only computer is held up by a first call, and visitors who queue behind it."""

    def __init__(self, max_rows: int = 16) -> None:
        self.batcher, self.doubler = Batcher(), Doubler(max_rows)
        self.pool = ThreadPoolExecutor(40)
        self.first = self.ask(0)
        assert self.doubler.entered.wait(20)

    def ask(self, *numbers, computer=None, tell=None):
        """A visitor's call, in the queue when this returns."""
        computer = computer or self.doubler
        before = self.batcher.waiting(computer)

        def visit():
            if tell is None:
                return self.batcher.call(computer, *rows(*numbers))
            with on_queue_position(tell):
                return self.batcher.call(computer, *rows(*numbers))

        future = self.pool.submit(visit)
        if hasattr(self, "first"):
            wait_until(lambda: self.batcher.waiting(computer) > before or future.done())
        return future

    def go_on(self):
        self.doubler.open.set()


def wait_until(true):
    for _ in range(2000):
        if true():
            return
        threading.Event().wait(0.005)
    raise AssertionError("it never came true")


def numbers(future):
    return future.result(20).flatten().tolist()


def test_calls_that_wait_are_joined_into_one():
    room = Class()
    futures = [room.ask(10 * i, 10 * i + 1) for i in range(1, 6)]
    room.go_on()
    assert [numbers(f) for f in futures] == [[20 * i, 20 * i + 2] for i in range(1, 6)]
    assert room.doubler.calls == [[0], [10, 11, 20, 21, 30, 31, 40, 41, 50, 51]]


def test_thirty_visitors_take_turns():
    room = Class()
    futures = [room.ask(i, i) for i in range(1, 31)]
    room.go_on()
    assert [numbers(f) for f in futures] == [[2 * i, 2 * i] for i in range(1, 31)]
    assert [len(call) for call in room.doubler.calls] == [1, 16, 16, 16, 12]
    assert [call[0] for call in room.doubler.calls] == [0, 1, 9, 17, 25]  # first come, first served


def test_a_large_call_does_not_hold_up_a_small_one():
    room = Class()
    large = room.ask(*range(100, 132))
    small = [room.ask(1, 2), room.ask(3, 4)]
    room.go_on()
    assert numbers(large) == [2.0 * n for n in range(100, 132)]
    assert [numbers(f) for f in small] == [[2, 4], [6, 8]]
    assert {1, 2, 3, 4} < set(room.doubler.calls[1])  # both are in the first call after
    assert len(room.doubler.calls[1]) == 16  # and no room in it is left empty
    assert len(room.doubler.calls) == 4


def test_what_is_left_of_a_large_call_waits_behind_the_others():
    room = Class(max_rows=4)
    large = room.ask(*range(100, 106))
    small = [room.ask(i, i) for i in (1, 2, 3)]
    room.go_on()
    assert [numbers(f) for f in (large, *small)][1:] == [[2, 2], [4, 4], [6, 6]]
    assert room.doubler.calls[1:] == [[100, 101, 1, 1], [2, 2, 3, 3], [102, 103, 104, 105]]


def test_networks_take_turns():
    room, other = Class(), Doubler()
    other.open.set()
    futures = [
        room.ask(i, computer=computer) for i in (1, 2, 3) for computer in (room.doubler, other)
    ]
    room.go_on()
    assert [numbers(f) for f in futures] == [[2], [2], [4], [4], [6], [6]]
    assert (room.doubler.calls, other.calls) == ([[0], [1, 2, 3]], [[1, 2, 3]])


def test_whoever_waits_is_told_its_place_and_may_leave_at_once():
    room, told = Class(), []

    def stop(place):
        told.append(place)
        raise KeyboardInterrupt

    stays = room.ask(1, 1)
    leaves = room.ask(2, 2, tell=stop)
    with pytest.raises(KeyboardInterrupt):
        leaves.result(20)  # while the network is still held up
    assert told == [1]
    assert room.batcher.waiting(room.doubler) == 1
    assert room.batcher.unfinished(room.doubler) == 2  # the one that runs, too
    room.go_on()
    assert numbers(stays) == [2, 2]
    assert room.doubler.calls == [[0], [1, 1]]  # nobody computed what had been given up


def test_a_call_that_is_given_up_in_the_middle_takes_no_more_of_the_network():
    room = Class(max_rows=4)
    room.doubler.entered.clear()
    gone = threading.Event()

    def stop(place):
        if gone.is_set():
            raise KeyboardInterrupt

    large = room.ask(*range(100, 200), tell=stop)
    gone.set()
    with pytest.raises(KeyboardInterrupt):
        large.result(20)
    room.go_on()
    assert numbers(room.ask(7)) == [14]
    assert len(room.doubler.calls) <= 3


def test_an_error_reaches_those_who_shared_the_call_and_nobody_else():
    class Broken(Doubler):
        def compute(self, x, k, condition):
            raise ValueError("no")

    room = Class()
    lost, fine = room.ask(1, computer=Broken()), room.ask(2)
    room.go_on()
    with pytest.raises(ValueError, match="no"):
        lost.result(20)
    assert numbers(fine) == [4]
    assert numbers(room.ask(3)) == [6]


def test_a_full_queue_says_so():
    batcher, doubler = Batcher(max_waiting=1), Doubler()
    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(batcher.call, doubler, *rows(0))]
        assert doubler.entered.wait(20)
        futures.append(pool.submit(batcher.call, doubler, *rows(1)))
        wait_until(lambda: batcher.waiting(doubler) == 1)
        with pytest.raises(UserError, match="Too many"):
            batcher.call(doubler, *rows(2))
        doubler.open.set()
        assert [numbers(f) for f in futures] == [[0], [2]]


def test_its_thread_ends_with_the_process_and_not_in_the_middle_of_a_call():
    room = Class()
    thread = room.batcher._thread
    closing = threading.Thread(target=room.batcher.close)
    closing.start()
    closing.join(0.1)
    assert closing.is_alive()  # the call goes on
    room.go_on()
    closing.join(20)
    assert not closing.is_alive()
    assert thread is None or not thread.is_alive()  # nobody needed it
    assert numbers(room.first) == [0]
    assert numbers(room.ask(3)) == [6]  # by another thread
