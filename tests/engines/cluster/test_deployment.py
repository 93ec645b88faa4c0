"""Networks computed by a cluster: the same pictures, whatever dies, and sentences where it is silent."""

import importlib.util
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import psutil
import pytest
import torch

from explainer.core.errors import UserError
from explainer.core.samplers import last
from explainer.engines.backends import TorchBackend
from explainer.engines.cluster import client, deployment
from explainer.engines.example import example_inputs
from explainer.engines.local import LocalEngine
from explainer.engines.registry import engine_for
from explainer.engines.waiting import on_queue_position
from explainer.experiments.sampling import generate
from explainer.networks.checkpoints import load_checkpoint
from tests.engines.cluster.runs import CARD, LONG, RUNS, picture

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None, reason="ray is not installed"
)


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


def test_the_cluster_gives_the_bits_of_this_machine(running):
    checkpoint = load_checkpoint("digits")
    here = LocalEngine(TorchBackend(checkpoint.model.unet, torch.device("cpu")), CARD.architecture)
    there = engine_for("digits")
    assert there.name == f"ray {here.name}"
    for rows in (1, 2, 7, 40):
        inputs = example_inputs(CARD.architecture, rows)
        assert torch.equal(there(*inputs), here(*inputs))


def test_runs_of_many_visitors_are_as_if_each_were_alone(running):
    alone = [picture(settings) for settings in RUNS]
    with ThreadPoolExecutor(len(RUNS)) as pool:
        together = list(pool.map(picture, RUNS))
    assert all(torch.equal(a, b) for a, b in zip(alone, together, strict=True))
    assert engine_for("digits").waiting == 0


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


def test_stop_leaves_a_call_that_is_not_answered(running):
    def stop(before):
        raise KeyboardInterrupt

    picture(RUNS[0])
    with halted_replicas(), on_queue_position(stop), pytest.raises(KeyboardInterrupt):
        picture(RUNS[0])
    assert engine_for("digits").waiting == 0
    assert picture(RUNS[0]).shape == (1, 1, 28, 28)


def test_a_cluster_that_does_not_answer_is_told_of(running, monkeypatch):
    picture(RUNS[0])
    monkeypatch.setattr(client, "RESULT_SECONDS", 0.5)
    with halted_replicas(), pytest.raises(UserError, match="does not answer"):
        picture(RUNS[0])
    monkeypatch.undo()
    assert picture(RUNS[0]).shape == (1, 1, 28, 28)


def test_other_weights_and_networks_are_refused(running):
    other = client.RemoteEngine(replace(CARD, sha256="0" * 64))
    with pytest.raises(UserError, match="weights of “digits” on the cluster are not those"):
        other(*example_inputs(CARD.architecture, 1))
    with pytest.raises(UserError, match=r"does not compute the network “sprites”.*digits"):
        picture(replace(RUNS[0], network="sprites", words=""))


def test_a_run_does_not_go_on_with_other_rounding(running):
    engine = engine_for("digits")
    inputs = example_inputs(CARD.architecture, 1)
    engine(*inputs)
    engine._identity = replace(engine._identity, bits="of a processor of another kind")
    with pytest.raises(UserError, match="other rounding"):
        engine(*inputs)
    assert engine(*inputs).shape == inputs[0].shape  # the next run begins anew


def test_a_deployment_that_was_taken_away_is_told_of_and_found_again(running):
    picture(RUNS[0])
    deployment.stop()
    for _ in range(2):
        with pytest.raises(UserError, match="none that does so can be reached"):
            picture(RUNS[0])
        assert engine_for("digits").name.startswith("ray")
    deployment.start(["digits"])
    assert picture(RUNS[0]).shape == (1, 1, 28, 28)
