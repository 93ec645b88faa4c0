"""Codecs as engines: pictures become latents and latents pictures in the one thread of all network calls.

Either half is called as a network is, with nothing to say of t or of words, and so shares its queue, its batches and
its promise: a picture's numbers do not depend on its company. It is computed by torch in this process, whatever computes
the networks: a few calls a run are not worth a cluster or another library.
"""

from __future__ import annotations

import threading

import torch
from cachetools import cached
from torch import Tensor

from explainer.engines.backends import teams_on
from explainer.engines.engine import Engine
from explainer.engines.example import CodecCall
from explainer.engines.fast_torch import prepared_codec
from explainer.engines.hardware import fast_dtype, find_device
from explainer.engines.local import LocalEngine
from explainer.networks.checkpoints import Checkpoint
from explainer.networks.codec import Decoder, Encoder
from explainer.networks.spaces import LatentSpace


class CodecBackend:
    """One half of a codec in PyTorch, (b, c, h, w) → (b, z, h/f, w/f) or back, on a device, in a number format."""

    def __init__(
        self,
        half: Encoder | Decoder,
        shape: CodecCall,
        device: torch.device | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        self.device = device or find_device()
        self.dtype = dtype or fast_dtype(self.device)
        self.name = f"torch {self.device.type} {str(self.dtype).removeprefix('torch.')}"
        self.teams, self.by_rows = teams_on(self.device), self.device.type == "cpu"
        self._half = prepared_codec(half, shape, self.device, self.dtype)

    def __call__(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor:
        with torch.inference_mode():
            output = self._half(x.to(self.device, self.dtype, memory_format=torch.channels_last))
            return output.float().to(x.device).contiguous()


@cached({}, key=lambda space: space.card.sha256, condition=threading.Condition())
def decoder_of(space: LatentSpace) -> Engine:
    """The engine of a codec's decoder: made once per process, shared by all networks in its latents."""
    channels, size, _ = space.shape
    return _engine(space.codec.decoder, CodecCall(channels, size), f"decoder {space.card.sha256}")


@cached({}, key=lambda space: space.card.sha256, condition=threading.Condition())
def encoder_of(space: LatentSpace) -> Engine:
    """The engine of a codec's encoder, shared likewise."""
    channels, size, _ = space.picture_shape
    return _engine(space.codec.encoder, CodecCall(channels, size), f"encoder {space.card.sha256}")


def _engine(half: Encoder | Decoder, shape: CodecCall, identity: str) -> Engine:
    return LocalEngine(CodecBackend(half, shape), shape, identity)


def decoded(checkpoint: Checkpoint, x: Tensor) -> Tensor:
    """A network's x (b, *shape) → pictures (b, c, h, w), not clipped; pixels stay as they are."""
    space = checkpoint.space
    if not isinstance(space, LatentSpace):
        return x
    return decoder_of(space)(space.latents(x), x.new_zeros(len(x)))


def encoded(checkpoint: Checkpoint, pictures: Tensor) -> Tensor:
    """Pictures (b, c, h, w) in [−1, 1] → a network's x0 (b, *shape); pixels stay as they are."""
    space = checkpoint.space
    if not isinstance(space, LatentSpace):
        return pictures
    return space.normalised(encoder_of(space)(pictures, pictures.new_zeros(len(pictures))))


def warm_up(checkpoint: Checkpoint) -> None:
    """The first calls of a checkpoint's decoder, which are slow, so that no visitor waits for them."""
    if isinstance(checkpoint.space, LatentSpace):
        decoder_of(checkpoint.space).warm_up()
