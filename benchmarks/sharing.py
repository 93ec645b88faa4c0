"""How the threads of a network call best share it: python benchmarks/sharing.py [--beside N]

A call by one thread, by all with torch dividing every operation among them, and by all with each computing some of the
rows (`explainer/engines/dividing.py`), in turns of three calls, so that a busy machine slows all, in the one thread that
makes calls. The first call of a turn, which wakes its threads, does not count. --beside starts so many busy programs of
one thread meanwhile. Medians, in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import torch
from torch import Tensor

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from benchmarks.beside import BUSY
from benchmarks.report import markdown
from explainer.engines.backends import TorchBackend
from explainer.engines.batching import BATCHER
from explainer.engines.dividing import divided
from explainer.engines.example import example_inputs
from explainer.engines.threads import usable_threads, use_threads
from explainer.networks.checkpoints import available, load_checkpoint

BATCHES = (2, 4, 8, 16)
NUMBERS = {"float32": torch.float32, "bfloat16": torch.bfloat16}


def ways(
    backend: TorchBackend, rows: int, shape: tuple[Tensor, Tensor, Tensor]
) -> dict[str, Callable[[], object]]:
    """A call of so many rows, by who computes it."""
    threads = usable_threads()

    def whole(team: int) -> Tensor:
        use_threads(team)
        return backend(*shape)

    found: dict[str, Callable[[], object]] = {
        "one thread": partial(whole, 1),
        "operations divided": partial(whole, threads),
    }
    if rows % threads == 0:
        found["rows divided"] = partial(divided, backend, shape, threads)
    return found


def medians(jobs: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Milliseconds of each."""
    times: dict[str, list[float]] = {way: [] for way in jobs}
    for _ in range(rounds):
        for way, job in jobs.items():
            job()
            for _ in range(2):
                begin = time.perf_counter()
                job()
                times[way].append(1000 * (time.perf_counter() - begin))
    return {way: round(statistics.median(t), 1) for way, t in times.items()}


def measure(name: str, dtype: torch.dtype, rounds: int) -> list[dict[str, object]]:
    """Median milliseconds of calls of every size."""
    unet = load_checkpoint(name).model.unet
    backend = TorchBackend(unet, torch.device("cpu"), dtype)
    backend(*example_inputs(unet.config, 1))  # prepares what computes a row alone
    lines: list[dict[str, object]] = []
    for rows in BATCHES:
        jobs = ways(backend, rows, example_inputs(unet.config, rows))
        found = BATCHER.run(partial(medians, jobs, rounds))
        lines.append({"network": name, "rows": rows, **found})
    return lines


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", nargs="+", default=available(), help="all if none is named")
    parser.add_argument("--number", choices=list(NUMBERS), default="float32")
    parser.add_argument("--rounds", type=int, default=15, help="turns of each")
    parser.add_argument("--beside", type=int, default=0, help="busy programs of one thread")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with ExitStack() as stack:
        for _ in range(options.beside):
            busy = stack.enter_context(subprocess.Popen([sys.executable, "-c", BUSY]))
            stack.callback(busy.kill)
        dtype = NUMBERS[options.number]
        found = [line for name in options.network for line in measure(name, dtype, options.rounds)]
    table = markdown([*found[0]], [[str(v) for v in line.values()] for line in found])
    print(json.dumps(found) if options.json else table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
