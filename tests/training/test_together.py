"""A training's steps are made by as many threads as they are fastest with."""

import torch

from explainer.engines.teams import ROUNDS
from explainer.training import together
from explainer.training.place import Place
from explainer.training.together import Together

CPU = torch.device("cpu")


def test_the_fastest_number_of_threads_learns(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(together, "team_sizes", lambda: (1, 2))
    monkeypatch.setattr(together.time, "perf_counter", lambda: now[0])
    used: list[int] = []
    monkeypatch.setattr(together, "use_threads", used.append)
    steps = Together(Place(CPU))
    for _ in range(2 * (1 + ROUNDS) + 5):
        with steps.step():
            now[0] += 1.0 if used[-1] == 2 else 1.5
    assert set(used[-5:]) == {2} and set(used) == {1, 2}
    for _ in range(1 + ROUNDS):  # another program takes a core
        with steps.step():
            now[0] += 40.0 if used[-1] == 2 else 1.5
    assert used[-ROUNDS:] == [1] * ROUNDS


def test_several_processes_and_other_devices_keep_their_threads(monkeypatch):
    monkeypatch.setattr(together, "use_threads", lambda team: 1 / 0)
    for place in (Place(CPU, 0, 2), Place(torch.device("meta"))):
        with Together(place).step():
            pass
