"""The settings EXPLAINER_…, as they stand in the environment of the process.

An empty one counts as not set. One that makes no sense is refused with a sentence that names it, says what it was
and what it may be.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path

from explainer.core.errors import UserError

THREADS, VISITORS = "EXPLAINER_THREADS", "EXPLAINER_VISITORS"
HOSTS, FRAMING = "EXPLAINER_HOSTS", "EXPLAINER_FRAMED_BY"
CHECKPOINTS, ENGINE_FILES = "EXPLAINER_CHECKPOINTS", "EXPLAINER_ENGINE_FILES"
ENGINE = "EXPLAINER_ENGINE"
ROOMS = "EXPLAINER_ROOMS"
ENGINES = ("torch", "torch-bfloat16", "onnxruntime", "openvino", "ray")

_NUMBER = re.compile("[1-9][0-9]{0,5}", re.ASCII)
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:]*:[0-9a-f:.]+")
_REDIS = re.compile(r"(rediss?|unix)://\S+")
_SITE = re.compile(r"\*|(https?://)?(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:(\d{1,5}|\*))?")


def setting(name: str) -> str:
    """What it says, without space around it; "" if it is not set, or empty."""
    return os.environ.get(name, "").strip()


def threads() -> int | None:
    """EXPLAINER_THREADS: how many compute a network call; None to find out."""
    return _whole_number(THREADS)


def visitors() -> int | None:
    """EXPLAINER_VISITORS: how many pages may be open at once."""
    return _whole_number(VISITORS)


def hosts() -> frozenset[str]:
    """EXPLAINER_HOSTS: the names that the server answers to; none for any."""
    names = [name.strip().lower() for name in setting(HOSTS).split(",")]
    example = "names with commas between them and without https:// or port, such as app.example"
    return frozenset(_each(HOSTS, filter(None, names), _HOST, example))


def framing_sites() -> list[str]:
    """EXPLAINER_FRAMED_BY: sites that may show the app in a frame, as they stand in a Content-Security-Policy."""
    sites = setting(FRAMING).replace(",", " ").split()
    return _each(FRAMING, sites, _SITE, "sites such as https://school.example")


def engine() -> str:
    """EXPLAINER_ENGINE: what computes the networks; "" for the fastest."""
    wanted = setting(ENGINE)
    if wanted and wanted not in ENGINES:
        raise _refused(ENGINE, wanted, f"one of {', '.join(ENGINES)}")
    return wanted


def checkpoint_folders() -> list[Path]:
    """EXPLAINER_CHECKPOINTS: folders of further networks."""
    return [Path(p) for p in setting(CHECKPOINTS).split(os.pathsep) if p]


def engine_files() -> Path | None:
    """EXPLAINER_ENGINE_FILES: the folder of networks exported for other engines."""
    folder = setting(ENGINE_FILES)
    return Path(folder) if folder else None


def rooms() -> str:
    """EXPLAINER_ROOMS: the address of a Redis that keeps the rooms of classes; "" for this process's memory."""
    url = setting(ROOMS)
    if url and not _REDIS.fullmatch(url):
        # there may be a password in it, which is not told
        raise _refused(ROOMS, "…", "the address of a Redis, such as redis://localhost")
    if url and find_spec("redis") is None:
        raise UserError(
            f"{ROOMS} asks for a Redis, but its package is missing here: "
            "pip install -r requirements-rooms.txt; or leave it empty."
        )
    return url


def _existing_folders() -> None:
    for folder in checkpoint_folders():
        if not folder.is_dir():
            example = f"folders that exist, with “{os.pathsep}” between them"
            raise _refused(CHECKPOINTS, str(folder), example)


def _no_file() -> None:
    if (folder := engine_files()) and folder.exists() and not folder.is_dir():
        raise _refused(ENGINE_FILES, str(folder), "a folder, which may still be missing")


# by the name of the setting: raises UserError where it makes no sense
CHECKS: dict[str, Callable[[], object]] = {
    **{THREADS: threads, VISITORS: visitors, HOSTS: hosts, FRAMING: framing_sites},
    **{ENGINE: engine, CHECKPOINTS: _existing_folders, ENGINE_FILES: _no_file},
    ROOMS: rooms,
}


def check_settings() -> None:
    """Raise UserError for the first setting that makes no sense."""
    for check in CHECKS.values():
        check()


def _whole_number(name: str) -> int | None:
    value = setting(name)
    if value and not _NUMBER.fullmatch(value):
        raise _refused(name, value, "a whole number from 1 on, such as 4")
    return int(value) if value else None


def _each(name: str, values: Iterable[str], pattern: re.Pattern[str], example: str) -> list[str]:
    found = list(values)
    for value in found:
        if not pattern.fullmatch(value):
            raise _refused(name, value, example)
    return found


def _refused(name: str, value: str, example: str) -> UserError:
    return UserError(
        f"{name} is “{value}”, which makes no sense here. Set it to {example}; or leave it empty."
    )
