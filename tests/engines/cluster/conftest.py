"""A deployment of this test's own, and runs that it computes."""

import secrets
from contextlib import contextmanager

import pytest

from explainer.engines import choice
from explainer.engines.cluster import client, connection, deployment
from explainer.engines.registry import engine_for


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
