"""For the Gradio side: the tabs, and a small network that answers at once."""

from __future__ import annotations

import urllib.request

import pytest

from explainer.experiments.frame_rate import FrameRate
from explainer.networks.checkpoints import ModelCard, save_checkpoint
from explainer.tabs import mount  # before Gradio: it says where uploads are kept
from explainer.tabs.tabs import build
from tests.conftest import TINY

PATIENCE = 180  # seconds for anything: a busy machine is slow, a hanging one never answers


@pytest.fixture(scope="session")
def tabs(server) -> str:
    """The address of the Gradio tabs, loaded."""
    address = f"{server.url}{mount.PATH}/"
    with urllib.request.urlopen(address + "config", timeout=PATIENCE) as answer:
        answer.read()  # its beginning comes before all is there
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
    monkeypatch.setattr(FrameRate, "due", lambda self, *look: True)


class Listening:
    """In the place of Gradio's translator: remembers what was asked for."""

    def __init__(self):
        self.asked: set[str] = set()

    def __call__(self, key: str) -> str:
        self.asked.add(key)
        return key


@pytest.fixture(scope="session")
def words():
    """What the tabs asked to be translated."""
    return Listening()


@pytest.fixture(scope="session")
def blocks(words):
    """All tabs, built once."""
    return build(words)


def endpoint(blocks, name):
    """What Gradio keeps of a function of the API."""
    return next(fn for fn in blocks.fns.values() if fn.api_name == name)
