"""Shared by the tests of evaluation: a tiny network in the latents of a tiny codec, and pictures for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from explainer.networks.checkpoints import MORE, ModelCard, save_checkpoint
from explainer.networks.codec import Codec
from explainer.networks.codec_files import CodecCard, save_codec
from explainer.networks.config import CodecConfig, UNetConfig
from explainer.networks.spaces import LatentCard
from explainer.networks.word_unet import WordUNet
from explainer.training.data import Pictures
from explainer.training.evaluation.real import RealPictures
from explainer.training.recipes import RECIPES, SPRITES

CODEC = CodecConfig(16, 3, 4, (8, 16), (1, 1), (1, 1), groups=4)
IN_LATENTS = UNetConfig(4, 4, (8, 16), (False, True), blocks=1, head_dim=8, groups=4)
NAME = "sprites-in-latents"


def new_codec() -> Codec:
    """Untrained, the same each time."""
    torch.manual_seed(0)
    return Codec(CODEC).eval().requires_grad_(False)


@pytest.fixture(scope="session")
def latent_folder(tmp_path_factory) -> Path:
    """A folder of checkpoints: the codec `tiny`, and a network in its latents that knows the words of `sprites`."""
    folder = tmp_path_factory.mktemp("latent")
    codec = save_codec(CodecCard("tiny", "", CODEC, []), new_codec().state_dict(), folder)
    latent = LatentCard("tiny", codec.sha256, (0.1,) * 4, (0.5,) * 4)
    words = SPRITES.vocabulary
    seen = {"pictures_seen": 1}
    card = ModelCard(
        NAME, "", IN_LATENTS, "cosine", 1000, "v", words, [], latent=latent, training=seen
    )
    save_checkpoint(card, WordUNet(IN_LATENTS, len(words)).state_dict(), folder)
    return folder


@pytest.fixture
def latent_network(latent_folder, monkeypatch) -> str:
    """Its name; its recipe is that of `sprites`, and so are its judges."""
    monkeypatch.setenv(MORE, str(latent_folder))
    recipe = replace(SPRITES, name=NAME, network=IN_LATENTS, judges="sprites")
    monkeypatch.setitem(RECIPES, NAME, recipe)
    return NAME


@pytest.fixture
def sprites(tmp_path) -> Path:
    """Stand-ins for the sprites: noise, each class around another colour."""
    rng = np.random.default_rng(0)
    n, classes = 640, SPRITES.sets[0].words
    labels = np.arange(n) % len(classes)
    noise = rng.integers(0, 60, (n, 16, 16, 3))
    images = (noise + 15 * labels[:, None, None, None]).astype(np.uint8)
    names, is_test = np.array(list(classes)), np.arange(n) // len(classes) % 8 == 0
    np.savez(
        tmp_path / "sprites16.npz", images=images, labels=labels, classes=names, is_test=is_test
    )
    return tmp_path


class Known(RealPictures):
    """Real pictures that are given instead of read."""

    def __init__(self, train, test, network="digits", recipe=None):
        for name, images in (("train", train), ("test", test)):
            bags, probability = torch.zeros(len(images), 1), torch.ones(len(images))
            self.__dict__[name] = Pictures(images, bags, probability)
        self.__dict__["network"] = network
        self.__dict__["data"] = None
        if recipe:
            self.__dict__["recipe"] = recipe


def noise(n, seed, channels=1, size=28):
    """uint8 (n, channels, size, size)."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(0, 256, (n, channels, size, size), dtype=torch.uint8, generator=generator)
