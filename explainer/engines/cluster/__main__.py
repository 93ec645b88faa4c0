"""Starts the deployment that computes network calls, for classes that are too many for one machine.

    python -m explainer.engines.cluster [--replicas N] [--gpus-per-replica G] [NAMES]

starts it on the cluster at RAY_ADDRESS, or on the one that runs on this machine, or on a new one of this
machine alone, and stays until interrupted. Needs ray (requirements-cluster.txt). Apps that are started with
EXPLAINER_ENGINE=ray send their calls there (explainer.engines.cluster.client).
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import signal
import sys
import threading

from explainer.core.errors import UserError
from explainer.engines.cluster.connection import connect
from explainer.engines.cluster.deployment import start, stop
from explainer.networks.checkpoints import available, load_checkpoint


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when interrupted, 2 with a sentence on a mistake."""
    options = _parser().parse_args(arguments)
    names = options.names or available()
    try:
        for name in names:  # a mistake is reported here and not in the log of a replica
            load_checkpoint(name)
        _connect_or_begin()
        _report_size(options.replicas, options.cpus_per_replica)
        per_replica = options.cpus_per_replica, options.gpus_per_replica
        start(names, options.replicas, *per_replica, options.engine)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    ready = f"{', '.join(names)}: {options.replicas} replicas are ready. Ctrl+C ends them."
    print(ready, flush=True)
    _wait_for_interrupt()
    stop()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m explainer.engines.cluster")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="checkpoints; all if none is named"
    )
    parser.add_argument("--replicas", type=int, default=1, metavar="N")
    parser.add_argument("--cpus-per-replica", type=int, default=1, metavar="C")
    parser.add_argument("--gpus-per-replica", type=float, default=0, metavar="G")
    parser.add_argument("--engine", default="torch", help="torch (default), onnxruntime, openvino")
    return parser


def _connect_or_begin() -> None:
    """Be part of the cluster that is there; begin one where none was named and none runs."""
    try:
        connect()
    except UserError as error:
        ray_installed = importlib.util.find_spec("ray") is not None
        if not ray_installed or "RAY_ADDRESS" in os.environ:
            raise error
        connect("local")


def _report_size(replicas: int, cpus: int) -> None:
    import ray  # which `connect` has found

    available_cpus = ray.cluster_resources().get("CPU", 0)
    address = ray.get_runtime_context().gcs_address
    print(f"The cluster at {address} has {available_cpus:g} processors.")
    if replicas * cpus > available_cpus:
        print("That is too few for these replicas; waiting for more machines.", flush=True)


def _wait_for_interrupt() -> None:
    interrupted = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: interrupted.set())
    interrupted.wait()


if __name__ == "__main__":
    sys.exit(main())
