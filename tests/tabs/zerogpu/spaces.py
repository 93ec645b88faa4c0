"""In the place of Hugging Face's package: runs what is marked in a process of its own, as ZeroGPU does.

Arguments, results and the end go through a queue, so they must be such that can be sent.
"""

from __future__ import annotations

import functools
import multiprocessing
import os
import sys

assert "torch" not in sys.modules, "ZeroGPU's package must be imported before torch"

FORK = multiprocessing.get_context("fork")
LENT: list[tuple[str, int]] = []  # what was marked, and for how long at most
END = "the end of the run"


def GPU(duration):
    """The decorator, for functions that yield."""

    def mark(function):
        LENT.append((function.__name__, duration))

        def run(queue, inputs):
            os.environ["LENT"] = "yes"
            for answer in function(*inputs):
                queue.put((answer, os.getpid()))
            queue.put((END, os.getpid()))

        @functools.wraps(function)
        def lent(*inputs):
            queue = FORK.Queue()
            worker = FORK.Process(target=run, args=(queue, inputs), daemon=True)
            worker.start()
            try:
                while True:
                    answer, pid = queue.get(timeout=300)
                    assert pid != os.getpid()
                    if isinstance(answer, str) and answer == END:
                        return
                    yield answer
            finally:
                worker.terminate()
                worker.join()

        return lent

    return mark
