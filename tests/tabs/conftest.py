"""For the Gradio side: a small network that answers at once, and the browser tests' server and browser."""

from __future__ import annotations

import urllib.request

import pytest

from explainer.experiments.frame_rate import Pace
from explainer.networks.checkpoints import ModelCard, save_checkpoint
from tests.conftest import TINY

PATIENCE = 180  # seconds for anything: a busy machine is slow, a hanging one never answers


@pytest.fixture(scope="session")
def tabs(server) -> str:
    """The address of the Gradio tabs, loaded."""
    address = f"{server.url}/gradio/"
    urllib.request.urlopen(address + "config", timeout=PATIENCE).close()
    return address


@pytest.fixture
def tiny(tiny_model, tmp_path, monkeypatch) -> str:
    """The name of a network with random weights that knows three words; its pictures are 16×16, RGB."""
    words = ("red", "green", "blue")
    card = ModelCard("share-tiny", "Tiny", TINY, "cosine", 1000, "v", words, [])
    save_checkpoint(card, tiny_model.state_dict(), tmp_path)
    monkeypatch.setenv("EXPLAINER_CHECKPOINTS", str(tmp_path))
    return card.name


@pytest.fixture
def every_step(monkeypatch) -> None:
    """Every step is shown, however fast they come."""
    monkeypatch.setattr(Pace, "due", lambda self: True)
