"""All that a burst needs, in one folder small enough to be sent: code, codec, pictures, the packages missing there.

The pictures are encoded anew, as finely as there is room for; the folder is laid out like the project, so that the
program runs in it as it does here.
"""

from __future__ import annotations

import importlib.util
import io
import shutil
import zipfile
from pathlib import Path

from PIL import Image

from explainer.core.errors import UserError
from explainer.networks.codec_files import SUBFOLDER
from explainer.training.codecs.recipe import CODECS
from explainer.training.recipes import RECIPES

CODE = Path(__file__).resolve().parents[2]
PACKAGES = ("cachetools",)  # pure Python, and in few images made for training
QUALITIES = (95, 92, 90, 87, 84, 80, 75, 70)  # of WebP
EVERY = 40  # one picture in so many is tried, to guess the size of all
ENTRY = 150  # bytes that a zip file spends on the name of a picture
MEBIBYTE = 2**20


def pack(data: Path, folder: Path, checkpoints: Path, mebibytes: float) -> str:
    """Write the folder; says what is in it. Raises UserError if it cannot be made so small, or is there already."""
    if folder.exists():
        raise UserError(f"{folder} exists already; name a new folder to pack into.")
    _copy_code(folder)
    for file in (checkpoints / SUBFOLDER).glob("*"):
        (folder / "checkpoints" / SUBFOLDER).mkdir(parents=True, exist_ok=True)
        shutil.copy(file, folder / "checkpoints" / SUBFOLDER)
    files = _training_files(data)
    room = mebibytes * MEBIBYTE - size_of(folder)
    quality = next((q for q in QUALITIES if _guessed(files, q) < room), None)
    if quality is None:
        raise UserError(
            f"The pictures do not fit in {mebibytes:g} MiB; allow more with --mebibytes."
        )
    (folder / "data").mkdir()
    for file in files:
        _encode(file, folder / "data" / file.name, quality)
    return f"{folder}: {size_of(folder) / MEBIBYTE:.1f} MiB, pictures as WebP of quality {quality}"


def size_of(folder: Path) -> int:
    """Bytes of all files in it."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _training_files(data: Path) -> list[Path]:
    """Those that the codec and the networks in its latents learn from."""
    mixtures = [r.sets for r in RECIPES.values() if r.codec] + [c.sets for c in CODECS.values()]
    names = sorted({spec.file for sets in mixtures for spec in sets})
    files = [data / f"{name}-train.zip" for name in names]
    if missing := [file.name for file in files if not file.exists()]:
        raise UserError(f"The training data {', '.join(missing)} is not in {data}.")
    return files


def _copy_code(folder: Path) -> None:
    only = shutil.ignore_patterns("__pycache__", "*.webp", "*.png", "*.jpg", "*.js", "*.css")
    shutil.copytree(CODE, folder / "explainer", ignore=only)
    for name in PACKAGES:
        found = importlib.util.find_spec(name)
        if found and found.origin:
            shutil.copytree(Path(found.origin).parent, folder / name, ignore=only)


def _guessed(files: list[Path], quality: int) -> float:
    """Bytes of all pictures, from some of each file."""
    total = 0.0
    for file in files:
        with zipfile.ZipFile(file) as archive:
            pictures = [n for n in archive.namelist() if not n.endswith(".json")]
            tried = pictures[::EVERY]
            some = sum(len(_webp(archive.read(name), quality)) for name in tried)
            total += len(pictures) * (some / max(1, len(tried)) + ENTRY)
    return total


def _encode(source: Path, target: Path, quality: int) -> None:
    """The same entries under the same names, which their readers go by; what they hold says its format itself."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith(".json"):
                new.writestr(name, content, zipfile.ZIP_DEFLATED)
            else:
                new.writestr(name, _webp(content, quality))


def _webp(content: bytes, quality: int) -> bytes:
    """A picture's file, encoded anew."""
    buffer = io.BytesIO()
    Image.open(io.BytesIO(content)).convert("RGB").save(buffer, "WEBP", quality=quality, method=4)
    return buffer.getvalue()
