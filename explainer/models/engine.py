"""Engines: where a network call runs. The only place that sets thread counts and number formats.

An engine is called as network(x, k, condition) -> tensor, float32 in and out, batch first, so that
samplers cannot tell one engine from another.
"""

from __future__ import annotations

import copy
import os
import threading

import torch
from torch import Tensor

from explainer.models.checkpoints import load_checkpoint
from explainer.models.once import once_per_process
from explainer.models.unet import UNet


def _threads() -> int:
    """EXPLAINER_THREADS, else every core that this process may use."""
    wanted = int(os.environ.get("EXPLAINER_THREADS", "0"))
    usable = getattr(os, "sched_getaffinity", None)  # Linux; containers grant fewer than cpu_count
    return wanted or (len(usable(0)) if usable else os.cpu_count() or 1)


torch.set_num_threads(_threads())


def find_device() -> torch.device:
    """CUDA, else Apple's MPS, else the CPU."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def find_dtype(device: torch.device) -> torch.dtype:
    """bfloat16 where the hardware multiplies it natively, else float32."""
    if device.type == "cuda" and torch.cuda.is_bf16_supported():
        return torch.bfloat16
    if device.type == "cpu" and _cpu_has_bf16():
        return torch.bfloat16
    return torch.float32


def _cpu_has_bf16() -> bool:
    check = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
    return bool(check and check())


class TorchEngine:
    """A UNet in PyTorch. Calls from many visitors take turns: torch already uses all cores for each."""

    def __init__(
        self,
        unet: UNet,
        device: torch.device | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        self.device = device or find_device()
        self.dtype = dtype or find_dtype(self.device)
        self._unet = copy.deepcopy(unet).to(self.device, self.dtype)
        # torch's own types do not know this argument
        self._unet.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._turn = threading.Lock()

    @property
    def name(self) -> str:
        """For links and captions: what must be the same for a picture to be the same bit for bit."""
        return f"torch {self.device.type} {str(self.dtype).removeprefix('torch.')}"

    def __call__(self, x: Tensor, k: Tensor, condition: Tensor | None = None) -> Tensor:
        with self._turn, torch.inference_mode():
            there = x.to(self.device, self.dtype, memory_format=torch.channels_last)
            bags = None if condition is None else condition.to(self.device)
            return self._unet(there, k.to(self.device), bags).float().to(x.device).contiguous()


@once_per_process
def engine_for(name: str) -> TorchEngine:
    """The engine of a shipped checkpoint: made once per process, shared by all visitors."""
    return TorchEngine(load_checkpoint(name).model.unet)


def warm_up(name: str) -> None:
    """Load a checkpoint and run its network once, so that the first visitor does not wait for it."""
    shape = load_checkpoint(name).card.architecture
    engine_for(name)(torch.zeros(1, shape.channels, shape.size, shape.size), torch.zeros(1))
