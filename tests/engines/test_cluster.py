"""Networks computed by a cluster: the same pictures, whatever dies, and sentences where there is none."""

import importlib.util
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import psutil
import pytest
import torch

from explainer.core.errors import UserError
from explainer.core.samplers import last
from explainer.engines import choice
from explainer.engines.backends import TorchBackend
from explainer.engines.cluster import client, connection, deployment
from explainer.engines.cluster.__main__ import main
from explainer.engines.example import example_inputs
from explainer.engines.local import LocalEngine
from explainer.engines.registry import engine_for, warm_up
from explainer.engines.waiting import on_queue_position
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import load_checkpoint, read_card

HERE = importlib.util.find_spec("ray") is not None
needs_ray = pytest.mark.skipif(not HERE, reason="ray is not installed")
RUNS = [Settings("digits", "ddim", 5, 2.0, str(i), (i,)) for i in range(6)]
LONG = Settings("digits", "ddpm", 30, 2.0, "3", (1,))
CARD = read_card("digits")


@contextmanager
def asked_of_ray():
    """EXPLAINER_ENGINE=ray, as if the process had been started with it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(choice.ENGINE_SETTING, choice.CLUSTER)
        patch.setattr(client, "CONNECTION", client.Connection())
        engine_for.cache_clear()
        yield patch
    engine_for.cache_clear()


@pytest.fixture(scope="module")
def running():
    """Two replicas on a cluster of this test's own."""
    with asked_of_ray() as patch:
        patch.delenv("RAY_ADDRESS", raising=False)
        patch.setenv(
            "RAY_AUTH_TOKEN", secrets.token_hex(32)
        )  # or ray would write one into the home
        import ray

        connection.connect("local")
        deployment.start(["digits"], replicas=2)
        yield
        deployment.stop()
        ray.shutdown()


@pytest.fixture
def asked():
    with asked_of_ray() as patch:
        yield patch


def replicas():
    """The processes of the replicas, all of them descendants of this one."""
    descendants = psutil.Process().children(recursive=True)
    return [p for p in descendants if "ServeReplica" in " ".join(p.cmdline())]


@contextmanager
def halted_replicas():
    """They are there and do not answer."""
    halted = replicas()
    assert halted
    for process in halted:
        process.suspend()
    try:
        yield
    finally:
        for process in halted:
            process.resume()


def picture(settings):
    return last(generate(settings)).x_next


# ---- without


def test_where_ray_is_missing_a_sentence_says_so(asked, capsys):
    find = importlib.util.find_spec
    asked.setattr(
        connection.importlib.util, "find_spec", lambda name: None if name == "ray" else find(name)
    )
    assert engine_for("digits").name == "ray"  # so that pages can be shown
    with pytest.raises(UserError, match=r"requirements-cluster\.txt"):
        picture(RUNS[0])
    warm_up("digits")
    assert "requirements-cluster.txt" in capsys.readouterr().err
    assert main(["digits"]) == 2
    assert engine_for("digits").waiting == 0


@needs_ray
def test_where_no_cluster_runs_a_sentence_says_so(asked, capsys):
    """At an address where nothing listens: ray itself would try for minutes."""
    import ray

    assert not ray.is_initialized()
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        asked.setenv("RAY_ADDRESS", f"127.0.0.1:{unused.getsockname()[1]}")
        assert engine_for("digits").name == "ray"
        with pytest.raises(UserError, match="none that does so can be reached"):
            picture(RUNS[0])
        assert main(["digits"]) == 2  # and it begins none besides the one that was named


@needs_ray
def test_a_call_whose_replica_died_is_sent_again_but_not_for_ever():
    from ray.exceptions import ActorDiedError

    class Answers:
        def __init__(self, answer):
            self.answer = answer

        def result(self, timeout_s):
            if self.answer is None:
                raise ActorDiedError
            return self.answer

    responses = [Answers(None), Answers(None), Answers(7)]
    assert client.PendingCall(lambda: responses.pop(0)).result() == 7
    with pytest.raises(UserError, match="does not answer"):
        client.PendingCall(lambda: Answers(None)).result()


def test_the_app_does_without_ray():
    """Nothing of it is imported unless it is asked for, and nothing at all by the cluster's own module."""
    program = "import sys, explainer.engines.engine, explainer.engines.cluster.client; assert 'ray' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_wrong_name_is_told_before_anything_starts(capsys):
    assert main(["no-such-network"]) == 2
    assert "no-such-network" in capsys.readouterr().err


# ---- with a cluster


@needs_ray
def test_the_cluster_gives_the_bits_of_this_machine(running):
    checkpoint = load_checkpoint("digits")
    here = LocalEngine(TorchBackend(checkpoint.model.unet, torch.device("cpu")), CARD.architecture)
    there = engine_for("digits")
    assert there.name == f"ray {here.name}"
    for rows in (1, 2, 7, 40):
        inputs = example_inputs(CARD.architecture, rows)
        assert torch.equal(there(*inputs), here(*inputs))


@needs_ray
def test_runs_of_many_visitors_are_as_if_each_were_alone(running):
    alone = [picture(settings) for settings in RUNS]
    with ThreadPoolExecutor(len(RUNS)) as pool:
        together = list(pool.map(picture, RUNS))
    assert all(torch.equal(a, b) for a, b in zip(alone, together, strict=True))
    assert engine_for("digits").waiting == 0


@needs_ray
def test_runs_survive_the_death_of_a_replica(running):
    alone = [picture(replace(LONG, seeds=(seed,))) for seed in range(4)]
    begun = threading.Barrier(5)

    def visit(seed):
        steps = generate(replace(LONG, seeds=(seed,)))
        next(steps)
        begun.wait(60)
        return last(steps).x_next

    with ThreadPoolExecutor(4) as pool:
        visits = [pool.submit(visit, seed) for seed in range(4)]
        begun.wait(60)
        victim = replicas()[0]
        os.kill(victim.pid, signal.SIGKILL)
        pictures = [visit.result(120) for visit in visits]
    assert not victim.is_running()
    assert all(torch.equal(a, b) for a, b in zip(alone, pictures, strict=True))


@needs_ray
def test_stop_leaves_a_call_that_is_not_answered(running):
    def stop(before):
        raise KeyboardInterrupt

    picture(RUNS[0])
    with halted_replicas(), on_queue_position(stop), pytest.raises(KeyboardInterrupt):
        picture(RUNS[0])
    assert engine_for("digits").waiting == 0
    assert picture(RUNS[0]).shape == (1, 1, 28, 28)


@needs_ray
def test_a_cluster_that_does_not_answer_is_told_of(running, monkeypatch):
    picture(RUNS[0])
    monkeypatch.setattr(client, "RESULT_SECONDS", 0.5)
    with halted_replicas(), pytest.raises(UserError, match="does not answer"):
        picture(RUNS[0])
    monkeypatch.undo()
    assert picture(RUNS[0]).shape == (1, 1, 28, 28)


@needs_ray
def test_other_weights_and_networks_are_refused(running):
    other = client.RemoteEngine(replace(CARD, sha256="0" * 64))
    with pytest.raises(UserError, match="weights of “digits” on the cluster are not those"):
        other(*example_inputs(CARD.architecture, 1))
    with pytest.raises(UserError, match=r"does not compute the network “sprites”.*digits"):
        picture(replace(RUNS[0], network="sprites", words=""))


@needs_ray
def test_a_run_does_not_go_on_with_other_rounding(running):
    engine = engine_for("digits")
    inputs = example_inputs(CARD.architecture, 1)
    engine(*inputs)
    engine._identity = replace(engine._identity, bits="of a processor of another kind")
    with pytest.raises(UserError, match="other rounding"):
        engine(*inputs)
    assert engine(*inputs).shape == inputs[0].shape  # the next run begins anew


@needs_ray
def test_a_deployment_that_was_taken_away_is_told_of_and_found_again(running):
    picture(RUNS[0])
    deployment.stop()
    for _ in range(2):
        with pytest.raises(UserError, match="none that does so can be reached"):
            picture(RUNS[0])
        assert engine_for("digits").name.startswith("ray")
    deployment.start(["digits"])
    assert picture(RUNS[0]).shape == (1, 1, 28, 28)
