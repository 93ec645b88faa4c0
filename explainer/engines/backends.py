"""Backends: the libraries that can compute a network call. All give float32 and take a batch of any size.

torch is always there; ONNX Runtime and OpenVINO are optional packages, and run the file that
`explainer.engines.onnx_files` writes.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from explainer.engines.batching import BATCHER
from explainer.engines.example import GUIDED_ROWS, example_inputs
from explainer.engines.fast_torch import onednn
from explainer.engines.fast_torch.folded import folded
from explainer.engines.fast_torch.packed import prepare
from explainer.engines.fast_torch.traced import Network, compiled, recorded
from explainer.engines.hardware import channels_last_copy, find_device
from explainer.engines.threads import usable_threads
from explainer.networks.unet import UNet


class Backend(Protocol):
    """backend(x, k, condition): (b, c, h, w), (b,), (b, d), all float32 → (b, c, h, w) float32."""

    name: str  # what must be the same for a picture to be the same bit for bit

    def __call__(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor: ...


# a product with fewer rows than this takes another way through BLAS, with other rounding
FEWEST_ROWS = 4


class _SteadyLinear(nn.Linear):
    """Padded, a picture's numbers do not depend on how many others share its call."""

    def forward(self, input: Tensor) -> Tensor:
        return _steady_product(input, self.weight, self.bias, FEWEST_ROWS)


@compiled
def _steady_product(x: Tensor, weight: Tensor, bias: Tensor | None, fewest: int) -> Tensor:
    missing = fewest - x.size(0)
    if x.dim() > 2 or missing <= 0:
        return F.linear(x, weight, bias)
    return F.linear(F.pad(x, [0, 0, 0, missing]), weight, bias)[: x.size(0)]


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
        self._unet = unet
        self._network = self._made_for(GUIDED_ROWS)

    @cached_property
    def _network_of_one(self) -> Network:
        """For calls of one row, whose weights want another order; made at the first, at the latest when an engine tries it."""
        packs = (self.device.type, self.dtype) == ("cpu", torch.float32)
        return self._made_for(1) if packs else self._network

    def _made_for(self, rows: int) -> Network:
        packs = self.device.type == "cpu" and onednn.available(self.dtype)
        source = folded(self._unet) if packs else self._unet
        there = channels_last_copy(source, self.device, self.dtype)
        for module in there.modules():
            if type(module) is nn.Linear:
                module.__class__ = _SteadyLinear
        if self.device.type != "cpu":
            return there
        x, k, condition = example_inputs(self._unet.config, rows)
        # the best order of the weights depends on the threads, too
        example = self._there(x), k, condition

        def prepared() -> Network:
            if packs:
                prepare(there, example)
            return recorded(there, example)

        return BATCHER.run(prepared)

    def _there(self, x: Tensor) -> Tensor:
        return x.to(self.device, self.dtype, memory_format=torch.channels_last)

    def __call__(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor:
        network = self._network_of_one if len(x) == 1 else self._network
        with torch.inference_mode():
            output = network(self._there(x), k.to(self.device), condition.to(self.device))
            return output.float().to(x.device).contiguous()


def onnx_session(path: Path) -> Any:
    """An ONNX file in ONNX Runtime."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = usable_threads()
    # it would keep a plan and the memory for every batch size: 220 MB for the largest network, and no faster
    options.enable_cpu_mem_arena = False
    # its threads would spin while they wait for the next call, against everything else that runs
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


class OnnxBackend:
    """The network's exported file in ONNX Runtime, float32 on the CPU."""

    name = "onnxruntime cpu float32"

    def __init__(self, path: Path) -> None:
        self._session = onnx_session(path)

    def __call__(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor:
        inputs = {"x": x.numpy(), "k": k.float().numpy(), "c": condition.numpy()}
        return torch.from_numpy(self._session.run(["y"], inputs)[0])


def openvino_model(path: Path) -> Any:
    """An ONNX file in OpenVINO. Its converter, which would report that it was used, is not called."""
    import openvino

    core = openvino.Core()
    settings = {"INFERENCE_NUM_THREADS": usable_threads(), "PERFORMANCE_HINT": "LATENCY"}
    return core.compile_model(core.read_model(path), "CPU", settings)


class OpenVinoBackend:
    """The network's exported file in OpenVINO, in the number format that it finds fastest."""

    def __init__(self, path: Path) -> None:
        self._compiled = openvino_model(path)
        precision = self._compiled.get_property("INFERENCE_PRECISION_HINT").to_string()
        formats = {"f32": "float32", "bf16": "bfloat16", "f16": "float16"}
        self.name = f"openvino cpu {formats.get(precision, precision)}"

    def __call__(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor:
        outputs = self._compiled([x.numpy(), k.float().numpy(), condition.numpy()])
        return torch.from_numpy(outputs[0].copy())
