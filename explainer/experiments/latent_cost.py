"""What a picture costs in each space: parameters and operations by count, seconds by the clock of this machine."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from cachetools import cached
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from explainer.engines.codecs import decoder_of, encoder_of
from explainer.engines.registry import engine_for
from explainer.networks.checkpoints import Checkpoint, load_checkpoint
from explainer.networks.codec import Codec
from explainer.networks.spaces import LatentSpace
from explainer.networks.word_unet import WordUNet

TIMES = 5  # calls of which the median is taken


@dataclass(frozen=True)
class Cost:
    """Of one call for one picture."""

    parameters: int
    operations: int  # multiplications and additions
    seconds: float


@dataclass(frozen=True)
class Costs:
    """Of a network in latents, its codec, and a network on pixels, if there is one beside it."""

    latent: Cost
    encoder: Cost
    decoder: Cost
    pixel: Cost | None


@cached({}, condition=threading.Condition())
def measured(latent: str, pixel: str | None) -> Costs:
    """What both networks and the codec cost here: measured at the first question, then remembered."""
    encoder, decoder = codec_costs(load_checkpoint(latent))
    return Costs(network_cost(latent), encoder, decoder, network_cost(pixel) if pixel else None)


def network_cost(name: str) -> Cost:
    """Of a checkpoint's network."""
    card = load_checkpoint(name).card
    shape, words = card.architecture, len(card.vocabulary)
    with torch.device("meta"):  # counted without computing anything
        model = WordUNet(shape, words)
        x = torch.empty(1, shape.channels, shape.size, shape.size)
        count = operations(lambda: model(x, torch.zeros(1), torch.zeros(1, words)))
    return Cost(parameters(model), count, engine_for(name).seconds(1))


def codec_costs(checkpoint: Checkpoint) -> tuple[Cost, Cost]:
    """Of the encoder and of the decoder of a network in latents. ValueError for one on pixels."""
    space = checkpoint.space
    if not isinstance(space, LatentSpace):
        raise ValueError(f"{checkpoint.card.name} works on pixels")
    with torch.device("meta"):
        codec = Codec(space.codec.config)
        picture, latents = torch.empty(1, *space.picture_shape), torch.empty(1, *space.shape)
        there, back = (
            operations(lambda: codec.encode(picture)),
            operations(lambda: codec.decode(latents)),
        )
    return (
        Cost(parameters(codec.encoder), there, encoder_of(space).seconds(1)),
        Cost(parameters(codec.decoder), back, decoder_of(space).seconds(1)),
    )


def operations(call: Callable[[], Tensor]) -> int:
    """Multiplications and additions of a call's convolutions and matrix products."""
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        call()
    return int(counter.get_total_flops())


def parameters(module: nn.Module) -> int:
    """How many numbers were learned."""
    return sum(p.numel() for p in module.parameters())


def median_seconds(call: Callable[[], Tensor]) -> float:
    """Of TIMES calls, after one that prepares them."""
    call()
    seconds = []
    for _ in range(TIMES):
        begin = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - begin)
    return statistics.median(seconds)
