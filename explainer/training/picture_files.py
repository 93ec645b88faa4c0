"""Files of training pictures: zip and npz files, and folders of one's own, each set in parts that share no picture."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from explainer.core.errors import UserError
from explainer.training.folders import VALIDATION_SHARE, read_folder
from explainer.training.recipe import PictureSet, Split


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


def _in_part(source: str, part: Split) -> bool:
    """Whether a picture from a training file, or from a file for testing, belongs to a part."""
    return part == "test" or is_validation(source) == (part == "validation")


def _wanted(spec: PictureSet, label: str, source: str) -> bool:
    """Whether a picture belongs to the set; crops are judged by the class that they were cut from."""
    cut_from = source.split("_image_", maxsplit=1)[0]
    if label in spec.without or cut_from in spec.without:
        return False
    return spec.only is None or label in spec.only


def _classes(folder: Path, file: str) -> dict[str, str]:
    """The class of each photograph of a file, by the name that its crops have too."""
    path = folder / f"{file}-train.zip"
    if not path.exists():
        raise UserError(f"The training data {path.name} is not in {folder}.")
    with zipfile.ZipFile(path) as archive:
        return {source_of(file, entry): entry.split("/")[0] for entry in archive.namelist()}


def _from_zip(path: Path, spec: PictureSet, part: Split) -> Iterator[tuple[str, np.ndarray]]:
    """(class, picture (h, w, 3)) of the wanted part."""
    origin = spec.cut_from
    classes = _classes(path.parent, origin) if origin else {}
    with zipfile.ZipFile(path) as archive:
        for entry in sorted(n for n in archive.namelist() if n.endswith((".jpg", ".webp"))):
            source = source_of(spec.file, entry)
            label = classes.get(source) if origin else entry.split("/")[0]
            if label is None or not _wanted(spec, label, source) or not _in_part(source, part):
                continue
            picture = Image.open(io.BytesIO(archive.read(entry))).convert("RGB")
            yield label, np.asarray(picture)


def _from_index(path: Path, spec: PictureSet, part: Split) -> Iterator[tuple[str, np.ndarray]]:
    """(caption, picture (h, w, 3)) of the wanted part; the style is a word of the caption."""
    with zipfile.ZipFile(path) as archive:
        for row in json.loads(archive.read("index.json")):
            if row["group"] in spec.without:
                continue
            # by name: the styles of one emoji must not be split up
            if not _in_part(row["name"], part):
                continue
            picture = Image.open(io.BytesIO(archive.read(row["file"]))).convert("RGB")
            yield f"{row['style']} {row['name']}", np.asarray(picture)


def _from_npz(path: Path, part: Split) -> tuple[list[str], np.ndarray]:
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


def read_set(
    folder: Path, spec: PictureSet, part: Split, size: int = 64
) -> tuple[list[str], Tensor]:
    """Classes and uint8 pictures (N, c, h, w) of one set; none if it has no such part.

    `size` is what the pictures of a plain folder are reduced to; the other files have theirs.
    """
    if (folder / spec.file).is_dir():
        labels, images = read_folder(folder / spec.file, size).part(part)
        return labels, _channels_first(images)
    npz = folder / f"{spec.file}.npz"
    zipped = folder / f"{spec.file}-{'test' if part == 'test' else 'train'}.zip"
    if npz.exists():
        labels, images = _from_npz(npz, part)
        return labels, _channels_first(images[..., None] if images.ndim == 3 else images)
    if zipped.exists():
        rows = list((_from_index if spec.captions else _from_zip)(zipped, spec, part))
        if not rows:
            return [], torch.empty(0)
        images = np.stack([picture for _, picture in rows])
        return [label for label, _ in rows], _channels_first(images)
    if part == "test":
        return [], torch.empty(0)
    raise UserError(f"The training data {npz.name} or {zipped.name} is not in {folder}.")


def _channels_first(images: np.ndarray) -> Tensor:
    return torch.from_numpy(images).permute(0, 3, 1, 2).contiguous()
