"""Where there is no ray or no cluster, a sentence says so; nothing of ray is imported unasked."""

import importlib.util
import socket
import subprocess
import sys

import pytest

from explainer.core.errors import UserError
from explainer.engines.cluster import client, connection
from explainer.engines.cluster.__main__ import main
from explainer.engines.registry import engine_for, warm_up
from tests.engines.cluster.runs import RUNS, picture

needs_ray = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None, reason="ray is not installed"
)


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


@pytest.mark.slow
def test_the_app_does_without_ray():
    """Nothing of it is imported unless it is asked for, and nothing at all by the cluster's own module."""
    program = "import sys, explainer.engines.engine, explainer.engines.cluster.client; assert 'ray' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_wrong_name_is_told_before_anything_starts(capsys):
    assert main(["no-such-network"]) == 2
    assert "no-such-network" in capsys.readouterr().err
