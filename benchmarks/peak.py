"""The most that this machine computes in a second, measured on one convolution in every library that is here."""

from __future__ import annotations

import importlib.util
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch
from torch.utils.flop_counter import FlopCounterMode

from explainer.engines.backends import onnx_session, openvino_model
from explainer.engines.batching import BATCHER
from explainer.engines.example import example_inputs
from explainer.engines.hardware import channels_last_copy, fast_dtype, find_device
from explainer.engines.threads import usable_threads
from explainer.networks.checkpoints import Checkpoint


def best_of(repeats: int, job: Callable[[], object]) -> float:
    """The fewest seconds that a job took."""
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        job()
        best = min(best, time.perf_counter() - start)
    return best


def convolutions() -> dict[str, Callable[[], object]]:
    """One convolution (3×3, 128 channels, 32×32, batch 8) in every library that is here."""
    layer = torch.nn.Conv2d(128, 128, 3, padding=1, bias=False).requires_grad_(False)
    x = torch.randn(8, 128, 32, 32)
    jobs: dict[str, Callable[[], object]] = {}
    for dtype in {torch.float32, fast_dtype(find_device())}:
        there = channels_last_copy(layer, find_device(), dtype)
        moved = x.to(find_device(), dtype, memory_format=torch.channels_last)
        jobs[f"torch {dtype}"] = partial(there, moved)
    if all(map(importlib.util.find_spec, ("onnx", "onnxscript", "onnxruntime", "openvino"))):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "convolution.onnx"
            program = torch.onnx.export(
                layer, (x,), input_names=["x"], output_names=["y"], dynamo=True, verbose=False
            )
            assert program is not None
            program.save(path, external_data=False)
            session, compiled = (
                onnx_session(path, usable_threads()),
                openvino_model(path, usable_threads()),
            )
        jobs["onnxruntime"] = lambda: session.run(["y"], {"x": x.numpy()})
        jobs["openvino"] = lambda: compiled([x.numpy()])
    return jobs


def peak_flops(repeats: int = 30) -> tuple[float, str]:
    """Best measured throughput of a convolution, FLOP/s, and the library that reaches it."""
    jobs = convolutions()
    seconds = BATCHER.run(lambda: {name: best_of(repeats, job) for name, job in jobs.items()})
    fastest = min(seconds, key=seconds.__getitem__)
    return 2 * 8 * 128 * 128 * 9 * 32 * 32 / seconds[fastest], fastest


def network_flops(checkpoint: Checkpoint, rows: int) -> int:
    """FLOP of one call."""
    with FlopCounterMode(display=False) as counter, torch.inference_mode():
        checkpoint.model.unet(*example_inputs(checkpoint.card.architecture, rows))
    return int(counter.get_total_flops())
