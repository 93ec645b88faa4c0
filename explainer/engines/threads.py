"""Threads: one thread of the process computes on every core, all others on one.

torch divides an operation among a team of threads, and every thread that calls torch has a team of its own. Once all
teams together have more threads than there are cores, none waits awake for its next piece, and a network call
takes twice as long. So teams are for the thread that makes all network calls, unless it shares a call's rows with
threads of one each (`explainer.engines.dividing`); visitors' own threads have little to compute.

The only place that sets thread counts.
"""

from __future__ import annotations

import os
import threading

import torch

from explainer.core import environment


def usable_threads() -> int:
    """EXPLAINER_THREADS, else every core that this process may use."""
    usable = getattr(os, "sched_getaffinity", None)  # Linux; containers grant fewer than cpu_count
    return environment.threads() or (len(usable(0)) if usable else os.cpu_count() or 1)


def team_sizes() -> tuple[int, ...]:
    """Numbers of threads of which one is the fastest for a call: 1, 2, 4 … and all; with EXPLAINER_THREADS, that one."""
    most = usable_threads()
    if environment.threads():
        return (most,)
    return *(2**k for k in range((most - 1).bit_length())), most


def use_threads(wanted: int) -> None:
    """From now on the calling thread computes with so many."""
    if (
        torch.get_num_threads() == wanted
    ):  # a thread that never asked forgets the number that it sets
        return
    torch.set_num_threads(wanted)
    # the number that any thread set last is also what new threads begin with
    other = threading.Thread(target=torch.set_num_threads, args=(1,))
    other.start()
    other.join()


def use_every_core() -> None:
    """From now on the calling thread computes on every usable core."""
    use_threads(usable_threads())


torch.set_num_threads(1)
