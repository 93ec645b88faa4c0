"""The pictures in a folder as people have them: what is one, what is left out, and which folders part a set."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from explainer.training.folder_words import shown
from explainer.training.recipe import Split

Parts = tuple[str, ...]  # of a path below the folder
PICTURE_ENDINGS = (
    *(".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".webp", ".gif"),
    *(".bmp", ".tif", ".tiff", ".avif", ".heic", ".heif", ".hif"),
)
ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")
# folders that systems and programs leave behind
NO_CLASS = {"__macosx", "__pycache__", "@eadir", "#recycle", "$recycle.bin", "lost+found"} | {
    "system volume information"
}
SPLITS: dict[str, Split] = {
    **dict.fromkeys(("train", "training"), "train"),
    **dict.fromkeys(("val", "valid", "validation", "dev"), "validation"),
    **dict.fromkeys(("test", "testing"), "test"),
}
_TAIL = re.compile("(set|data|images|pictures|split)$")


@dataclass
class LeftOut:
    """How many files were left out, by kind, and one of each kind."""

    count: Counter[str] = field(default_factory=Counter)
    example: dict[str, str] = field(default_factory=dict)

    def add(self, kind: str, example: str, n: int = 1) -> None:
        """Count n files of a kind."""
        if n:
            self.count[kind] += n
            self.example.setdefault(kind, shown(example))

    def lines(self) -> list[str]:
        """A sentence for each kind, the most numerous first."""
        return [
            f"left out: {n:,} × {kind} ({self.example[kind]}{', …' * (n > 1)})"
            for kind, n in self.count.most_common()
        ]


@dataclass(frozen=True)
class PictureFile:
    """A file, its folder's name ("" of one beside the folders), and its part, if a folder says so."""

    path: Path
    label: str
    part: Split | None


def picture_files(root: Path, left_out: LeftOut) -> list[PictureFile]:
    """All pictures by their endings, in the order of their paths; what else there is goes to `left_out`."""
    files = sorted(_walk(root, left_out), key=lambda found: found[0])
    return list(_arranged(files, left_out))


def _walk(root: Path, left_out: LeftOut) -> Iterator[tuple[Parts, Path]]:
    """Links are followed, but not back into a folder that they lie in, and into another once for each class."""
    seen: set[tuple[Parts, Path]] = set()
    waiting: list[tuple[Parts, Path, frozenset[Path]]] = [((), root, frozenset())]
    while waiting:
        parts, folder, above = waiting.pop()
        here = folder.resolve()
        if here in above or (parts[:2], here) in seen:
            left_out.add("linked folder that leads to what was there already", "/".join(parts))
            continue
        seen.add((parts[:2], here))
        for name in _names(folder, parts, left_out):
            path, below = folder / name, (*parts, name)
            if _is_folder(path):
                if _is_class(path, left_out):
                    waiting.append((below, path, above | {here}))
            elif kind := _no_picture(path):
                left_out.add(kind, "/".join(below))
            else:
                yield below, path


def _names(folder: Path, parts: Parts, left_out: LeftOut) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except OSError as error:
        left_out.add(f"folder that cannot be opened: {error.strerror}", "/".join(parts))
        return []


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _is_class(folder: Path, left_out: LeftOut) -> bool:
    """Whether a folder may hold pictures of a class; the files of one that may not are counted."""
    name = folder.name
    if not name.startswith(".") and name.casefold() not in NO_CLASS:
        return True
    hidden = [file for _, _, files in os.walk(folder) for file in files]
    left_out.add(f"file in {shown(name)}/", "".join(hidden[:1]), len(hidden))
    return False


def _no_picture(path: Path) -> str:
    """What kind of other file this is; "" of what may be a picture."""
    if path.name.startswith("._"):
        return "file “._…”, which macOS puts beside others"
    if path.name.startswith("."):
        return "hidden file"
    if not _is_file(path):
        return "link that leads nowhere" if path.is_symlink() else "entry that is no file"
    ending = path.suffix.lower()
    if ending in ARCHIVES:
        return f"file {ending}, which must be unpacked first"
    if ending not in PICTURE_ENDINGS:
        return f"file {shown(ending) or 'without an ending'}, which is not read as a picture"
    return ""


def role_of(name: str) -> Split | None:
    """Which part of a set a folder's name means: train, Training set, train2017, val, test1 …"""
    letters = re.sub(r"[\W\d_]", "", name.casefold())
    return SPLITS.get(_TAIL.sub("", letters))


def _arranged(files: list[tuple[Parts, Path]], left_out: LeftOut) -> Iterator[PictureFile]:
    """Each with its class and part."""
    wrapped, roles = _splits(files)
    for parts, path in files:
        inner = parts[wrapped:]
        if not roles:
            yield PictureFile(path, inner[0] if len(inner) > 1 else "", None)
        elif len(inner) > 1 and inner[0] in roles:
            yield PictureFile(path, inner[1] if len(inner) > 2 else "", roles[inner[0]])
        else:
            left_out.add("picture beside the folders that part the set", "/".join(parts))


def _splits(files: list[tuple[Parts, Path]]) -> tuple[int, dict[str, Split]]:
    """How many folders lie around the classes, or around those that part a set, and what these mean.

    An archive often unpacks into a folder within a folder; a single class is no such folder.
    """
    wrapped, inner = 0, [parts for parts, _ in files]
    while inner:
        if roles := _roles(inner):
            return wrapped, roles
        if any(len(parts) < 2 for parts in inner):
            break
        if len({parts[0] for parts in inner}) > 1:
            return wrapped, {}
        wrapped, inner = wrapped + 1, [parts[1:] for parts in inner]
    return 0, {}


def _roles(files: Iterable[Parts]) -> dict[str, Split]:
    """What the outermost folders mean, if they part a set: a class may be called train, or test, as well."""
    classes: dict[str, set[str]] = {}
    for parts in files:
        if len(parts) > 1:
            classes.setdefault(parts[0], set()).update(parts[1:2] if len(parts) > 2 else ())
    roles = {name: role for name in classes if (role := role_of(name))}
    taught = set().union(*(classes[name] for name, role in roles.items() if role == "train"))
    alone = roles.keys() == classes.keys()
    if "train" not in roles.values():
        return {}
    if taught:
        again = any(classes[name] & taught for name, role in roles.items() if role != "train")
        return roles if alone or again else {}
    return roles if alone and len(roles) > 1 else {}
