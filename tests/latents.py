"""A tiny network in the latents of a tiny codec, with random weights: 16×16 RGB pictures, latents of 4×4×4."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn

from explainer.networks.checkpoints import ModelCard, save_checkpoint
from explainer.networks.codec import Codec
from explainer.networks.codec_files import CodecCard, save_codec
from explainer.networks.config import CodecConfig, UNetConfig
from explainer.networks.spaces import LatentCard
from explainer.networks.word_unet import WordUNet

TINY_CODEC = CodecConfig(16, 3, 4, (8, 8), (1, 1), (1, 1), patch=2, groups=4)
TINY_LATENT = UNetConfig(4, 4, (8, 16), (False, True), blocks=1, head_dim=8, groups=4)
NAME, CODEC_NAME, WORDS = "tiny-latent", "tiny-codec", ("a", "b", "c")
DATA = [{"name": "Nothing", "licence": "CC0", "attribution": "Nobody"}]
TRAINING = {"pictures_seen": 1000, "minutes": 1.0, "validation_loss": 0.9}


def with_random_weights(module: nn.Module, seed: int = 0) -> nn.Module:
    """Random everywhere, the zeroed layers too, so that every path matters."""
    generator = torch.Generator().manual_seed(seed)
    for parameter in module.parameters():
        nn.init.normal_(parameter, std=0.2, generator=generator)
    return module.eval().requires_grad_(False)


def save_tiny_codec(folder: Path) -> CodecCard:
    """codecs/tiny-codec in a folder of checkpoints."""
    card = CodecCard(CODEC_NAME, "Tiny codec", TINY_CODEC, DATA, training=TRAINING)
    return save_codec(card, with_random_weights(Codec(TINY_CODEC)).state_dict(), folder)


def save_tiny_latent(
    folder: Path, name: str = NAME, words: tuple[str, ...] = WORDS, **changes
) -> ModelCard:
    """A network in the tiny codec's latents, and that codec; `changes` to its card."""
    latent = LatentCard(
        CODEC_NAME, save_tiny_codec(folder).sha256, (0.1, -0.2, 0.3, 0.0), (1.5, 1.0, 0.8, 1.2)
    )
    card = ModelCard(
        *(name, "Tiny, in latents", TINY_LATENT, "cosine", 1000, "v", words, DATA),
        **{"latent": latent, "training": TRAINING, "limits": "It knows nothing.", **changes},
    )
    model = with_random_weights(WordUNet(TINY_LATENT, len(words)), seed=1)
    return save_checkpoint(card, model.state_dict(), folder)
