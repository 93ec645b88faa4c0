"""Training pictures: all sets of a recipe in memory as uint8, drawn by set, then by class."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor

from explainer.media.pictures import to_model_range
from explainer.networks.conditions import bag_matrix
from explainer.networks.descent import dropped
from explainer.networks.spaces import PixelSpace, Space
from explainer.training.picture_files import read_set
from explainer.training.recipe import PictureSet, Recipe, Split

WORD_FROM = 5  # a word of captions counts if so many training pictures bear it


class Pool(Protocol):
    """Training pictures to draw from, as what a network works on: pixels, or latents of a codec."""

    @property
    def bags(self) -> Tensor:
        """The words of each, (N, words)."""

    @property
    def probability(self) -> Tensor:
        """Of being drawn, (N,); sums to 1, on the CPU."""

    @property
    def space(self) -> Space:
        """What x0 is made of."""

    def __len__(self) -> int: ...

    def plain(self, chosen: Tensor) -> Tensor:
        """x0 of these pictures as they are: float32 (n, *space.shape)."""

    def varied(self, chosen: Tensor, recipe: Recipe, generator: torch.Generator) -> Tensor:
        """x0 of these pictures, each varied at random as the recipe says."""


@dataclass(frozen=True, eq=False)
class Pictures:
    """images: uint8 (N, c, h, w); bags: (N, words); probability of being drawn: (N,), sums to 1."""

    images: Tensor
    bags: Tensor
    probability: Tensor

    def __len__(self) -> int:
        return len(self.images)

    @property
    def space(self) -> Space:
        """Pixels."""
        channels, height, width = self.images.shape[1:]
        return PixelSpace((channels, height, width))

    def plain(self, chosen: Tensor) -> Tensor:
        """These pictures in [−1, 1]."""
        return to_model_range(self.images[chosen])

    def varied(self, chosen: Tensor, recipe: Recipe, generator: torch.Generator) -> Tensor:
        """These pictures, mirrored or in other colours where the recipe says so."""
        return _varied(self.plain(chosen), recipe, generator)

    def to(self, device: torch.device) -> Pictures:
        """The same, with pictures and bags on a device; the draws are made on the CPU."""
        return replace(self, images=self.images.to(device), bags=self.bags.to(device))

    def reduced(self, by: int) -> Pictures:
        """The same at a fraction of their size, each pixel the mean of by × by."""
        parts = [F.avg_pool2d(x.float(), by).round().byte() for x in self.images.split(1024)]
        return replace(self, images=torch.cat(parts))


def words_of(caption: str) -> list[str]:
    """The words of a caption: "O’Clock: twelve-thirty" → o'clock, twelve-thirty; numbers are left out."""
    words = re.findall(r"[\w'-]*[^\W\d_][\w'-]*", caption.lower().replace("’", "'"))
    return list(dict.fromkeys(word.strip("'-") for word in words))


def over_classes(labels: list[str], balance: float) -> Tensor:
    """Probability of each picture if a class of n is drawn in proportion to n**balance, then a picture."""
    count = Counter(labels)
    p = torch.tensor([count[label] ** (balance - 1) for label in labels], dtype=torch.float64)
    return p / p.sum()


def complete(recipe: Recipe, folder: Path) -> Recipe:
    """The recipe with the words that its captions have in common; others stay as they are."""
    captioned = [spec for spec in recipe.sets if spec.captions and not spec.words]
    count = Counter(
        word
        for spec in captioned
        for caption in read_set(folder, spec, "train")[0]
        for word in words_of(caption)
    )
    common = {word: word for word, n in sorted(count.items()) if n >= WORD_FROM}
    sets = (replace(s, words=common) if s in captioned else s for s in recipe.sets)
    return replace(recipe, sets=tuple(sets))


def bag_of(spec: PictureSet, label: str) -> dict[str, float]:
    """The words that a picture of this class, or with this caption, trains under."""
    said = words_of(label) if spec.captions else [label]
    return {spec.words[word]: 1.0 for word in said if word in spec.words}


@dataclass(frozen=True, eq=False)
class LoadedSet:
    """One set of a mixture: a class or caption of each picture, and the pictures, uint8 (N, c, h, w)."""

    spec: PictureSet
    labels: list[str]
    images: Tensor


def load_sets(
    folder: Path, sets: tuple[PictureSet, ...], size: int, part: Split
) -> list[LoadedSet]:
    """Those sets that have such a part. Raises UserError where a file is missing."""
    read = ((spec, *read_set(folder, spec, part, size)) for spec in sets)
    return [LoadedSet(spec, labels, images) for spec, labels, images in read if labels]


def as_pool(sets: list[LoadedSet], vocabulary: tuple[str, ...] = ()) -> Pictures:
    """All of them as one pool; without a vocabulary, their words count for nothing."""
    p = torch.cat([s.spec.weight * over_classes(s.labels, s.spec.balance) for s in sets])
    words = [bag_of(s.spec, label) if vocabulary else {} for s in sets for label in s.labels]
    return Pictures(torch.cat([s.images for s in sets]), bag_matrix(words, vocabulary), p / p.sum())


def load_pictures(folder: Path, recipe: Recipe, part: Split) -> Pictures:
    """All sets of a (complete) recipe as one pool. Raises UserError where a file is missing."""
    sets = load_sets(folder, recipe.sets, recipe.picture_size, part)
    return as_pool(sets, recipe.vocabulary)


def batches(
    pool: Pool, recipe: Recipe, generator: torch.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    """Endless (x0, bags): float32 of about unit scale, varied at random, some conditions and words dropped."""
    while True:
        chosen = torch.multinomial(
            pool.probability, recipe.batch, replacement=True, generator=generator
        ).to(pool.bags.device)
        x0 = pool.varied(chosen, recipe, generator)
        yield x0, dropped(pool.bags[chosen], recipe.drop, recipe.word_drop, generator)


def _varied(x0: Tensor, recipe: Recipe, generator: torch.Generator) -> Tensor:
    """Half of the pictures (b, c, h, w) mirrored, half of them in other colours, where the recipe says so."""
    if recipe.flip:
        x0 = mirrored(x0, generator)
    if recipe.hue:
        angles = torch.rand(len(x0), generator=generator) * 2 * torch.pi
        angles *= torch.rand(len(x0), generator=generator) < 0.5
        x0 = turn_hue(x0, angles.to(x0))
    return x0


def mirrored(x0: Tensor, generator: torch.Generator) -> Tensor:
    """Half of the pictures (b, c, h, w), by chance, with left and right exchanged."""
    turned = torch.rand(len(x0), generator=generator) < 0.5
    return torch.where(turned.to(x0.device)[:, None, None, None], x0.flip(3), x0)


def turn_hue(x0: Tensor, angles: Tensor) -> Tensor:
    """Turn the colours of (b, 3, h, w) pictures around the grey axis; greys stay as they are."""
    cos, sin = angles.cos()[:, None, None], angles.sin()[:, None, None] / 3**0.5
    axis = torch.full((3, 3), 1 / 3, device=x0.device)
    cross = torch.tensor([[0.0, -1, 1], [1, 0, -1], [-1, 1, 0]], device=x0.device)
    rotation = axis + cos * (torch.eye(3, device=x0.device) - axis) + sin * cross
    return torch.einsum("bij,bjhw->bihw", rotation, x0).clamp(-1, 1)
