"""A Ray Serve deployment that computes network calls; `python -m explainer.engines.cluster` starts it."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from explainer.core.environment import CHECKPOINTS, ENGINE, ENGINE_FILES, THREADS
from explainer.engines.batch import compute_as_one
from explainer.engines.batching import BATCHER, MAX_WAITING
from explainer.engines.choice import choose_backend
from explainer.engines.cluster.messages import APP, MAX_ROWS, Call, Identity, Refused
from explainer.engines.example import GUIDED_ROWS, example_inputs
from explainer.engines.local import LocalEngine
from explainer.networks.checkpoints import load_checkpoint

# seconds for which a call waits for others to join it; while some are computed, it waits anyway
BATCH_WAIT_SECONDS = 0.002
PASSED_ON = (CHECKPOINTS, ENGINE_FILES)  # settings that a replica shares with who starts it
ROOT = Path(__file__).resolve().parents[3]


def identity_of(name: str, engine: LocalEngine) -> Identity:
    """What an engine is, and a hash of the bits that it gives for the rows of a guided picture."""
    card = load_checkpoint(name).card
    output = engine(*example_inputs(card.architecture, GUIDED_ROWS))
    bits = hashlib.sha256(output.numpy().tobytes()).hexdigest()
    return Identity(name, card.sha256, engine.name, bits)


class Replica:
    """Joins the calls of all apps and visitors that reach it.

    One deployment computes all networks, not each its own: a process takes some hundred megabytes and a
    network a few, and whichever of them a class uses, all replicas work for it.
    """

    def __init__(self, names: Sequence[str]) -> None:
        from ray import serve  # not above: where it is missing, `connect` says so in a sentence

        self._engines = {name: _engine(name) for name in names}
        self._identities = {n: identity_of(n, engine) for n, engine in self._engines.items()}
        join = serve.batch(
            max_batch_size=MAX_ROWS, batch_wait_timeout_s=BATCH_WAIT_SECONDS, batch_size_fn=_rows
        )
        self._join = join(self._compute)

    async def identify(self, name: str, sha256: str) -> Identity | Refused:
        """What computes the network of this name here, if it has the weights that the caller means."""
        own = self._identities.get(name)
        if own is None:
            known = ", ".join(self._identities)
            return Refused("error.ray_unserved", {"name": name, "known": known})
        if not sha256 or own.sha256 != sha256:
            return Refused("error.ray_weights", {"name": name})
        return own

    async def __call__(self, call: Call) -> np.ndarray | Refused:
        """The network's output, (b, c, h, w) float32, with the bits that the caller means."""
        wanted = call.identity
        own = await self.identify(wanted.name, wanted.sha256)
        if isinstance(own, Refused):
            return own
        if wanted != own:
            return Refused("error.ray_mixed", {"name": wanted.name})
        output: np.ndarray = await self._join(call)
        return output

    async def _compute(self, calls: list[Call]) -> list[np.ndarray]:
        """One call at a time; new ones arrive meanwhile."""
        return await asyncio.to_thread(BATCHER.run, partial(self._compute_joined, calls))

    def _compute_joined(self, calls: list[Call]) -> list[np.ndarray]:
        """Each network once, for all calls of it."""
        outputs: dict[Call, np.ndarray] = {}
        for name in {call.identity.name for call in calls}:
            of_one = [call for call in calls if call.identity.name == name]
            parts = compute_as_one(
                self._engines[name].compute_all, [call.tensors() for call in of_one]
            )
            outputs.update((call, y.numpy()) for call, y in zip(of_one, parts, strict=True))
        return [outputs[call] for call in calls]


def _engine(name: str) -> LocalEngine:
    checkpoint = load_checkpoint(name)
    card = checkpoint.card
    return LocalEngine(choose_backend(checkpoint), card.architecture, card.sha256)


def _rows(calls: list[Call]) -> int:
    return sum(len(call.x) for call in calls)


def start(
    names: Sequence[str], replicas: int = 1, cpus: int = 1, gpus: float = 0, engine: str = "torch"
) -> None:
    """Deploy on the cluster that this process is part of; returns when all replicas are ready."""
    from ray import serve

    deployment = serve.deployment(
        Replica,
        name="Replica",
        num_replicas=replicas,
        max_ongoing_requests=2 * MAX_ROWS,
        max_queued_requests=MAX_WAITING,
        ray_actor_options={
            "num_cpus": cpus,
            "num_gpus": gpus,
            "runtime_env": {"env_vars": _environment(cpus, engine)},
        },
    )
    serve.start(proxy_location="Disabled")  # apps come through ray; nothing listens for http
    serve.run(deployment.bind(list(names)), name=APP, route_prefix=None)


def _environment(cpus: int, engine: str) -> Mapping[str, str]:
    """A replica's: as many threads as it has processors, and one engine, measured or not, for all of them."""
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    own = {"PYTHONPATH": str(ROOT), THREADS: str(cpus), ENGINE: engine}
    return {**passed_on, **own}


def stop() -> None:
    """Take the deployment off the cluster."""
    from ray import serve

    serve.delete(APP)
