"""Engines: where a network call runs. The only place that sets thread counts.

An engine is called as network(x, k, condition) -> tensor, float32 in and out, batch first, so that
samplers cannot tell one engine from another.
"""

from __future__ import annotations

import copy
import math
import os
import threading
import time
from collections import deque

import torch
from torch import Tensor

from explainer.models.checkpoints import load_checkpoint
from explainer.models.hardware import fast_dtype, find_device
from explainer.models.once import once_per_process
from explainer.models.unet import UNet


def _threads() -> int:
    """EXPLAINER_THREADS, else every core that this process may use."""
    wanted = int(os.environ.get("EXPLAINER_THREADS", "0"))
    usable = getattr(os, "sched_getaffinity", None)  # Linux; containers grant fewer than cpu_count
    return wanted or (len(usable(0)) if usable else os.cpu_count() or 1)


torch.set_num_threads(_threads())


class Pace:
    """How long a network call takes here, learned from the calls that were made."""

    def __init__(self) -> None:
        # the newest calls, by the number of pictures in them
        self._seconds: dict[int, deque[float]] = {}

    def note(self, pictures: int, seconds: float) -> None:
        """A call took this long. The first call of each size prepares the others and says nothing."""
        if pictures in self._seconds:
            self._seconds[pictures].append(seconds)
        else:
            self._seconds[pictures] = deque(maxlen=9)

    @property
    def known(self) -> bool:
        """Whether anything can be estimated."""
        return any(self._seconds.values())

    def estimate(self, pictures: int) -> float:
        """Seconds for a call of so many pictures, from the most similar call that was made."""
        # the lower quartile: a call that met other work on this machine says little of the next
        measured = {
            n: sorted(calls)[len(calls) // 4] for n, calls in self._seconds.copy().items() if calls
        }
        known = min(measured, key=lambda n: abs(math.log(n / pictures)))
        # a larger call is a little cheaper per picture
        return float(measured[known] * (pictures / known) ** 0.9)


class TorchEngine:
    """A UNet in PyTorch. Calls from many visitors take turns: torch already uses all cores for each."""

    def __init__(
        self,
        unet: UNet,
        device: torch.device | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        self.device = device or find_device()
        self.dtype = dtype or fast_dtype(self.device)
        self._unet = copy.deepcopy(unet).to(self.device, self.dtype)
        # torch's own types do not know this argument
        self._unet.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._channels, self._size = unet.config.channels, unet.config.size
        self._turn, self._calls = threading.Lock(), 0
        self.pace = Pace()

    @property
    def name(self) -> str:
        """For links and captions: what must be the same for a picture to be the same bit for bit."""
        return f"torch {self.device.type} {str(self.dtype).removeprefix('torch.')}"

    def __call__(self, x: Tensor, k: Tensor, condition: Tensor | None = None) -> Tensor:
        self._calls += 1
        try:
            return self._call(x, k, condition)
        finally:
            self._calls -= 1

    @property
    def waiting(self) -> int:
        """Calls that run or wait for their turn; a hint, not an exact count."""
        return self._calls

    def _call(self, x: Tensor, k: Tensor, condition: Tensor | None) -> Tensor:
        with self._turn, torch.inference_mode():
            there = x.to(self.device, self.dtype, memory_format=torch.channels_last)
            bags = None if condition is None else condition.to(self.device)
            begin = time.perf_counter()
            output = self._unet(there, k.to(self.device), bags).float().to(x.device).contiguous()
            self.pace.note(len(x), time.perf_counter() - begin)
            return output

    def seconds(self, pictures: int) -> float:
        """About how long a call with so many pictures takes."""
        if not self.pace.known:
            self.warm_up()
        return self.pace.estimate(pictures)

    def warm_up(self) -> None:
        """The first calls, which are slow, so that no visitor waits for them."""
        picture = torch.zeros(1, self._channels, self._size, self._size)
        for _ in range(5):
            self(picture, torch.zeros(1))


@once_per_process
def engine_for(name: str) -> TorchEngine:
    """The engine of a shipped checkpoint: made once per process, shared by all visitors."""
    return TorchEngine(load_checkpoint(name).model.unet)


def warm_up(name: str) -> None:
    """Load a checkpoint and run its network, so that the first visitor does not wait for it."""
    engine_for(name).warm_up()
