"""A process that does one thing again and again, a line for each line that it reads: for benchmarks/beside.py.

python benchmarks/painter.py NETWORK makes a guided picture, "training NETWORK" learns from some batches, and
"products of matrices" is what it says.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

import torch

from benchmarks.training_speed import training_step
from explainer.engines.hardware import training_dtype
from explainer.engines.registry import engine_for
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import load_checkpoint
from explainer.training.place import Place, computing_fast
from explainer.training.recipes import RECIPES
from explainer.training.together import Together

STEPS = 20
PRODUCTS = "products of matrices"
TRAINING = "training "  # before the name of a network
TRAINED = 4  # steps of a training: about as long as some pictures
SIDE, TIMES = 512, 50  # of the matrices, and how often: about as long as a picture
Work = tuple[
    Callable[[], object], Callable[[], str]
]  # what is done, and the name of what computes it


def paint(what: str) -> None:
    """Do it, and print the seconds."""
    work, name = work_of(what)
    for _ in range(3):  # the first calls are slow, and the threads are compared
        work()
    print(name(), flush=True)
    for _ in sys.stdin:
        begin = time.perf_counter()
        work()
        print(time.perf_counter() - begin, flush=True)


def work_of(what: str) -> Work:
    """What is done again and again, and what computes it."""
    if what == PRODUCTS:
        return _products()
    if what.startswith(TRAINING):
        return _training(what.removeprefix(TRAINING))
    return _picture(what)


def _training(network: str) -> Work:
    """To learn from two batches, in the format and on the threads of a training."""
    device = torch.device("cpu")
    together = Together(Place(device))
    step = training_step(RECIPES[network].network, partial(computing_fast, device))

    def learn() -> None:
        for _ in range(TRAINED):
            with together.step():
                step()

    return learn, lambda: str(training_dtype(device))


def _picture(network: str) -> Work:
    """To make a guided picture, and what computes it."""
    words = load_checkpoint(network).card.vocabulary[0]
    settings = Settings(network, "ddim", STEPS, 2.0, words, (0,))
    return lambda: deque(generate(settings), maxlen=0), lambda: engine_for(network).name


def _products() -> Work:
    matrix = torch.eye(SIDE)
    return lambda: [matrix @ matrix for _ in range(TIMES)], lambda: "torch, 1 thread"


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        paint(sys.argv[1])
