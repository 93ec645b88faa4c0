"""A Ray Serve deployment that computes network calls, for classes that are too many for one machine.

    python -m explainer.engines.cluster.deployment [--replicas N] [--gpus-per-replica G] [NAMES]

starts it on the cluster at RAY_ADDRESS, or on the one that runs on this machine, or on a new one of this
machine alone, and stays until interrupted. Needs ray (requirements-cluster.txt). Apps that are started with
EXPLAINER_ENGINE=ray send their calls there (explainer.engines.cluster.client).
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import importlib.util
import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from explainer.core.errors import UserError
from explainer.engines.batching import BATCHER, MAX_WAITING, joined
from explainer.engines.choice import OVERRULE, choose_backend
from explainer.engines.cluster.connection import connect
from explainer.engines.cluster.messages import APP, MAX_ROWS, Call, Identity, Refused
from explainer.engines.example import GUIDED_ROWS, example_inputs
from explainer.engines.local import LocalEngine
from explainer.networks.checkpoints import MORE, available, load_checkpoint

WAIT = (
    0.002  # seconds for which a call waits for company; while others are computed, it waits anyway
)
ROOT = Path(__file__).resolve().parents[3]


def identity_of(name: str, engine: LocalEngine) -> Identity:
    """What an engine is, and a hash of the bits that it gives for the rows of a guided picture."""
    card = load_checkpoint(name).card
    output = engine(*example_inputs(card.architecture, GUIDED_ROWS))
    bits = hashlib.sha256(output.numpy().tobytes()).hexdigest()
    return Identity(name, card.sha256, engine.name, bits)


class Network:
    """A replica. It joins the calls of all apps and visitors that reach it.

    One deployment computes all networks, not each its own: a process takes some hundred megabytes and a
    network a few, and whichever of them a class uses, all replicas work for it.
    """

    def __init__(self, names: Sequence[str]) -> None:
        from ray import serve  # not above: the app imports this module without it

        self._engines = {
            n: LocalEngine(choose_backend(c), c.card.architecture) for n, c in _read(names)
        }
        self._identities = {n: identity_of(n, engine) for n, engine in self._engines.items()}
        join = serve.batch(max_batch_size=MAX_ROWS, batch_wait_timeout_s=WAIT, batch_size_fn=_rows)
        self._join = join(self._compute)

    async def identify(self, name: str, sha256: str) -> Identity | Refused:
        """What computes the network of this name here, if it has the weights that the caller means."""
        here = self._identities.get(name)
        if here is None:
            known = ", ".join(self._identities)
            return Refused("error.ray_unserved", {"name": name, "known": known})
        if not sha256 or here.sha256 != sha256:
            return Refused("error.ray_weights", {"name": name})
        return here

    async def __call__(self, call: Call) -> np.ndarray | Refused:
        """The network's output, (b, c, h, w) float32, with the bits that the caller means."""
        asked = call.identity
        here = await self.identify(asked.name, asked.sha256)
        if isinstance(here, Refused):
            return here
        if asked != here:
            return Refused("error.ray_mixed", {"name": asked.name})
        output: np.ndarray = await self._join(call)
        return output

    async def _compute(self, calls: list[Call]) -> list[np.ndarray]:
        """One call at a time; new ones arrive meanwhile."""
        return await asyncio.to_thread(BATCHER.run, partial(self._compute_joined, calls))

    def _compute_joined(self, calls: list[Call]) -> list[np.ndarray]:
        """Each network once, for all who ask for it."""
        outputs: dict[Call, np.ndarray] = {}
        for name in {call.identity.name for call in calls}:
            mine = [call for call in calls if call.identity.name == name]
            parts = joined(self._engines[name].compute_all, [call.tensors() for call in mine])
            outputs.update((call, y.numpy()) for call, y in zip(mine, parts, strict=True))
        return [outputs[call] for call in calls]


def _read(names: Sequence[str]) -> list[tuple[str, Any]]:
    return [(name, load_checkpoint(name)) for name in names]


def _rows(calls: list[Call]) -> int:
    return sum(len(call.x) for call in calls)


def start(
    names: Sequence[str], replicas: int = 1, cpus: int = 1, gpus: float = 0, engine: str = "torch"
) -> None:
    """Deploy on the cluster that this process is part of; returns when all replicas are ready."""
    from ray import serve

    deployment = serve.deployment(
        Network,
        name="Network",
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
    passed_on = {
        name: os.environ[name] for name in (MORE, "EXPLAINER_ENGINE_FILES") if name in os.environ
    }
    own = {"PYTHONPATH": str(ROOT), "EXPLAINER_THREADS": str(cpus), OVERRULE: engine}
    return {**passed_on, **own}


def stop() -> None:
    """Take the deployment off the cluster."""
    from ray import serve

    serve.delete(APP)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when interrupted, 2 with a sentence on a mistake."""
    parser = argparse.ArgumentParser(prog="python -m explainer.engines.cluster.deployment")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="checkpoints; all if none is named"
    )
    parser.add_argument("--replicas", type=int, default=1, metavar="N")
    parser.add_argument("--cpus-per-replica", type=int, default=1, metavar="C")
    parser.add_argument("--gpus-per-replica", type=float, default=0, metavar="G")
    parser.add_argument("--engine", default="torch", help="torch (default), onnxruntime, openvino")
    options = parser.parse_args(arguments)
    names = options.names or available()
    try:
        _read(names)  # a mistake is told here and not in the log of a replica
        _connect_or_begin()
        _say_what_is_there(options.replicas, options.cpus_per_replica)
        start(
            names,
            options.replicas,
            options.cpus_per_replica,
            options.gpus_per_replica,
            options.engine,
        )
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    print(
        f"{', '.join(names)}: {options.replicas} replicas are ready. Ctrl+C ends them.", flush=True
    )
    _wait_for_the_end()
    stop()
    return 0


def _wait_for_the_end() -> None:
    ended = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: ended.set())
    ended.wait()


def _connect_or_begin() -> None:
    """Be part of the cluster that is there; begin one where none was named and none runs."""
    try:
        connect()
    except UserError as error:
        there_is_ray = importlib.util.find_spec("ray") is not None
        if not there_is_ray or "RAY_ADDRESS" in os.environ:
            raise error
        connect("local")


def _say_what_is_there(replicas: int, cpus: int) -> None:
    import ray

    there = ray.cluster_resources().get("CPU", 0)
    print(f"The cluster at {ray.get_runtime_context().gcs_address} has {there:g} processors.")
    if replicas * cpus > there:
        print("That is too few for these replicas; waiting for more machines.", flush=True)


if __name__ == "__main__":
    # as the module that replicas know, not as __main__, which they do not
    from explainer.engines.cluster.deployment import main as known_main

    sys.exit(known_main())
