"""Shared by all tests: a tiny network, and the one app and the one browser of a run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import torch
from streamlit.components.v2 import manifest_scanner

from explainer.core.environment import CHECKPOINTS
from explainer.engines import codecs, hardware, registry
from explainer.engines.local import LocalEngine
from explainer.networks.config import UNetConfig
from explainer.networks.word_unet import WordUNet
from tests import latents
from tests.live import chromium, fresh_server, page, server

__all__ = ["chromium", "fresh_server", "page", "server"]

# pictures are compared between processes: all compute alike, whatever was found to be the fastest here
os.environ.setdefault("EXPLAINER_ENGINE", "torch")

# what trains, starts the app, or runs whole pages and shipped networks: `make test-fast` leaves it out
SLOW_FOLDERS = {"browser", "golden", "pages", "security", "training"}
SLOW_FIXTURES = {"fresh_server", "server", "tabs"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of slow folders, and those that use a slow fixture, as slow; and those that need a browser."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "chromium" in fixtures:
            item.add_marker(pytest.mark.browser)
        if SLOW_FOLDERS & set(item.path.parts) or SLOW_FIXTURES & fixtures:
            item.add_marker(pytest.mark.slow)


TINY = UNetConfig(16, 3, (8, 16), (False, True), blocks=1, head_dim=8, groups=4)


@pytest.fixture(scope="session", autouse=True)
def components_are_found_once():
    """Each page opened by AppTest has a runtime of its own, which reads the metadata of every installed package to find
    components. They stay the same during a test run, and reading them takes longer than many a page.
    """
    scan = "scan_component_manifests"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, scan, cache(getattr(manifest_scanner, scan)))
        yield


@pytest.fixture
def tiny_model() -> WordUNet:
    """Random weights everywhere, the zeroed layers too, so that every path matters."""
    torch.manual_seed(0)
    model = WordUNet(TINY, 3)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    return model.eval().requires_grad_(False)


@pytest.fixture(scope="session")
def latent_folder(tmp_path_factory) -> Path:
    """A folder of checkpoints with the tiny network in latents and its codec."""
    folder = tmp_path_factory.mktemp("checkpoints")
    latents.save_tiny_latent(folder)
    return folder


@pytest.fixture
def tiny_latent(latent_folder, monkeypatch) -> str:
    """Its name, as long as this process finds it beside the networks that ship."""
    monkeypatch.setenv(CHECKPOINTS, str(latent_folder))
    return latents.NAME


@pytest.fixture
def in_float32(monkeypatch) -> Iterator[None]:
    """Engines that compute as exactly as the readable networks, on processors that would take bfloat16, too."""
    made = codecs.encoder_of, codecs.decoder_of, registry.engine_for
    monkeypatch.setattr(hardware, "_cpu_has", lambda check: False)
    for engines in made:
        engines.cache_clear()
    yield
    for engines in made:
        engines.cache_clear()


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
