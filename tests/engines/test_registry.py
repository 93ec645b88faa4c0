"""Engines and checkpoints are made once per process, whoever asks for them meanwhile."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from explainer.core.errors import UserError
from explainer.engines import registry
from explainer.engines.registry import engine_for
from explainer.networks import checkpoints
from explainer.networks.checkpoints import load_checkpoint


def test_engines_are_shared():
    assert engine_for("digits") is engine_for("digits")


@pytest.fixture
def nothing_loaded():
    """No engine and no checkpoint is there; afterwards those that were."""
    before = [(made.cache, dict(made.cache)) for made in (engine_for, load_checkpoint)]
    for cache, _ in before:
        cache.clear()
    yield
    for cache, content in before:
        cache.clear()
        cache.update(content)


def test_what_threads_ask_for_together_is_made_once(monkeypatch, nothing_loaded):
    read, made = [], []

    def slow(log, function, name):
        def slowed(*args):
            log.append(name(*args))
            time.sleep(0.05)
            return function(*args)

        return slowed

    choose = slow(made, registry.choose_backend, lambda checkpoint: checkpoint.card.name)
    monkeypatch.setattr(registry, "choose_backend", choose)
    read_file = slow(read, checkpoints.load_from, lambda name, folder: name)
    monkeypatch.setattr(checkpoints, "load_from", read_file)
    with ThreadPoolExecutor(8) as pool:
        engines = list(pool.map(lambda _: engine_for("digits"), range(8)))
    assert made == read == ["digits"]
    assert len(set(map(id, engines))) == 1
    assert engine_for("sprites") is not engines[0]


def test_what_cannot_be_made_is_tried_again(monkeypatch, nothing_loaded):
    def damaged(name, folder):
        raise UserError("damaged")

    with monkeypatch.context() as context:
        context.setattr(checkpoints, "load_from", damaged)
        with pytest.raises(UserError, match="damaged"):
            engine_for("digits")
    assert engine_for("digits").name
