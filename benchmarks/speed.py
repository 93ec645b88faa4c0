"""Our network call and guided picture beside the diffusers library's: python benchmarks/speed.py

Same weights, same noise, in one run and in turns, so that a busy machine slows both. Times are medians.
"diffusers" is the library as a user gets it (float32); its bfloat16 stands beside it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from diffusers import DDIMScheduler, UNet2DModel
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from benchmarks.diffusers_twin import diffusers_twin
from explainer.core.denoiser import Clipped, Guided, NetworkDenoiser
from explainer.core.metrics import psnr
from explainer.core.noise import unit_noise
from explainer.core.samplers import ddim_step, last, walk
from explainer.models.checkpoints import Checkpoint, load_checkpoint
from explainer.models.engine import TorchEngine
from explainer.models.hardware import fast_dtype, find_device

W = 2.0


def in_turns(jobs: dict[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Median seconds of each job, all jobs once per round, after one round to warm up."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for round_ in range(repeats + 1):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            if round_:
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(t) for name, t in times.items()}


def diffusers_unet(checkpoint: Checkpoint) -> UNet2DModel:
    """The library's own network with our weights."""
    unet = diffusers_twin(checkpoint.card.architecture)
    unet.load_state_dict(checkpoint.model.unet.state_dict())
    return unet


@torch.inference_mode()
def their_picture(
    unet: torch.nn.Module, checkpoint: Checkpoint, x: Tensor, c: Tensor, n: int
) -> Tensor:
    """A guided DDIM picture as the library's users write it."""
    scheduler = DDIMScheduler(
        trained_betas=checkpoint.schedule.beta.numpy(),
        prediction_type="v_prediction",
        timestep_spacing="trailing",
        clip_sample=True,
    )
    scheduler.set_timesteps(n)
    labels = torch.cat([c, torch.zeros_like(c)])
    dtype = next(unet.parameters()).dtype
    for t in scheduler.timesteps:
        both = torch.cat([x, x]).to(dtype)
        v_c, v_u = unet(both, t, class_labels=labels.to(dtype)).sample.float().chunk(2)
        v = v_u + W * (v_c - v_u)
        x = scheduler.step(v, t, x, use_clipped_model_output=True).prev_sample
    return x


def our_picture(
    engine: TorchEngine, checkpoint: Checkpoint, x: Tensor, c: Tensor, n: int
) -> Tensor:
    """The same picture through walk()."""
    schedule = checkpoint.schedule
    raw = NetworkDenoiser(engine, schedule, checkpoint.card.prediction)
    denoiser = Clipped(Guided(raw, W), schedule)
    return last(walk(ddim_step, denoiser, schedule, x, schedule.timesteps(n), condition=c)).x_next


def peak_flops(repeats: int = 30) -> float:
    """Best measured throughput of a convolution, FLOP/s: 3×3, 128 channels, 32×32, batch 8."""
    device, dtype = find_device(), fast_dtype(find_device())
    x = torch.randn(8, 128, 32, 32, device=device, dtype=dtype)
    weight = torch.randn(128, 128, 3, 3, device=device, dtype=dtype)
    x, weight = (a.contiguous(memory_format=torch.channels_last) for a in (x, weight))
    best = float("inf")
    with torch.inference_mode():
        for _ in range(repeats):
            start = time.perf_counter()
            F.conv2d(x, weight, padding=1)
            best = min(best, time.perf_counter() - start)
    return 2 * 8 * 128 * 128 * 9 * 32 * 32 / best


def network_flops(checkpoint: Checkpoint, x: Tensor, k: Tensor, c: Tensor) -> int:
    """FLOP of one call."""
    with FlopCounterMode(display=False) as counter, torch.inference_mode():
        checkpoint.model.unet(x, k, c)
    return int(counter.get_total_flops())


def measure(name: str, repeats: int) -> dict[str, Any]:
    """All figures of one checkpoint."""
    checkpoint = load_checkpoint(name)
    shape = checkpoint.card.architecture
    words = checkpoint.vectors([{checkpoint.card.vocabulary[0]: 1.0}])
    size = (shape.channels, shape.size, shape.size)
    x, k, c = unit_noise(size, [0, 1]), torch.tensor([500, 500]), words.expand(2, -1)
    fast, exact = (
        TorchEngine(checkpoint.model.unet),
        TorchEngine(checkpoint.model.unet, dtype=torch.float32),
    )
    theirs = diffusers_unet(checkpoint)
    theirs_bf16 = diffusers_unet(checkpoint).to(torch.bfloat16)

    def their_call(unet: torch.nn.Module, dtype: torch.dtype) -> None:
        with torch.inference_mode():
            unet(x.to(dtype), k, class_labels=c.to(dtype))

    network = in_turns(
        {
            "ours": lambda: fast(x, k, c),
            "ours_float32": lambda: exact(x, k, c),
            "diffusers": lambda: their_call(theirs, torch.float32),
            "diffusers_bf16": lambda: their_call(theirs_bf16, torch.bfloat16),
        },
        repeats,
    )
    first = x[:1]
    picture = in_turns(
        {
            "ours": lambda: our_picture(fast, checkpoint, first, words, 20),
            "ours_float32": lambda: our_picture(exact, checkpoint, first, words, 20),
            "diffusers": lambda: their_picture(theirs, checkpoint, first, words, 20),
            "diffusers_bf16": lambda: their_picture(theirs_bf16, checkpoint, first, words, 20),
        },
        max(3, repeats // 6),
    )
    long = in_turns({"ours": lambda: our_picture(fast, checkpoint, first, words, 200)}, 1)
    agreement = [
        psnr(
            our_picture(fast, checkpoint, unit_noise(size, [s]), words, 20)[0],
            their_picture(theirs, checkpoint, unit_noise(size, [s]), words, 20)[0],
        )
        for s in range(16)
    ]
    return {
        "checkpoint": name,
        "engine": fast.name,
        "network_ms": {key: round(1000 * s, 2) for key, s in network.items()},
        "picture20_s": {key: round(s, 3) for key, s in picture.items()},
        "picture200_s": {"ours": round(long["ours"], 2)},
        "share_of_peak": round(
            network_flops(checkpoint, x, k, c) / network["ours"] / peak_flops(), 3
        ),
        "agreement_db": round(min(agreement), 1),
    }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", default="photos")
    parser.add_argument("--repeats", type=int, default=30)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = measure(options.network, options.repeats)
    if options.json:
        print(json.dumps(result))
        return 0
    print(f"{result['checkpoint']} on {result['engine']}; a call has a batch of two\n")
    for key in ("network_ms", "picture20_s", "picture200_s"):
        print(f"{key:14}", "  ".join(f"{k} {v}" for k, v in result[key].items()))
    print(f"share of peak convolution throughput {result['share_of_peak']}")
    print(f"agreement with diffusers in float32, worst of 16 seeds: {result['agreement_db']} dB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
