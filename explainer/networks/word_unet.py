"""What a checkpoint holds: a UNet and one learned vector for each word of its vocabulary."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from explainer.networks.config import UNetConfig
from explainer.networks.foreign import make_unet


class WordUNet(nn.Module):
    """model(x, k, bags): a UNet conditioned on bags of words, (batch, words) rows of weights.

    A bag's vector is the weighted sum of its words' vectors; the empty bag is the zero vector.
    """

    def __init__(self, config: UNetConfig, words: int) -> None:
        super().__init__()
        self.unet = make_unet(config)
        self.words = nn.Parameter(0.02 * torch.randn(words, config.embedding))

    def forward(self, x: Tensor, k: Tensor, bags: Tensor) -> Tensor:
        return self.unet(x, k, bags @ self.words)
