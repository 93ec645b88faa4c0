"""The real pictures that a network is measured against, as they are and as its codec gives them back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

import torch
from torch import Tensor

from explainer.core.errors import UserError
from explainer.engines.batching import BATCHER
from explainer.media.pictures import to_model_range, to_pixels
from explainer.networks.checkpoints import Checkpoint, load_checkpoint
from explainer.networks.codec import Codec
from explainer.networks.judges import Judges, load_judges
from explainer.networks.spaces import LatentSpace
from explainer.training.data import Pictures, complete, load_pictures
from explainer.training.recipe import Recipe
from explainer.training.recipes import RECIPES

AT_ONCE = 50  # pictures that go through a codec in one call


def as_grey_levels(x: Tensor) -> Tensor:
    """Pictures (N, c, h, w) in [−1, 1] → uint8, clipped."""
    return torch.from_numpy(to_pixels(x)).movedim(-1, 1)


def given_back(codec: Codec, images: Tensor) -> Tensor:
    """What a codec makes of uint8 pictures (N, c, h, w): encoded, decoded, uint8 again."""
    parts = images.split(AT_ONCE)
    return torch.cat(
        [as_grey_levels(BATCHER.run(partial(_through, codec, part))) for part in parts]
    )


@torch.inference_mode()
def _through(codec: Codec, images: Tensor) -> Tensor:
    pictures: Tensor = codec(to_model_range(images))
    return pictures


@dataclass(frozen=True)
class RealPictures:
    """The training and test pictures of a network, read once when they are needed."""

    network: str
    data: Path

    @cached_property
    def recipe(self) -> Recipe:
        """What they are, with every word."""
        return complete(RECIPES[self.network], self.data)

    @cached_property
    def train(self) -> Pictures:
        """What it learned from."""
        return load_pictures(self.data, self.recipe, "train")

    @cached_property
    def test(self) -> Pictures:
        """What it never saw."""
        return load_pictures(self.data, self.recipe, "test")

    @property
    def checkpoint(self) -> Checkpoint:
        """The network itself."""
        return load_checkpoint(self.network)

    @property
    def in_latents(self) -> bool:
        """Whether the network works in a codec's latents, so that all that it draws went through the decoder."""
        return self.checkpoint.card.latent is not None

    @cached_property
    def judges(self) -> Judges:
        """Who names what it draws. Raises UserError where they know other words."""
        return load_judges(
            self.recipe.judges or self.network, expected=self.checkpoint.card.vocabulary
        )

    def coded(self, images: Tensor) -> Tensor:
        """uint8 pictures (N, c, h, w) as the network's codec gives them back; as they are for a network of pixels."""
        space = self.checkpoint.space
        return given_back(space.codec, images) if isinstance(space, LatentSpace) else images

    def coded_test(self) -> Pictures:
        """The test pictures as the codec gives them back."""
        return replace(self.test, images=self._coded_test_images)

    @cached_property
    def _coded_test_images(self) -> Tensor:
        return self.coded(self.test.images)


def some(pictures: Pictures, n: int) -> Tensor:
    """n different pictures, or all if there are fewer, uint8 (n, c, h, w): the same each time."""
    chosen = torch.Generator().manual_seed(0)
    return pictures.images[torch.randperm(len(pictures), generator=chosen)[:n]]


def with_words(pictures: Pictures) -> tuple[Tensor, Tensor]:
    """Those pictures that have a word, uint8 (N, c, h, w), and its index (N,)."""
    labelled = pictures.bags.sum(1) > 0
    return pictures.images[labelled], pictures.bags[labelled].argmax(1)


def evenly(pictures: Pictures, each: int) -> tuple[Tensor, Tensor]:
    """`each` pictures of every word, or all that there are: uint8 (N, c, h, w) and the word's index (N,).

    The same each time. Raises UserError if none has a word.
    """
    images, labels = with_words(pictures)
    if not len(labels):
        raise UserError("None of these pictures has a word.")
    generator = torch.Generator().manual_seed(0)
    chosen = []
    for word in range(pictures.bags.shape[1]):
        (of_word,) = torch.where(labels == word)
        chosen.append(of_word[torch.randperm(len(of_word), generator=generator)[:each]])
    rows = torch.cat(chosen)
    return images[rows], labels[rows]
