"""How many threads compute a call: the fastest team, found on the calls that are made."""

import subprocess
import sys

import pytest
import torch

from explainer.engines import onnx_files, teams
from explainer.engines.backends import TorchBackend
from explainer.engines.batching import BATCHER
from explainer.engines.example import example_inputs
from explainer.engines.local import LocalEngine
from explainer.engines.teams import AGAIN, BURDEN, ROUNDS, Teams
from explainer.engines.threads import team_sizes, use_threads


@pytest.fixture(autouse=True)
def notes_of_their_own(tmp_path, monkeypatch):
    monkeypatch.setattr(onnx_files, "FOLDER", tmp_path)


def call(team: Teams, rows: int, seconds) -> int:
    """One call by the team that is next, which takes what a function of its size says."""
    size = team.next(rows)
    team.note(rows, size, seconds(size))
    return size


BLOCK = 1 + ROUNDS  # calls of a team in a comparison


def compared(team: Teams, rows: int, seconds, sizes: int = 2) -> list[int]:
    return [call(team, rows, seconds) for _ in range(BLOCK * sizes)]


def test_every_team_has_its_turn_and_then_the_fastest_computes():
    found = Teams((1, 2, 4))
    asked = compared(found, 2, {1: 3.0, 2: 1.0, 4: 2.0}.get, 3)
    assert asked == [1] * BLOCK + [2] * BLOCK + [4] * BLOCK
    assert {call(found, 2, lambda size: 1.1) for _ in range(AGAIN)} == {2}
    assert found.best(2) == 2


def test_nothing_is_said_of_threads_before_it_was_found():
    teams = Teams((1, 2))
    assert teams.found(2) is None
    compared(teams, 2, lambda size: 1.0 / size)
    assert teams.found(2) == 2 and teams.found(16) is None
    assert Teams((4,)).found(16) == 4  # there is nothing to find


def test_the_engine_says_what_was_found_for_pictures(tiny_model):
    engine = LocalEngine(TorchBackend(tiny_model.unet, torch.device("cpu")), tiny_model.unet.config)
    assert engine.threads_found(8) is None  # it has not called its network yet
    engine.warm_up()
    teams = Teams((1, 2))
    engine._teams = teams
    for rows, team in ((2, 1), (16, 2)):
        teams._comparison(rows).best = team
    assert (engine.threads_found(1), engine.threads_found(8)) == (1, 2)
    assert engine.threads_found(9) is None  # more than one call


def test_the_call_that_wakes_a_team_does_not_count():
    found = Teams((1, 2))
    slow = iter([3.0] + [1.0] * 99)
    compared(found, 2, lambda size: next(slow) if size == 2 else 2.0)
    assert found.best(2) == 2


def test_a_team_that_is_far_slower_gives_up_at_once():
    found = Teams((1, 2, 4))
    asked = [call(found, 2, {1: 1.0, 2: 50.0, 4: 0.5}.get) for _ in range(2 * BLOCK + 1)]
    assert asked == [1] * BLOCK + [2] + [4] * BLOCK
    assert found.best(2) == 4


def test_a_large_call_and_a_small_one_have_teams_of_their_own():
    found = Teams((1, 2))
    for rows in (1, 16):
        compared(found, rows, lambda size, rows=rows: 1.0 if (size == 2) == (rows == 16) else 2.0)
    assert (found.best(1), found.best(16)) == (1, 2)


def test_a_larger_team_that_waits_for_other_programs_makes_way_after_one_call():
    found = Teams((1, 2))
    compared(found, 2, {1: 2.0, 2: 1.0}.get)
    assert found.best(2) == 2
    asked = [call(found, 2, {1: 2.0, 2: 90.0}.get) for _ in range(BLOCK + 2)]
    assert asked == [2] + [1] * BLOCK + [2]  # it gives up again, at once
    assert found.best(2) == found.settled(2) == 1


def test_when_the_others_have_gone_the_larger_team_comes_back():
    found = Teams((1, 2))
    compared(found, 2, {1: 1.0, 2: 1.4}.get)
    assert found.best(2) == 1
    for _ in range(AGAIN + 2 * BLOCK):
        call(found, 2, {1: 1.0, 2: 0.8}.get)
    assert found.best(2) == 2


@pytest.mark.parametrize("others", [1.2, 3.0, 60.0])
def test_comparing_is_no_burden_however_slow_the_others_are(others):
    found = Teams((1, 2))
    compared(found, 2, {1: 1.0, 2: others}.get)
    times = {1: 1.0, 2: others}
    spent = [times[call(found, 2, times.get)] for _ in range(20_000)]
    assert sum(spent) < (1 + 1.2 * BURDEN) * len(spent)
    assert spent.count(others) > 5  # it is compared again, all the same


def test_what_was_found_is_remembered_for_the_same_engine_only():
    compared(Teams((1, 2), "this"), 2, {1: 1.0, 2: 2.0}.get)
    assert Teams((1, 2), "this").found(2) == 1
    assert Teams((1, 2), "that").found(2) is None
    assert Teams((2, 4), "this").found(2) is None  # there is no team of one any more


def test_damaged_notes_say_nothing(tmp_path):
    (tmp_path / "threads.json").write_text("[1")
    assert Teams((1, 2), "this").found(2) is None
    (tmp_path / "threads.json").write_text("[]")
    assert teams.NOTED.read("this") == {}


def test_the_setting_overrules(monkeypatch):
    monkeypatch.setenv("EXPLAINER_THREADS", "3")
    assert team_sizes() == (3,)
    monkeypatch.delenv("EXPLAINER_THREADS")
    for cores, sizes in {1: (1,), 2: (1, 2), 3: (1, 2, 3), 4: (1, 2, 4), 6: (1, 2, 4, 6)}.items():
        monkeypatch.setattr("explainer.engines.threads.usable_threads", lambda cores=cores: cores)
        assert team_sizes() == sizes


def test_whatever_team_computes_the_picture_is_the_same(tiny_model, monkeypatch):
    """Bit for bit, in calls of every size."""
    monkeypatch.delenv("EXPLAINER_THREADS", raising=False)
    monkeypatch.setattr("explainer.engines.threads.usable_threads", lambda: 3)
    config = tiny_model.unet.config
    engine = LocalEngine(TorchBackend(tiny_model.unet, torch.device("cpu")), config)
    for rows in (1, 2, 8):
        inputs = example_inputs(config, rows)
        outputs = [engine(*inputs) for _ in range(3 * BLOCK)]
        assert all(torch.equal(output, outputs[0]) for output in outputs)


def test_a_team_that_computes_something_else_is_not_used(tiny_model):
    """And nobody sees what it has computed."""

    def backend(x, k, condition):
        made.append(torch.get_num_threads())
        return x + 1e-7 * (made[-1] == 2)

    made: list[int] = []
    backend.name, backend.teams, backend.by_rows = "odd cpu float32", (1, 2), False
    engine = LocalEngine(backend, tiny_model.unet.config)
    inputs = example_inputs(tiny_model.unet.config, 2)
    for _ in range(3 * BLOCK):
        assert torch.equal(engine(*inputs), inputs[0])
    assert made.count(2) == 1
    assert engine.threads(2) == 1


def test_jobs_of_the_network_thread_have_every_core(monkeypatch):
    monkeypatch.setenv("EXPLAINER_THREADS", "3")
    BATCHER.run(lambda: use_threads(1))
    assert BATCHER.run(torch.get_num_threads) == 3


def test_threads_that_wait_do_not_spin_whichever_module_comes_first():
    code = "import explainer, os, sys; print(os.environ['OMP_WAIT_POLICY'], 'torch' in sys.modules)"
    for own, said in ((None, "passive False"), ("active", "active False")):
        surroundings = {"PATH": ""} | ({"OMP_WAIT_POLICY": own} if own else {})
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=surroundings,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == said


def test_nothing_is_settled_while_teams_are_compared():
    teams = Teams([1, 2])
    for _ in range(2 * BLOCK):
        assert teams.settled(4) is None
        call(teams, 4, lambda size: 1.0 + size)
    assert teams.settled(4) == 1
    assert teams.settled(8) is None
    assert Teams([3]).settled(4) == 3  # there is nothing to compare
