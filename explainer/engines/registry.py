"""Which engine computes a checkpoint: made once per process, shared by all visitors."""

from __future__ import annotations

import sys
import threading

from cachetools import cached

from explainer.core.errors import UserError
from explainer.engines import codecs
from explainer.engines.choice import choose_backend, on_cluster
from explainer.engines.cluster.client import RemoteEngine
from explainer.engines.engine import Engine
from explainer.engines.loaded import LOADED
from explainer.engines.local import LocalEngine
from explainer.networks.checkpoints import load_checkpoint

_one_at_a_time = (
    threading.Lock()
)  # backends are measured, which making another engine would disturb


@cached(LOADED, key=str, condition=threading.Condition())
def engine_for(name: str) -> Engine:
    """The engine of a checkpoint: made once per process, whoever asks meanwhile waits. Raises UserError."""
    checkpoint = load_checkpoint(name)
    with _one_at_a_time:
        if on_cluster():
            return RemoteEngine(checkpoint.card)
        card = checkpoint.card
        return LocalEngine(choose_backend(checkpoint), card.architecture, card.sha256)


def warm_up(name: str) -> None:
    """Load a checkpoint and run its network, and its decoder if it has one, so that the first visitor does not wait."""
    try:
        engine_for(name).warm_up()
        codecs.warm_up(load_checkpoint(name))
    except UserError as error:  # the pages work without; whoever needs the network is told
        print(error, file=sys.stderr)
