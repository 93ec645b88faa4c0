"""What a live training leaves: a network that draws, for as long as its visitor stays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import safetensors.torch
import torch
from torch import Tensor

from explainer.engines.batching import BATCHER
from explainer.experiments.live.drawing import draw, vectors
from explainer.experiments.live.loop import network_for
from explainer.experiments.live.pictures import shape_of, vocabulary_of
from explainer.media.pictures import to_pixels
from explainer.networks.word_unet import WordUNet


@dataclass(frozen=True, eq=False)
class Trained:
    """A network that learned live, and what it learned from."""

    subject: str
    network: WordUNet

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """The words that it knows."""
        return vocabulary_of(self.subject)


def trained(subject: str, weights: bytes) -> Trained:
    """The network with these weights, a safetensors file as a training tells it."""
    channels, *_ = shape_of(subject)
    network = WordUNet(network_for(channels), len(vocabulary_of(subject)))
    tensors = safetensors.torch.load(weights)
    network.load_state_dict({key: tensor.float() for key, tensor in tensors.items()})
    return Trained(subject, network.eval().requires_grad_(False))


@torch.inference_mode()
def drawn(it: Trained, word: str, seeds: list[int]) -> np.ndarray:
    """Pictures of a word, "" for none, one for each seed: uint8 (b, h, w, c). In the thread of all network calls."""
    told: Tensor | None = None
    if word:
        told = vectors(it.network, torch.full((len(seeds),), it.vocabulary.index(word)))

    def call(x: Tensor, k: Tensor, condition: Tensor | None = None) -> Tensor:
        return BATCHER.run(partial(_call, it.network, x, k, condition))

    return to_pixels(draw(call, told, shape_of(it.subject), seeds))


@torch.inference_mode()
def _call(network: WordUNet, x: Tensor, k: Tensor, condition: Tensor | None) -> Tensor:
    output: Tensor = network.unet(x, k, condition)
    return output
