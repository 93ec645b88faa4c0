"""Our network calls and guided pictures beside the diffusers library's: python benchmarks/speed.py

Same weights, same noise, in one run and in turns, so that a busy machine slows all, and all of it in the one
thread that may use every core. Times are medians.
"diffusers" is the library as a user gets it (float32); its bfloat16 stands beside it. Engines are those
that can be had here: torch, and those of requirements-fast.txt once the networks are exported.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import torch
from diffusers import DDIMScheduler, UNet2DModel
from torch import Tensor

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from benchmarks.diffusers_twin import diffusers_twin
from benchmarks.peak import network_flops, peak_flops
from explainer.core.denoiser import Clipped, Guided, NetworkDenoiser
from explainer.core.metrics import psnr
from explainer.core.noise import unit_noise
from explainer.core.samplers import ddim_step, last, walk
from explainer.engines.backends import Backend, TorchBackend
from explainer.engines.batching import BATCHER
from explainer.engines.choice import candidates, median_seconds
from explainer.engines.example import GUIDED_ROWS, example_inputs
from explainer.engines.local import LocalEngine
from explainer.networks.checkpoints import Checkpoint, available, load_checkpoint

W = 2.0
BATCHES = (1, 2, 4, 8, 16)
DTYPES = {"diffusers float32": torch.float32, "diffusers bfloat16": torch.bfloat16}


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
    engine: LocalEngine, checkpoint: Checkpoint, x: Tensor, c: Tensor, n: int
) -> Tensor:
    """The same picture through walk()."""
    schedule = checkpoint.schedule
    raw = NetworkDenoiser(engine, schedule, checkpoint.card.prediction)
    denoiser = Clipped(Guided(raw, W), schedule)
    return last(walk(ddim_step, denoiser, schedule, x, schedule.timesteps(n), condition=c)).x_next


def backends(checkpoint: Checkpoint) -> dict[str, Backend]:
    """By their names: what the app could compute this network with here, and torch in float32."""
    exact = TorchBackend(checkpoint.model.unet)
    made = [make() for make in candidates(checkpoint).values()]
    return {exact.name: exact, **{backend.name: backend for backend in made}}


def measure_calls(
    checkpoint: Checkpoint, ours: dict[str, Backend], repeats: int
) -> dict[str, dict[str, float]]:
    """Milliseconds of a network call, by batch size and engine; diffusers where a picture is guided."""
    theirs = {dtype: diffusers_unet(checkpoint).to(dtype) for dtype in DTYPES.values()}

    @torch.inference_mode()
    def their_call(dtype: torch.dtype, x: Tensor, k: Tensor, c: Tensor) -> Tensor:
        output: Tensor = theirs[dtype](x.to(dtype), k, class_labels=c.to(dtype)).sample
        return output

    table = {}
    for rows in BATCHES:
        inputs = example_inputs(checkpoint.card.architecture, rows)
        jobs: dict[str, Callable[[], object]] = {
            name: partial(backend, *inputs) for name, backend in ours.items()
        }
        if (
            rows == GUIDED_ROWS
        ):  # where a processor has no bfloat16, larger calls of it take minutes
            jobs |= {name: partial(their_call, dtype, *inputs) for name, dtype in DTYPES.items()}
        seconds = BATCHER.run(partial(median_seconds, jobs, repeats))
        table[str(rows)] = {name: round(1000 * s, 2) for name, s in seconds.items()}
    return table


def measure_pictures(
    checkpoint: Checkpoint, ours: dict[str, Backend], repeats: int, seeds: int
) -> dict[str, Any]:
    """Seconds of a guided picture, and how well the engines' pictures agree with the library's."""
    shape = checkpoint.card.architecture
    size = (shape.channels, shape.size, shape.size)
    c = checkpoint.vectors([{checkpoint.card.vocabulary[0]: 1.0}])
    engines = {name: LocalEngine(backend, shape) for name, backend in ours.items()}
    theirs = {name: diffusers_unet(checkpoint).to(dtype) for name, dtype in DTYPES.items()}
    x = unit_noise(size, [0])
    jobs = {n: partial(our_picture, e, checkpoint, x, c, 20) for n, e in engines.items()}
    jobs |= {
        n: partial(BATCHER.run, partial(their_picture, unet, checkpoint, x, c, 20))
        for n, unet in theirs.items()
    }
    gc.collect()
    gc.freeze()  # as the app does: with all these libraries, one look for garbage takes as long as three calls
    short = median_seconds(jobs, repeats)
    fastest = min(engines, key=short.__getitem__)
    long = median_seconds(
        {fastest: partial(our_picture, engines[fastest], checkpoint, x, c, 200)}, 1
    )
    starts = [unit_noise(size, [seed]) for seed in range(seeds)]
    exact = [their_picture(theirs["diffusers float32"], checkpoint, s, c, 20)[0] for s in starts]
    agreement = {
        name: min(
            psnr(our_picture(engine, checkpoint, start, c, 20)[0], picture)
            for start, picture in zip(starts, exact, strict=True)
        )
        for name, engine in engines.items()
    }
    return {
        "picture20_s": {name: round(s, 3) for name, s in short.items()},
        "picture200_s": {name: round(s, 2) for name, s in long.items()},
        "agreement_db": {name: round(db, 1) for name, db in agreement.items()},
        "ratios": ratios(short, fastest),
    }


def ratios(seconds: dict[str, float], fastest: str) -> dict[str, float]:
    """How many times as fast as each diffusers: our fastest engine, and the faster torch."""
    torches = {n: s for n, s in seconds.items() if n.startswith("torch")}
    ours = {"fastest": seconds[fastest], "torch": min(torches.values())}
    return {
        f"{mine} against {other}": round(seconds[other] / s, 2)
        for mine, s in ours.items()
        for other in DTYPES
    }


def measure(name: str, repeats: int, seeds: int) -> dict[str, Any]:
    """All figures of one checkpoint."""
    checkpoint = load_checkpoint(name)
    ours = backends(checkpoint)
    calls = measure_calls(checkpoint, ours, repeats)
    best = {int(rows): min(ms for n, ms in row.items() if n in ours) for rows, row in calls.items()}
    peak, library = peak_flops()
    shares = {
        str(rows): network_flops(checkpoint, rows) / (ms / 1000) / peak for rows, ms in best.items()
    }
    return {
        "checkpoint": name,
        "network_ms": calls,
        **measure_pictures(checkpoint, ours, -(-repeats // 6), seeds),
        "peak_gflops": round(peak / 1e9, 1),
        "peak_library": library,
        "share_of_peak": {rows: round(share, 3) for rows, share in shares.items()},
    }


def table(result: dict[str, Any]) -> str:
    """Markdown: one line per engine."""
    calls, pictures = result["network_ms"], result["picture20_s"]
    head = ["engine", *(f"call of {rows}, ms" for rows in calls), "20 steps, s", "agreement, dB"]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for name in pictures:
        cells = [name, *(str(row.get(name, "")) for row in calls.values()), str(pictures[name])]
        lines.append("| " + " | ".join([*cells, str(result["agreement_db"].get(name, ""))]) + " |")
    return "\n".join(lines)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", action="append", help="photos if none is named, or “all”")
    parser.add_argument("--repeats", type=int, default=30)
    text = "how many guided pictures are compared with the library's"
    parser.add_argument("--seeds", type=int, default=16, help=text)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    names = options.network or ["photos"]
    results = [
        measure(name, options.repeats, options.seeds)
        for name in (available() if "all" in names else names)
    ]
    if options.json:
        print(json.dumps(results))
        return 0
    for result in results:
        print(f"## {result['checkpoint']}\n\n{table(result)}\n")
        for key in ("picture200_s", "ratios", "share_of_peak"):
            print(f"{key:14}", "  ".join(f"{k}: {v}" for k, v in result[key].items()))
        print(f"peak: {result['peak_gflops']} GFLOP/s, {result['peak_library']}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
