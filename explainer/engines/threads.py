"""Threads: one thread of the process computes on every core, all others on one.

torch divides an operation among a team of threads, and every thread that calls torch has a team of its own. Once all
teams together have more threads than there are cores, none waits awake for its next piece, and a network call
takes twice as long. So teams are for the thread that makes all network calls; visitors' own threads have little to compute.

The only place that sets thread counts.
"""

from __future__ import annotations

import os
import threading

import torch


def usable_threads() -> int:
    """EXPLAINER_THREADS, else every core that this process may use."""
    wanted = int(os.environ.get("EXPLAINER_THREADS", "0"))
    usable = getattr(os, "sched_getaffinity", None)  # Linux; containers grant fewer than cpu_count
    return wanted or (len(usable(0)) if usable else os.cpu_count() or 1)


def use_every_core() -> None:
    """From now on the calling thread computes on every usable core."""
    torch.get_num_threads()  # before this call, a thread forgets the number that is set
    torch.set_num_threads(usable_threads())
    # the number that any thread set last is also what new threads begin with
    other = threading.Thread(target=torch.set_num_threads, args=(1,))
    other.start()
    other.join()


torch.set_num_threads(1)
