"""What this machine computes on, and in which number format it is fastest."""

from __future__ import annotations

import copy
from typing import Any, TypeVar

import torch
from torch import nn

M = TypeVar("M", bound=nn.Module)


def find_device() -> torch.device:
    """CUDA, else Apple's MPS, else the CPU."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def fast_dtype(device: torch.device) -> torch.dtype:
    """bfloat16 where the hardware multiplies matrices of it, else float32."""
    if device.type == "cuda" and torch.cuda.is_bf16_supported():
        return torch.bfloat16
    if device.type == "cpu" and _cpu_has_tiles():
        return torch.bfloat16
    return torch.float32


def formats_to_try(device: torch.device) -> tuple[torch.dtype, ...]:
    """Formats of which one is the fastest there, the surest first.

    A processor with bfloat16 instructions but without matrix tiles (AVX-512 BF16, no AMX) computes large networks
    faster with it, in about two thirds of the time, and small ones slower.
    """
    default = fast_dtype(device)
    if device.type == "cpu" and default != torch.bfloat16 and _cpu_has("_is_avx512_bf16_supported"):
        return default, torch.bfloat16
    return (default,)


def training_dtype(device: torch.device) -> torch.dtype:
    """What `torch.autocast` computes a training step in: bfloat16 wherever there are instructions for it.

    A step takes six to eight tenths of float32's time (benchmarks/training_speed.py).
    """
    return formats_to_try(device)[-1]


def channels_last_copy(module: M, device: torch.device, dtype: torch.dtype) -> M:
    """A copy there, in a format, with the order of weights in which processors and GPUs convolve fastest."""
    copied: Any = copy.deepcopy(module).to(
        device, dtype
    )  # torch's own types lack the next argument
    result: M = copied.to(memory_format=torch.channels_last)
    return result


def _cpu_has_tiles() -> bool:
    return _cpu_has("_is_amx_tile_supported")


def _cpu_has(check: str) -> bool:
    function = getattr(torch.cpu, check, None)
    return bool(function and function())
