"""Which backend computes a network here: the fastest that agrees with float32, measured once per machine.

    python -m explainer.engines.choice [NAMES]

measures those named, or all there are, and prints what it found. EXPLAINER_ENGINE (torch, torch-bfloat16, onnxruntime or
openvino) overrules the measurement; ray gives all calls to a cluster (python -m explainer.engines.cluster). What was
found is remembered beside the exported files.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

import torch

from explainer.core import environment
from explainer.core.errors import UserError
from explainer.engines import onnx_files
from explainer.engines.backends import Backend, OnnxBackend, OpenVinoBackend, TorchBackend
from explainer.engines.batching import BATCHER
from explainer.engines.example import GUIDED_ROWS, example_inputs
from explainer.engines.hardware import find_device, formats_to_try
from explainer.engines.notes import Notes, fingerprint
from explainer.engines.threads import usable_threads, use_threads
from explainer.networks.checkpoints import Checkpoint, available, load_checkpoint

ENGINE_SETTING = environment.ENGINE
# greatest difference from float32, of the largest output: float32 leaves some 1e-6 between libraries,
# bfloat16 some 1e-2
TOLERANCE = {True: onnx_files.TOLERANCE, False: 5e-2}
LEVELS = 4  # of noise, from the least to the most, at which this is looked for
ROUNDS = 7  # calls by all candidates in turn, so that a busy moment slows all of them

MEASURED = Notes("measured.json")
CLUSTER = "ray"  # not a library for this machine: the network is computed elsewhere

Makers = dict[str, Callable[[], Backend]]
K = TypeVar("K")


def choose_backend(checkpoint: Checkpoint) -> Backend:
    """The backend that is to compute a checkpoint's network on this machine."""
    makers = candidates(checkpoint)
    if len(makers) == 1:
        return makers["torch"]()
    wanted = _requested(checkpoint, makers) or _remembered(checkpoint, makers)
    if wanted and (backend := _verified(checkpoint, makers[wanted])):
        return backend
    backends = _all_verified(checkpoint, makers)
    if not backends:
        return TorchBackend(checkpoint.model.unet)
    seconds = measure(checkpoint, backends)
    _remember(checkpoint, makers, seconds)
    return backends[min(seconds, key=seconds.__getitem__)]


def on_cluster() -> bool:
    """Whether EXPLAINER_ENGINE asks for a cluster to compute the networks."""
    return environment.setting(ENGINE_SETTING) == CLUSTER


def candidates(checkpoint: Checkpoint) -> Makers:
    """How to make each backend that could compute this network here; torch is always among them."""
    device, unet = find_device(), checkpoint.model.unet
    safest, *others = formats_to_try(device)
    makers: Makers = {"torch": partial(TorchBackend, unet, device, safest)}
    for dtype in others:
        name = f"torch-{str(dtype).removeprefix('torch.')}"
        makers[name] = partial(TorchBackend, unet, device, dtype)
    path = onnx_files.file_of(checkpoint.card.name)
    if device.type == "cpu" and path.is_file():
        optional: dict[str, Callable[[Path], Backend]] = {
            "onnxruntime": OnnxBackend,
            "openvino": OpenVinoBackend,
        }
        for library, make in optional.items():
            if importlib.util.find_spec(library):
                makers[library] = partial(make, path)
    return makers


def difference(checkpoint: Checkpoint, backend: Backend) -> float:
    """The greatest difference from torch in float32 at several noise levels, as a share of the largest output."""
    inputs = example_inputs(checkpoint.card.architecture, LEVELS)
    with torch.inference_mode():
        exact = checkpoint.model.unet(*inputs)
    calls = zip(*(part.split(GUIDED_ROWS) for part in inputs), strict=True)
    output = torch.cat([backend(*call) for call in calls])
    return float((output - exact).abs().max() / exact.abs().max())


def measure(checkpoint: Checkpoint, backends: dict[str, Backend]) -> dict[str, float]:
    """Median seconds of a guided picture's call by each backend, in the thread that will make such calls.

    With as many threads as it is fastest with.
    """
    inputs = example_inputs(checkpoint.card.architecture, GUIDED_ROWS)

    def call(backend: Backend, threads: int) -> None:
        use_threads(threads)
        backend(*inputs)

    jobs = {
        (name, n): partial(call, backend, n)
        for name, backend in backends.items()
        for n in backend.teams
    }
    seconds = BATCHER.run(lambda: median_seconds(jobs, ROUNDS))
    return {name: min(s for (of, _), s in seconds.items() if of == name) for name in backends}


def median_seconds(jobs: Mapping[K, Callable[[], object]], rounds: int) -> dict[K, float]:
    """Median seconds of each job, all jobs once per round, after one round to warm up."""
    times: dict[K, list[float]] = {name: [] for name in jobs}
    for round_ in range(rounds + 1):
        for name, job in jobs.items():
            begin = time.perf_counter()
            job()
            if round_:
                times[name].append(time.perf_counter() - begin)
    return {name: statistics.median(t) for name, t in times.items()}


def _all_verified(checkpoint: Checkpoint, makers: Makers) -> dict[str, Backend]:
    return {n: backend for n, make in makers.items() if (backend := _verified(checkpoint, make))}


def _verified(checkpoint: Checkpoint, make: Callable[[], Backend]) -> Backend | None:
    """A backend that was made and agrees with float32; None, with a line on the terminal, for any other."""
    try:
        backend = make()
        found = difference(checkpoint, backend)
    except Exception as error:  # a damaged file, a library that does not fit this machine
        print(f"An engine cannot run “{checkpoint.card.name}”: {error}", file=sys.stderr)
        return None
    if not found <= TOLERANCE[backend.name.endswith("float32")]:
        print(
            f"{backend.name} differs from float32 by {found:.0e} on “{checkpoint.card.name}” and is "
            "not used.",
            file=sys.stderr,
        )
        return None
    return backend


def _requested(checkpoint: Checkpoint, makers: Makers) -> str | None:
    """What EXPLAINER_ENGINE asks for, if it can be had."""
    wanted = environment.setting(ENGINE_SETTING)
    if not wanted or wanted in makers:
        return wanted
    known = ", ".join(makers)
    print(
        f"{ENGINE_SETTING}={wanted}: for “{checkpoint.card.name}” there is {known}.",
        file=sys.stderr,
    )
    return None


# ---- what was measured before


def _fingerprint(checkpoint: Checkpoint, makers: Makers) -> str:
    """Everything that a measurement depends on, as a short hash."""
    libraries = {name.partition("-")[0] for name in makers}
    versions = [f"{name} {importlib.metadata.version(name)}" for name in sorted(libraries)]
    return fingerprint([checkpoint.card.sha256, str(usable_threads()), *makers, *versions])


def _remembered(checkpoint: Checkpoint, makers: Makers) -> str | None:
    """The fastest of an earlier measurement under these circumstances."""
    seconds = MEASURED.read(_fingerprint(checkpoint, makers))
    known = {name: s for name, s in seconds.items() if name in makers}
    return min(known, key=known.__getitem__) if known else None


def _remember(checkpoint: Checkpoint, makers: Makers, seconds: dict[str, float]) -> None:
    MEASURED.write(_fingerprint(checkpoint, makers), seconds)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 on success, 2 with a sentence on a mistake."""
    parser = argparse.ArgumentParser(prog="python -m explainer.engines.choice")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="checkpoints; all if none is named"
    )
    try:
        for name in parser.parse_args(arguments).names or available():
            _print_comparison(load_checkpoint(name))
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _print_comparison(checkpoint: Checkpoint) -> None:
    makers = candidates(checkpoint)
    backends = _all_verified(checkpoint, makers)
    seconds = measure(checkpoint, backends)
    if len(makers) > 1:
        _remember(checkpoint, makers, seconds)
    for name in sorted(seconds, key=seconds.__getitem__):
        off = difference(checkpoint, backends[name])
        print(
            f"{checkpoint.card.name:8} {backends[name].name:26} {1000 * seconds[name]:7.1f} ms  ±{off:.0e}"
        )


if __name__ == "__main__":
    sys.exit(main())
