"""What each layer that makes a network fast in torch brings: python benchmarks/fast_torch.py

Times of one call by the readable UNet, or by a codec's decoder, and with some or all of what
`explainer/engines/fast_torch` does, in turns, so that a busy machine slows all, in the one thread that may use every
core. Medians, relative to all of it together.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import torch
from torch import Tensor, nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from explainer.engines.batching import BATCHER
from explainer.engines.choice import median_seconds
from explainer.engines.example import GUIDED_ROWS, CallShape, CodecCall, example_inputs
from explainer.engines.fast_torch.folding import folded, folded_codec
from explainer.engines.fast_torch.packing import prepare
from explainer.engines.fast_torch.steady import make_steady
from explainer.engines.fast_torch.tracing import traced
from explainer.engines.hardware import channels_last_copy
from explainer.networks.checkpoints import available, load_checkpoint
from explainer.networks.codec import Decoder
from explainer.networks.spaces import LatentSpace
from explainer.networks.unet import UNet

CPU = torch.device("cpu")
ALL = "folded, packed, traced"
LAYERS = ("plain", "traced", "folded, traced", "packed, traced", ALL)
BATCHES = (GUIDED_ROWS, 16)

Example = tuple[Tensor, ...]  # x, k and condition; of a decoder, x alone
Subject = tuple[UNet | Decoder, CallShape]


def with_layers(subject: UNet | Decoder, layers: str, example: Example) -> Callable[..., Tensor]:
    """A copy of a network, with the layers that are named."""
    network: nn.Module = subject
    if "folded" in layers:
        network = folded(subject) if isinstance(subject, UNet) else folded_codec(subject)
    network = channels_last_copy(network, CPU, torch.float32)
    make_steady(network)
    if "packed" in layers:
        prepare(network, example)
    return traced(network, example) if "traced" in layers else network


@torch.inference_mode()
def call(network: Callable[..., Tensor], example: Example) -> Tensor:
    """One call."""
    return network(*example)


def measure(subject: UNet | Decoder, shape: CallShape, rows: int, rounds: int) -> dict[str, float]:
    """Median seconds of a call of so many rows, by its layers. Only in the thread of all calls."""
    x, *others = example_inputs(shape, rows)
    rest = others if isinstance(subject, UNet) else []
    example = x.to(memory_format=torch.channels_last), *rest
    jobs: dict[str, Callable[[], object]] = {
        layers: partial(call, with_layers(subject, layers, example), example) for layers in LAYERS
    }
    return median_seconds(jobs, rounds)


def subjects(names: list[str]) -> Iterator[tuple[str, Subject]]:
    """The networks of these names, and the decoders of the codecs that they use, each once."""
    decoders: dict[str, Subject] = {}
    for name in names:
        checkpoint = load_checkpoint(name)
        yield name, (checkpoint.model.unet, checkpoint.card.architecture)
        if isinstance(space := checkpoint.space, LatentSpace):
            channels, size, _ = space.shape
            decoder = space.codec.decoder, CodecCall(channels, size)
            decoders[f"{space.card.codec}'s decoder"] = decoder
    yield from decoders.items()


def main() -> int:
    """Measure and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", nargs="+", default=available(), help="all if none is named")
    parser.add_argument("--rounds", type=int, default=15, help="calls of each, after one")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows: list[dict[str, object]] = []
    for name, subject in subjects(options.network):
        for batch in BATCHES:
            seconds = BATCHER.run(partial(measure, *subject, batch, options.rounds))
            ratios = {layers: round(s / seconds[ALL], 2) for layers, s in seconds.items()}
            ms = round(1000 * seconds[ALL], 2)
            rows.append({"network": name, "rows": batch, "ms": ms, **ratios})
    print(json.dumps(rows) if options.json else table(rows))
    return 0


def table(rows: list[dict[str, object]]) -> str:
    """Markdown: one line for each network and number of rows; ms are those of all layers together."""
    lines = [[*rows[0]], ["---"] * len(rows[0]), *([str(v) for v in row.values()] for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


if __name__ == "__main__":
    sys.exit(main())
