"""python -m explainer.pack: the app as one archive, for a classroom without a network.

The same tree always gives the same bytes, so that two people can compare what they hand out.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from explainer.core.errors import UserError

ROOT = Path(__file__).resolve().parents[1]
INSIDE = "noisewalk"  # the archive's one folder

# What is handed out is named, not what is left out: nobody's own pictures or keys slip in.
CONTENTS = (
    ".streamlit/config.toml",
    "LICENSE",
    "NOTICE",
    "README.md",
    "app.py",
    "checkpoints",
    "deploy",
    "docs",
    "explainer",
    "gradio_app.py",
    "licenses",
    "pages",
    "requirements-cluster.txt",
    "requirements-fast.txt",
    "requirements-rooms.txt",
    "requirements.txt",
)
START = "deploy/START.txt"  # stands at the top of the archive
PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;#]+)")
WHEEL = re.compile(r"(?P<name>[^-]+)-(?P<version>[^-]+)-.+\.whl")


def normal(name: str) -> str:
    """A package's name as indexes compare it: Foo_Bar and foo-bar are one."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(requirements: Path) -> list[tuple[str, str]]:
    """(name, version) of every line NAME==VERSION. UserError if the file is missing."""
    if not requirements.is_file():
        raise UserError(
            f"{requirements.name} is missing; pack from a complete copy of the project."
        )
    lines = requirements.read_text(encoding="utf-8").splitlines()
    return [(normal(pin["name"]), pin["version"]) for pin in map(PIN.match, lines) if pin]


def app_files(root: Path) -> list[str]:
    """The files to hand out, as sorted paths below `root` with forward slashes.

    UserError if a part of the project is missing or a model card has no weights.
    """
    files: set[str] = set()
    for name in CONTENTS:
        found = [f for f in (root / name, *(root / name).rglob("*")) if f.is_file()]
        if not found:
            raise UserError(f"{name} is missing; pack from a complete copy of the project.")
        inside = (f.relative_to(root) for f in found)
        files |= {f.as_posix() for f in inside if f.as_posix() == name or not _is_litter(f)}
    for card in (root / "checkpoints").glob("*.json"):
        if not card.with_suffix(".safetensors").is_file():
            raise UserError(
                f"The weights of “{card.stem}” are missing; fetch them, then pack again."
            )
    return sorted(files)


def _is_litter(path: Path) -> bool:
    """What tools and systems leave behind: caches, compiled files, hidden files."""
    hidden = any(part.startswith(".") or part == "__pycache__" for part in path.parts)
    return hidden or path.suffix == ".pyc"


def name_and_version(wheel: Path) -> tuple[str, str]:
    """What a wheel's file name says. UserError if it is no wheel's name."""
    match = WHEEL.fullmatch(wheel.name)
    if not match:
        raise UserError(f"{wheel.name} is not named like a wheel; take it out of the folder.")
    return normal(match["name"]), match["version"]


def missing_from(folder: Path, wanted: list[tuple[str, str]]) -> list[str]:
    """NAME==VERSION of the packages that have no wheel in `folder`; 2.0+cpu is a build of 2.0."""
    held = {name_and_version(wheel) for wheel in folder.glob("*.whl")}
    held |= {(name, version.split("+")[0]) for name, version in held}
    return [f"{name}=={version}" for name, version in wanted if (name, version) not in held]


def fetch_wheels(folder: Path, requirements: Path) -> list[Path]:
    """The wheels in `folder`, sorted; pip fetches what the requirements lack there.

    UserError if pip cannot, or left a package out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pins(requirements)
    if missing_from(folder, wanted):
        # wheels only: a source package would need a compiler in the classroom
        command = [sys.executable, "-m", "pip", "download", "--only-binary", ":all:"]
        # those already there count, so that a small torch fetched first is not joined by the large one
        command += ["--find-links", str(folder), "-r", str(requirements), "-d", str(folder)]
        if subprocess.run(command, check=False).returncode:
            raise UserError("pip could not fetch the wheels: its message stands above. Try again.")
    if missing := missing_from(folder, wanted):
        raise UserError(f"There is no wheel for {', '.join(missing)}; put it into {folder}.")
    return sorted(folder.glob("*.whl"))


def wheels_list(wheels: list[Path], wanted: list[tuple[str, str]]) -> str:
    """The text of wheels.txt, which pip reads as requirements: NAME==VERSION, with hashes of wheels."""
    hashes: dict[str, list[str]] = {}
    for wheel in wheels:
        with wheel.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        hashes.setdefault("==".join(name_and_version(wheel)), []).append(digest)
    lines = [
        " ".join([package, *(f"--hash=sha256:{digest}" for digest in sorted(digests))])
        for package, digests in hashes.items()
    ]
    return "\n".join(sorted(lines or map("==".join, wanted))) + "\n"


def members(root: Path, wheels: list[Path]) -> Iterator[tuple[str, Path | str]]:
    """(path in the archive, file or text), unsorted."""
    yield from ((name, root / name) for name in app_files(root))
    yield "START.txt", root / START
    yield "wheels.txt", wheels_list(wheels, pins(root / "requirements.txt"))
    yield from ((f"wheels/{wheel.name}", wheel) for wheel in wheels)


def write_archive(out: Path, root: Path, wheels: list[Path]) -> None:
    """Write the zip file `out`, whole or not at all."""
    unfinished = out.with_name(out.name + ".part")
    try:
        with zipfile.ZipFile(unfinished, "w") as archive:
            for name, content in sorted(members(root, wheels), key=lambda member: member[0]):
                _add(archive, f"{INSIDE}/{name}", content)
        unfinished.replace(out)
    except OSError as error:
        raise UserError(
            f"{out} cannot be written: {error.strerror}. Choose another --out."
        ) from None
    finally:
        unfinished.unlink(missing_ok=True)


def _add(archive: zipfile.ZipFile, name: str, content: Path | str) -> None:
    """Add a file with nothing of this machine about it: no time, owner or system.

    Stored as it is: weights and wheels hardly shrink, and compressed bytes differ between zlibs.
    """
    info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.create_system, info.external_attr = 3, 0o100644 << 16
    if isinstance(content, str):
        archive.writestr(info, content)
        return
    info.file_size = content.stat().st_size  # decides how the entry is written, before it is
    with content.open("rb") as source, archive.open(info, "w") as target:
        shutil.copyfileobj(source, target)


def main(arguments: list[str] | None = None) -> int:
    """Pack; 0 on success, 2 with a sentence on a mistake of the user."""
    parser = argparse.ArgumentParser(prog="python -m explainer.pack", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("noisewalk.zip"), help="the archive")
    text = "put wheels in: those in this folder, and pip fetches there what is missing"
    parser.add_argument("--wheels", type=Path, metavar="FOLDER", help=text)
    options = parser.parse_args(arguments)
    try:
        wheels = fetch_wheels(options.wheels, ROOT / "requirements.txt") if options.wheels else []
        write_archive(options.out, ROOT, wheels)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    size = options.out.stat().st_size / 1e6
    print(f"{options.out}: {size:.0f} MB, {len(wheels)} wheels. START.txt in it says how to begin.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
