"""A folder of one's own pictures as a training set: decoded, parted, and with a report of what became of each file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from explainer.core.errors import UserError
from explainer.media.pictures import reduce, square, to_pixels
from explainer.strings import Sentence
from explainer.training.folder_files import LeftOut, PictureFile, picture_files
from explainer.training.folder_words import renamed, shown, words_of_folders
from explainer.training.recipe import Split

FEWEST = 10  # pictures that make a set: fewer are no set to learn from, whatever their size
VALIDATION_SHARE = 32  # one picture in this many is kept back
MOST_LISTED = 40  # words in a report

Stamp = tuple[
    PictureFile, int, int
]  # a file with its time and size: it is read anew when these change


@dataclass(frozen=True, eq=False)
class Folder:
    """labels: the name of each picture's folder, "" without one; images: uint8 (N, size, size, 3); parts: which each belongs to."""

    path: Path
    labels: list[str]
    images: np.ndarray
    parts: list[Split]
    words: dict[str, str]  # of each class
    left_out: LeftOut

    def part(self, part: Split) -> tuple[list[str], np.ndarray]:
        """Labels and pictures of one part; without pictures for testing, those kept back. Raises UserError for too few."""
        self.check()
        if part == "test" and "test" not in self.parts:
            part = "validation"
        chosen = [i for i, own in enumerate(self.parts) if own == part]
        return [self.labels[i] for i in chosen], self.images[chosen]

    def check(self) -> None:
        """Raises UserError unless there is enough to learn from."""
        n = sum(part != "test" for part in self.parts) if "train" in self.parts else 0
        if n < FEWEST:
            raise UserError(
                "\n".join(
                    [
                        f"There are too few pictures in {shown(str(self.path))}: {n} that can be read. It takes "
                        f"{FEWEST} at least, and some hundreds to learn something.",
                        *self.left_out.lines(),
                    ]
                )
            )
        if not {"train", "validation"} <= set(self.parts):
            raise UserError(
                f"Every folder in {shown(str(self.path))} holds a single picture; one of them needs two, as a "
                "picture is kept back."
            )

    def report(self) -> list[str]:
        """What the set is, which folders are asked for by other words, and what was left out; a line each."""
        n = Counter(self.parts)
        kept = f"{n['train']:,} pictures to learn from, {n['validation']:,} kept back to validate"
        test = f", {n['test']:,} to test" * bool(n["test"])
        labels = zip(self.labels, self.parts, strict=True)
        of_words = Counter(self.words.get(label, "") for label, part in labels if part != "test")
        listed = [f"{word} ({of_words[word]:,})" for word in dict.fromkeys(self.words.values())]
        more = f" and {len(listed) - MOST_LISTED} more" * (len(listed) > MOST_LISTED)
        words = f"words: {', '.join(listed[:MOST_LISTED])}{more}" if listed else "no words"
        bare = f"; {of_words['']:,} pictures without a word" * bool(listed and of_words[""])
        return [
            f"{shown(self.path.name)}: {kept}{test}; {words}{bare}",
            *(f"renamed: {line}" for line in renamed(self.words)),
            *self.left_out.lines(),
        ]


def read_folder(path: Path, size: int) -> Folder:
    """All pictures of a folder, squares of `size` pixels. Raises UserError if a class has no word."""
    left_out = LeftOut()
    files = picture_files(path, left_out)
    stamps = [(f, stat.st_mtime_ns, stat.st_size) for f in files if (stat := f.path.stat())]
    found, images, failed = _decoded(tuple(stamps), size)
    for kind, example in failed:
        left_out.add(kind, example)
    labels = [file.label for file in found]
    parts = _parted(found)
    taught = {label for label, part in zip(labels, parts, strict=True) if label and part == "train"}
    return Folder(path, labels, images, parts, words_of_folders(taught), left_out)


@lru_cache(maxsize=1)
def _decoded(
    stamps: tuple[Stamp, ...], size: int
) -> tuple[list[PictureFile], np.ndarray, list[tuple[str, str]]]:
    """Those that can be read, their pixels (N, size, size, 3), and of the others why they cannot: (kind, name)."""
    # needs pi-heif, which a machine lent for a burst may lack
    from explainer.media.uploads import decode

    found, pictures, failed = [], [], []
    for file, *_ in stamps:
        try:
            pixels = square(decode(file.path.read_bytes()).pixels)
        except (UserError, OSError) as error:
            failed.append((f"{file.path.suffix.lower()} file: {_why(error)}", file.path.name))
            continue
        found.append(file)
        pictures.append(to_pixels(reduce(pixels, size, 3)))
    images = np.stack(pictures) if pictures else np.empty((0, size, size, 3), np.uint8)
    return found, images, failed


def _why(error: UserError | OSError) -> str:
    """The same words for the same kind, whatever the numbers: files that are cut short lack each another share."""
    if isinstance(error, OSError):
        return f"{error.strerror}."
    said = error.sentence
    if isinstance(said, Sentence) and said.key == "error.cut_short":
        said = Sentence("error.damaged")
    return str(said)


def _parted(files: list[PictureFile]) -> list[Split]:
    """The part of each picture: what its folder says, and without a folder for it, one in 32 is kept back.

    Of a class with a single picture none is; and where that leaves nothing to keep back, one of the largest class.
    """
    parts: list[Split] = [file.part or "train" for file in files]
    learning = [i for i, part in enumerate(parts) if part == "train"]
    if "validation" in parts or not learning:
        return parts
    of_class = Counter(files[i].label for i in learning)
    several = [i for i in learning if of_class[files[i].label] > 1]
    kept = [i for i in learning[::VALIDATION_SHARE] if of_class[files[i].label] > 1]
    largest, _ = of_class.most_common(1)[0]
    for i in kept or [i for i in several if files[i].label == largest][:1]:
        parts[i] = "validation"
    return parts
