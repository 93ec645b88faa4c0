"""Shared by the tests of evaluation: a tiny network in the latents of a tiny codec, and pictures for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from explainer.core.environment import CHECKPOINTS
from explainer.training.data import Pictures
from explainer.training.evaluation.real import RealPictures
from explainer.training.recipes import RECIPES, SPRITES
from tests.latents import CODEC_NAME, TINY_LATENT, save_tiny_latent

NAME = "sprites-in-latents"


@pytest.fixture
def latent_home(tmp_path_factory) -> Path:
    """A folder of checkpoints: the tiny codec, and a network in its latents that knows the words of `sprites`."""
    folder = tmp_path_factory.mktemp("sprites")
    save_tiny_latent(folder, NAME, SPRITES.vocabulary)
    return folder


@pytest.fixture
def latent_network(latent_home, monkeypatch) -> str:
    """Its name; its recipe is that of `sprites`, and so are its judges."""
    monkeypatch.setenv(CHECKPOINTS, str(latent_home))
    latent = {"codec": CODEC_NAME, "network": TINY_LATENT, "pictures": 16, "hue": False}
    recipe = replace(SPRITES, name=NAME, judges="sprites", **latent)
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
