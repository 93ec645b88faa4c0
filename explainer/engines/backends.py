"""Backends: the libraries that can compute a network call. All give float32 and take a batch of any size.

A call is computed by as many threads as torch has in the thread that makes it (`explainer.engines.threads`).

torch is always there; ONNX Runtime and OpenVINO are optional packages, and run the file that
`explainer.engines.onnx_files` writes.
"""

from __future__ import annotations

from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor

from explainer.core.denoiser import NetworkCall
from explainer.engines.example import GUIDED_ROWS
from explainer.engines.fast_torch import prepared
from explainer.engines.hardware import find_device
from explainer.engines.threads import team_sizes, usable_threads, use_threads
from explainer.networks.unet import UNet


class Backend(Protocol):
    """backend(x, k, condition): (b, c, h, w), (b,), (b, d), all float32 → (b, c, h, w) float32."""

    name: str  # what must be the same for a picture to be the same bit for bit
    # numbers of threads that it can compute with; the smallest is the surest
    teams: tuple[int, ...]
    # whether several threads may call it at the same time, each with some of the rows
    by_rows: bool

    def __call__(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor: ...


def teams_on(device: torch.device) -> tuple[int, ...]:
    """Numbers of threads worth a try for torch there: a GPU does without them."""
    return team_sizes() if device.type == "cpu" else (usable_threads(),)


def few_teams() -> tuple[int, ...]:
    """One thread or all: of libraries that hold the weights anew for every number of threads."""
    sizes = team_sizes()
    return tuple(dict.fromkeys((sizes[0], sizes[-1])))


def threads_of_one_row() -> int:
    """For how many threads the weights are ordered with which torch computes one row; for more it may be far slower.

    Where two threads share a guided picture's call, each has one of its rows, and so one thread is enough.
    """
    return 1 if usable_threads() <= GUIDED_ROWS else usable_threads()


class TorchBackend:
    """A copy of a UNet in PyTorch, channels last, on a device, in a number format."""

    def __init__(
        self,
        unet: UNet,
        device: torch.device | None = None,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        self.device, self.dtype = device or find_device(), dtype
        self.name = f"torch {self.device.type} {str(dtype).removeprefix('torch.')}"
        self.teams, self.by_rows = teams_on(self.device), self.device.type == "cpu"
        self._unet = unet
        self._network = prepared(unet, self.device, dtype, GUIDED_ROWS)
        self._has_other_for_one = (self.device.type, dtype) == ("cpu", torch.float32)

    @cached_property
    def _network_of_one(self) -> NetworkCall:
        """For calls of one row, whose weights want another order; made at the first, at the latest when an engine tries it."""
        if not self._has_other_for_one:
            return self._network
        return prepared(self._unet, self.device, self.dtype, 1, threads_of_one_row())

    def _on_device(self, x: Tensor) -> Tensor:
        return x.to(self.device, self.dtype, memory_format=torch.channels_last)

    def __call__(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor:
        network = self._network_of_one if len(x) == 1 else self._network
        if network is not self._network:
            use_threads(min(torch.get_num_threads(), threads_of_one_row()))
        with torch.inference_mode():
            output = network(self._on_device(x), k.to(self.device), condition.to(self.device))
            return output.float().to(x.device).contiguous()


def onnx_session(path: Path, threads: int) -> Any:
    """An ONNX file in ONNX Runtime."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # it would keep a plan and the memory for every batch size: 220 MB for the largest network, and no faster
    options.enable_cpu_mem_arena = False
    # its threads would spin while they wait for the next call, against everything else that runs
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


class OnnxBackend:
    """The network's exported file in ONNX Runtime, float32 on the CPU."""

    name = "onnxruntime cpu float32"
    by_rows = False

    def __init__(self, path: Path) -> None:
        self.teams = few_teams()
        self._session = cache(partial(onnx_session, path))

    def __call__(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor:
        inputs = {"x": x.numpy(), "k": k.float().numpy(), "c": condition.numpy()}
        return torch.from_numpy(self._session(torch.get_num_threads()).run(["y"], inputs)[0])


def openvino_model(path: Path, threads: int) -> Any:
    """An ONNX file in OpenVINO. Its converter, which would report that it was used, is not called."""
    import openvino

    core = openvino.Core()
    settings = {"INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY"}
    return core.compile_model(core.read_model(path), "CPU", settings)


class OpenVinoBackend:
    """The network's exported file in OpenVINO, in the number format that it finds fastest."""

    by_rows = False

    def __init__(self, path: Path) -> None:
        self.teams = few_teams()
        self._compiled = cache(partial(openvino_model, path))
        precision = (
            self._compiled(self.teams[-1]).get_property("INFERENCE_PRECISION_HINT").to_string()
        )
        formats = {"f32": "float32", "bf16": "bfloat16", "f16": "float16"}
        self.name = f"openvino cpu {formats.get(precision, precision)}"

    def __call__(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor:
        compiled = self._compiled(torch.get_num_threads())
        outputs = compiled([x.numpy(), k.float().numpy(), condition.numpy()])
        return torch.from_numpy(outputs[0].copy())
