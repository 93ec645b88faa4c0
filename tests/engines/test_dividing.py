"""A call that several threads share by its rows."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from explainer.engines import dividing
from explainer.engines.backends import TorchBackend
from explainer.engines.dividing import divided, divides
from explainer.engines.example import example_inputs
from explainer.engines.local import LocalEngine
from explainer.engines.teams import Teams

WAIT = 20  # seconds, where a promise that is broken would wait for ever


def test_all_threads_have_as_many_rows_of_a_shape_that_rounds_alike():
    assert divides(2, 2, {1, 2})
    assert divides(12, 3, {4, 12})
    assert not divides(2, 2, {2, 4})  # a single row rounds otherwise
    assert not divides(12, 8, {1, 2, 4, 8, 12})
    assert not divides(1, 2, {1, 2})
    assert not divides(16, 1, {16})  # nobody to share it with


@pytest.mark.parametrize("threads", [2, 3])
def test_every_thread_computes_its_rows_alone_and_at_the_same_time(tiny_model, threads):
    met = threading.Barrier(threads)
    teams = []

    def compute(x, k, condition):
        met.wait(WAIT)
        teams.append(torch.get_num_threads())
        return x + k.view(-1, 1, 1, 1) + condition.mean(1).view(-1, 1, 1, 1)

    inputs = example_inputs(tiny_model.unet.config, 2 * threads)
    output = divided(compute, inputs, threads)
    assert teams == [1] * threads
    x, k, condition = inputs
    assert torch.equal(output, x + k.view(-1, 1, 1, 1) + condition.mean(1).view(-1, 1, 1, 1))


@pytest.mark.parametrize("failing", [0, 1])
def test_what_goes_wrong_in_a_part_is_told_once_nobody_computes_any_more(failing):
    ended = []

    def compute(x, k, condition):
        if int(k) == failing:
            raise ValueError("broken")
        time.sleep(0.2)
        ended.append(True)
        return x

    with pytest.raises(ValueError, match="broken"):
        divided(compute, (torch.zeros(2, 1), torch.arange(2), torch.zeros(2, 1)), 2)
    assert ended


@pytest.mark.parametrize("by_rows", [True, False])
def test_only_what_several_threads_may_call_at_once_is_divided(tiny_model, by_rows):
    def backend(x, k, condition):
        made.append(len(x))
        return x

    made: list[int] = []
    backend.name, backend.teams, backend.by_rows = "simple cpu float32", (2,), by_rows
    engine = LocalEngine(backend, tiny_model.unet.config)
    inputs = example_inputs(tiny_model.unet.config, 8)
    engine(*inputs)
    made.clear()
    assert torch.equal(engine(*inputs), inputs[0])
    assert made == ([4, 4] if by_rows else [8])


def test_parts_that_round_otherwise_are_not_used_even_if_asked_for(tiny_model):
    """Also where EXPLAINER_THREADS asks for a team that would use them."""

    def backend(x, k, condition):
        made.append(len(x))
        return x + 1e-7 * threading.current_thread().name.startswith("rows")

    made: list[int] = []
    backend.name, backend.teams, backend.by_rows = "odd cpu float32", (2,), True
    engine = LocalEngine(backend, tiny_model.unet.config)
    inputs = example_inputs(tiny_model.unet.config, 4)
    assert all(torch.equal(engine(*inputs), inputs[0]) for _ in range(3))
    assert 2 in made
    assert made[-1] == 4


def test_shapes_are_compared_as_one_thread_computes_them(tiny_model, monkeypatch):
    """Else a shape could pass that one thread, which computes it later, rounds otherwise."""

    class Counting(TorchBackend):
        def __call__(self, x, k, condition):
            output = super().__call__(x, k, condition)
            teams.append(torch.get_num_threads())
            return output

    monkeypatch.delenv("EXPLAINER_THREADS", raising=False)
    monkeypatch.setattr("explainer.engines.threads.usable_threads", lambda: 3)
    monkeypatch.setattr("explainer.engines.backends.usable_threads", lambda: 3)
    monkeypatch.setattr("explainer.engines.fast_torch.usable_threads", lambda: 3)
    teams: list[int] = []
    backend = Counting(tiny_model.unet, torch.device("cpu"))
    assert backend.teams == (1, 2, 3)
    LocalEngine(backend, tiny_model.unet.config)(*example_inputs(tiny_model.unet.config, 2))
    assert len(teams) > len((1, 2, 4))  # each was tried
    assert set(teams) == {1}


def test_what_begins_when_helpers_are_gone_is_computed_all_the_same(monkeypatch):
    """The interpreter closes its pools before the last calls have ended."""
    gone = ThreadPoolExecutor(1)
    gone.shutdown()
    monkeypatch.setattr(dividing, "_helpers", lambda: gone)
    inputs = torch.arange(4.0).view(4, 1), torch.arange(4), torch.zeros(4, 1)
    assert torch.equal(divided(lambda x, k, c: 2 * x, inputs, 2), 2 * inputs[0])


def test_a_team_that_differs_in_calls_of_one_size_makes_the_others():
    teams = Teams((1, 2))
    teams.drop(2, 2)
    assert teams.settled(2) == teams.found(2) == teams.best(2) == 1
    assert teams.best(4) == 2
    forced = Teams((2,))
    forced.drop(4, 2)
    assert forced.next(4) == 1
    assert forced.next(8) == 2
