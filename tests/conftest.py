"""Shared by all tests: a tiny network, and the one app and the one browser of a run."""

from __future__ import annotations

import os

import pytest
import torch

from explainer.engines.local import LocalEngine
from explainer.networks.config import UNetConfig
from explainer.networks.word_unet import WordUNet
from tests.live import chromium, fresh_server, page, server

__all__ = ["chromium", "fresh_server", "page", "server"]

# pictures are compared between processes: all compute alike, whatever was found to be the fastest here
os.environ.setdefault("EXPLAINER_ENGINE", "torch")

# what trains, starts the app, or runs whole pages and shipped networks: `make test-fast` leaves it out
SLOW_FOLDERS = {"browser", "golden", "pages", "security", "training"}
SLOW_FIXTURES = {"fresh_server", "server", "tabs"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of slow folders, and those that use a slow fixture, as slow."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if SLOW_FOLDERS & set(item.path.parts) or SLOW_FIXTURES & fixtures:
            item.add_marker(pytest.mark.slow)


TINY = UNetConfig(16, 3, (8, 16), (False, True), blocks=1, head_dim=8, groups=4)


@pytest.fixture
def tiny_model() -> WordUNet:
    """Random weights everywhere, the zeroed layers too, so that every path matters."""
    torch.manual_seed(0)
    model = WordUNet(TINY, 3)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    return model.eval().requires_grad_(False)


@pytest.fixture
def calls(monkeypatch) -> list[int]:
    """Grows by the number of pictures at every call of a network."""
    made: list[int] = []
    call = LocalEngine.__call__

    def counted(self, x, *rest):
        made.append(len(x))
        return call(self, x, *rest)

    monkeypatch.setattr(LocalEngine, "__call__", counted)
    return made
