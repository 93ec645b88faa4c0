"""Who computes on how many cores."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from explainer.engines.batching import Batcher
from explainer.engines.threads import usable_threads, use_every_core


@pytest.fixture
def three_cores(monkeypatch):
    monkeypatch.setenv("EXPLAINER_THREADS", "3")


def threads_of_a_new_thread() -> int:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(torch.get_num_threads).result()


def test_only_the_thread_of_all_calls_has_a_team(three_cores):
    batcher = Batcher()
    assert batcher.run(torch.get_num_threads) == 3
    assert threads_of_a_new_thread() == 1
    assert torch.get_num_threads() == 1
    # a large sum is where torch would look again for how many threads it has
    assert batcher.run(lambda: (torch.ones(200, 1000).sum().item(), torch.get_num_threads())) == (
        200_000,
        3,
    )
    batcher.close()


def test_a_thread_that_began_before_another_has_a_team_works_alone(three_cores):
    with ThreadPoolExecutor(1) as before, ThreadPoolExecutor(1) as other:
        started = threading.Event()
        before.submit(started.set)
        assert started.wait(20)
        other.submit(use_every_core).result()
        assert other.submit(torch.get_num_threads).result() == 3
        assert before.submit(torch.get_num_threads).result() == 1


def test_the_setting_counts_and_else_the_cores(monkeypatch):
    monkeypatch.setenv("EXPLAINER_THREADS", "5")
    assert usable_threads() == 5
    monkeypatch.delenv("EXPLAINER_THREADS")
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 2, 5}, raising=False)
    assert usable_threads() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    assert usable_threads() == 7


def test_a_job_waits_its_turn_and_hands_on_what_goes_wrong():
    batcher = Batcher()
    assert batcher.run(threading.current_thread).name == "network"
    with pytest.raises(ZeroDivisionError):
        batcher.run(lambda: 1 / 0)
    assert batcher.run(lambda: batcher.run(lambda: 4)) == 4  # for itself it need not wait
    batcher.close()
