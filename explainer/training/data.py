"""Training pictures: read from zip and npz files into memory as uint8, drawn by set, then by class."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from explainer.core.errors import UserError
from explainer.media.pictures import reduce, square, to_model_range, to_pixels
from explainer.media.uploads import decode
from explainer.networks.conditions import bag_matrix
from explainer.training.recipes import PictureSet, Recipe

Part = Literal["train", "validation", "test"]
VALIDATION_SHARE = 32  # one source picture in this many is carved out of the training files
WORD_FROM = 5  # a word of captions counts if so many training pictures bear it
PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".gif")


@dataclass(frozen=True, eq=False)
class Pictures:
    """images: uint8 (N, c, h, w); bags: (N, words); probability of being drawn: (N,), sums to 1."""

    images: Tensor
    bags: Tensor
    probability: Tensor

    def __len__(self) -> int:
        return len(self.images)

    def to(self, device: torch.device) -> Pictures:
        """The same, with pictures and bags on a device; the draws are made on the CPU."""
        return replace(self, images=self.images.to(device), bags=self.bags.to(device))

    def reduced(self, by: int) -> Pictures:
        """The same at a fraction of their size, each pixel the mean of by × by."""
        parts = [F.avg_pool2d(x.float(), by).round().byte() for x in self.images.split(1024)]
        return replace(self, images=torch.cat(parts))


def source_of(file: str, entry: str) -> str:
    """The photograph that an entry was cut from: several crops of one must not be split up."""
    folder, stem = entry.rsplit("/", 1)[0], Path(entry).stem
    if file == "photo-crops-64":
        return stem.rsplit("_", 1)[0]
    if file == "pets-64":
        return stem.split("__")[0]
    if file == "grocery-64":
        return stem.split("__")[-1]
    if file == "caltech101-64":
        return f"{folder}_{stem}"
    return stem


def is_validation(source: str) -> bool:
    """A fixed, even choice of source pictures, the same on every machine."""
    return zlib.crc32(source.encode()) % VALIDATION_SHARE == 0


def _wanted(spec: PictureSet, entry: str) -> bool:
    """Whether an entry belongs to the set; crops are judged by the class that they were cut from."""
    label = entry.split("/", maxsplit=1)[0]
    cut_from = source_of(spec.file, entry).split("_image_")[0]
    if label in spec.without or cut_from in spec.without:
        return False
    return spec.only is None or label in spec.only


def _from_zip(path: Path, spec: PictureSet, part: Part) -> Iterator[tuple[str, np.ndarray]]:
    """(class, picture (h, w, 3)) of the wanted part."""
    with zipfile.ZipFile(path) as archive:
        for entry in sorted(n for n in archive.namelist() if n.endswith((".jpg", ".webp"))):
            label = entry.split("/")[0]
            if not _wanted(spec, entry):
                continue
            if part != "test" and is_validation(source_of(spec.file, entry)) != (
                part == "validation"
            ):
                continue
            picture = Image.open(io.BytesIO(archive.read(entry))).convert("RGB")
            yield label, np.asarray(picture)


def _from_index(path: Path, spec: PictureSet, part: Part) -> Iterator[tuple[str, np.ndarray]]:
    """(caption, picture (h, w, 3)) of the wanted part; the style is a word of the caption."""
    with zipfile.ZipFile(path) as archive:
        for row in json.loads(archive.read("index.json")):
            if row["group"] in spec.without:
                continue
            # by name: the styles of one emoji must not be split up
            if part != "test" and is_validation(row["name"]) != (part == "validation"):
                continue
            picture = Image.open(io.BytesIO(archive.read(row["file"]))).convert("RGB")
            yield f"{row['style']} {row['name']}", np.asarray(picture)


def words_of(caption: str) -> list[str]:
    """The words of a caption: "O’Clock: twelve-thirty" → o'clock, twelve-thirty; numbers are left out."""
    words = re.findall(r"[\w'-]*[^\W\d_][\w'-]*", caption.lower().replace("’", "'"))
    return list(dict.fromkeys(word.strip("'-") for word in words))


def _from_npz(path: Path, part: Part) -> tuple[list[str], np.ndarray]:
    """Classes and pictures (N, h, w) or (N, h, w, 3); the file says which are for testing."""
    with np.load(path) as file:
        if "is_test" in file:
            chosen = file["is_test"] == (part == "test")
            images, labels = file["images"][chosen], file["labels"][chosen]
        else:
            end = "test" if part == "test" else "train"
            images, labels = file[f"x_{end}"], file[f"y_{end}"]
        names = file.get("classes")
    if part != "test":
        held_out = np.arange(len(images)) % VALIDATION_SHARE == 0
        keep = held_out if part == "validation" else ~held_out
        images, labels = images[keep], labels[keep]
    return [str(y if names is None else names[y]) for y in labels], images


def _from_folder(path: Path, size: int, part: Part) -> tuple[list[str], np.ndarray]:
    """Words and square pictures (N, size, size, 3) of a folder; what is no picture is left out aloud."""
    files = sorted(p for p in path.rglob("*") if p.suffix.lower() in PICTURE_ENDINGS)
    labels, pictures = [], []
    for file in (
        f for i, f in enumerate(files) if (i % VALIDATION_SHARE == 0) == (part != "train")
    ):
        try:
            pixels = square(decode(file.read_bytes()).pixels)
        except UserError as error:
            print(f"left out {file}: {error}")
            continue
        labels.append("" if file.parent == path else file.relative_to(path).parts[0])
        pictures.append(to_pixels(reduce(pixels, size, 3)))
    if not pictures:
        raise UserError(
            f"There are too few pictures in {path}: it takes some hundreds to learn from, "
            f"as {', '.join(PICTURE_ENDINGS)}."
        )
    return labels, np.stack(pictures)


def read_set(
    folder: Path, spec: PictureSet, part: Part, size: int = 64
) -> tuple[list[str], Tensor]:
    """Classes and uint8 pictures (N, c, h, w) of one set; none if it has no such part.

    `size` is what the pictures of a plain folder are reduced to; the other files have theirs.
    """
    if (folder / spec.file).is_dir():
        labels, images = _from_folder(folder / spec.file, size, part)
        return labels, torch.from_numpy(images).permute(0, 3, 1, 2).contiguous()
    npz = folder / f"{spec.file}.npz"
    zipped = folder / f"{spec.file}-{'test' if part == 'test' else 'train'}.zip"
    if npz.exists():
        labels, images = _from_npz(npz, part)
        images = images[..., None] if images.ndim == 3 else images
        return labels, torch.from_numpy(images).permute(0, 3, 1, 2).contiguous()
    if zipped.exists():
        rows = list((_from_index if spec.captions else _from_zip)(zipped, spec, part))
        images = np.stack([picture for _, picture in rows])
        return [label for label, _ in rows], torch.from_numpy(images).permute(
            0, 3, 1, 2
        ).contiguous()
    if part == "test":
        return [], torch.empty(0)
    raise UserError(f"The training data {npz.name} or {zipped.name} is not in {folder}.")


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


def load_pictures(folder: Path, recipe: Recipe, part: Part) -> Pictures:
    """All sets of a (complete) recipe as one pool. Raises UserError where a file is missing."""
    images, bags, probability = [], [], []
    for spec in recipe.sets:
        labels, pictures = read_set(folder, spec, part, recipe.network.size)
        if not labels:
            continue
        words = [bag_of(spec, label) for label in labels]
        images.append(pictures)
        bags.append(bag_matrix(words, recipe.vocabulary))
        probability.append(spec.weight * over_classes(labels, spec.balance))
    p = torch.cat(probability)
    return Pictures(torch.cat(images), torch.cat(bags), p / p.sum())


def batches(
    pictures: Pictures, recipe: Recipe, generator: torch.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    """Endless (x0, bags): float32 pictures in −1…1, varied at random, some conditions dropped."""
    while True:
        chosen = torch.multinomial(
            pictures.probability, recipe.batch, replacement=True, generator=generator
        ).to(pictures.images.device)
        x0, bags = to_model_range(pictures.images[chosen]), pictures.bags[chosen]
        if recipe.flip:
            mirrored = torch.rand(recipe.batch, generator=generator) < 0.5
            x0[mirrored] = x0[mirrored].flip(3)  # left-right
        if recipe.hue:
            angles = torch.rand(recipe.batch, generator=generator) * 2 * torch.pi
            angles *= torch.rand(recipe.batch, generator=generator) < 0.5
            x0 = turn_hue(x0, angles.to(x0))
        kept = torch.rand(recipe.batch, 1, generator=generator) >= recipe.drop
        yield x0, bags * kept.to(bags)


def turn_hue(x0: Tensor, angles: Tensor) -> Tensor:
    """Turn the colours of (b, 3, h, w) pictures around the grey axis; greys stay as they are."""
    cos, sin = angles.cos()[:, None, None], angles.sin()[:, None, None] / 3**0.5
    axis = torch.full((3, 3), 1 / 3, device=x0.device)
    cross = torch.tensor([[0.0, -1, 1], [1, 0, -1], [-1, 1, 0]], device=x0.device)
    rotation = axis + cos * (torch.eye(3, device=x0.device) - axis) + sin * cross
    return torch.einsum("bij,bjhw->bihw", rotation, x0).clamp(-1, 1)
