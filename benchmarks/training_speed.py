"""How many pictures a second a network learns from: python benchmarks/training_speed.py"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import torch
import torch.nn.functional as F
from torch.utils.flop_counter import FlopCounterMode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from explainer.networks.config import UNetConfig
from explainer.networks.mixed_precision import mixed_precision
from explainer.networks.unet import UNet
from explainer.training.recipes import RECIPES

BATCH = 48
COARSEST = (False, False, False, True)
CPU = torch.device("cpu")
Formats = Callable[[], AbstractContextManager[object]]  # in which a step computes
MIXED: Formats = partial(mixed_precision, CPU, torch.bfloat16)
FORMATS: dict[str, Formats] = {
    "float32": partial(mixed_precision, CPU, torch.float32),
    "bfloat16, as torch.autocast chooses": partial(torch.autocast, "cpu", torch.bfloat16),
    "the same, but attention and norms in float32": MIXED,
}
NETWORKS = {
    "2×2 patches, 32-64-128, two blocks": UNetConfig(32, 12, (32, 64, 128), COARSEST[1:], blocks=2),
    "plain, 16-32-64-128": UNetConfig(64, 3, (16, 32, 64, 128), COARSEST),
    "plain, 16-48-96-160": UNetConfig(64, 3, (16, 48, 96, 160), COARSEST, groups=4),
    "plain, 16-64-96-128": UNetConfig(64, 3, (16, 64, 96, 128), COARSEST),
    "plain, 32-64-96-128": UNetConfig(64, 3, (32, 64, 96, 128), COARSEST),
}


def training_step(
    config: UNetConfig, formats: Formats = MIXED, batch: int = BATCH
) -> Callable[[], None]:
    """A step that a network learns by, forward, backward and optimiser, in some number formats."""
    net = UNet(config)
    optimiser = torch.optim.AdamW(net.parameters(), fused=True)
    x = torch.randn(batch, config.channels, config.size, config.size)
    k, c = torch.randint(0, 1000, (batch,)), torch.randn(batch, config.embedding)

    def step() -> None:
        with formats():
            out = net(x, k, c)
        F.mse_loss(out.float(), x).backward()
        optimiser.step()
        optimiser.zero_grad()

    return step


def pictures_per_second(config: UNetConfig, formats: Formats = MIXED, steps: int = 5) -> float:
    """Best of a few training steps that compute in some number formats."""
    step, best = training_step(config, formats), float("inf")
    for _ in range(steps):
        start = time.perf_counter()
        step()
        best = min(best, time.perf_counter() - start)
    return BATCH / best


def main() -> None:
    """Print both tables."""
    compare_networks()
    print()
    compare_formats()


def compare_formats() -> None:
    """The networks that ship, in each way of choosing formats."""
    print(f"| network | {' | '.join(FORMATS)} |\n|---{'|---' * len(FORMATS)}|")
    for name, recipe in RECIPES.items():
        speeds = (pictures_per_second(recipe.network, formats) for formats in FORMATS.values())
        print(f"| `{name}` | {' | '.join(f'{speed:.0f}' for speed in speeds)} |")


def compare_networks() -> None:
    """What may become of 64×64 photographs."""
    print("| network | parameters | GFLOP | pictures/s |\n|---|---|---|---|")
    for name, config in NETWORKS.items():
        net = UNet(config)
        x = torch.zeros(1, config.channels, config.size, config.size)
        with FlopCounterMode(display=False) as counter, torch.inference_mode():
            net(x, torch.zeros(1))
        parameters = sum(p.numel() for p in net.parameters()) / 1e6
        gflop = counter.get_total_flops() / 1e9
        speed = pictures_per_second(config)
        print(f"| {name} | {parameters:.1f} M | {gflop:.1f} | {speed:.0f} |")


if __name__ == "__main__":
    main()
