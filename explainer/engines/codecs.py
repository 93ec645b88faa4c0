"""Codecs as engines: pictures become latents and latents pictures in the one thread of all network calls.

A decoder is called as a network is, with nothing to say of t or of words, and so shares its queue and its batches.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial

import torch
from cachetools import cached
from torch import Tensor

from explainer.engines.batching import BATCHER
from explainer.engines.engine import Engine
from explainer.engines.hardware import channels_last_copy, find_device
from explainer.engines.local import LocalEngine
from explainer.networks.checkpoints import Checkpoint
from explainer.networks.codec import Decoder
from explainer.networks.spaces import LatentSpace


@dataclass(frozen=True)
class LatentCall:
    """The sizes of a decoder's call."""

    channels: int
    size: int
    embedding: int = 0


class DecoderBackend:
    """A codec's decoder in float32, (b, z, h, w) → (b, c, f·h, f·w)."""

    def __init__(self, decoder: Decoder) -> None:
        self._device = find_device()
        self._decoder = channels_last_copy(decoder, self._device, torch.float32)
        self.name = f"torch {self._device.type} float32"

    def __call__(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor:
        with torch.inference_mode():
            latents = x.to(self._device, memory_format=torch.channels_last)
            pictures: Tensor = self._decoder(latents)
            return pictures.to(x.device).contiguous()


@cached({}, key=lambda space: space.card.sha256, condition=threading.Condition())
def decoder_of(space: LatentSpace) -> Engine:
    """The engine of a codec's decoder: made once per process, shared by all networks in its latents."""
    channels, size, _ = space.shape
    return LocalEngine(DecoderBackend(space.codec.decoder), LatentCall(channels, size))


def decoded(checkpoint: Checkpoint, x: Tensor) -> Tensor:
    """A network's x (b, *shape) → pictures (b, c, h, w), not clipped; pixels stay as they are."""
    space = checkpoint.space
    if not isinstance(space, LatentSpace):
        return x
    return decoder_of(space)(space.latents(x), x.new_zeros(len(x)))


def encoded(checkpoint: Checkpoint, pictures: Tensor) -> Tensor:
    """Pictures (b, c, h, w) in [−1, 1] → a network's x0 (b, *shape); pixels stay as they are."""
    if not isinstance(checkpoint.space, LatentSpace):
        return pictures
    return BATCHER.run(partial(checkpoint.space.encode, pictures))
