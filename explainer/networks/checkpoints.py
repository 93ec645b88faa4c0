"""Checkpoints: NAME.safetensors beside NAME.json, the machine-readable model card.

Loading verifies the hash that the card states and says plainly what is wrong. Pickled weights are
never opened: unpickling can run any code that the file's author wished.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import torch
from cachetools import cached
from torch import Tensor

from explainer.core.baselines import PictureStatistics
from explainer.core.denoiser import PredictionType
from explainer.core.environment import checkpoint_folders
from explainer.core.errors import UserError
from explainer.core.schedule import NoiseSchedule, make_schedule
from explainer.networks.codec_files import read_codec_card
from explainer.networks.conditions import Condition, bag_matrix
from explainer.networks.config import UNetConfig
from explainer.networks.foreign import config_from
from explainer.networks.spaces import LatentCard, PixelSpace, Shape, Space, latent_space
from explainer.networks.weights import as_bytes, read_tensors, write_whole
from explainer.networks.word_unet import WordUNet
from explainer.strings import Sentence

FOLDER = Path(__file__).resolve().parents[2] / "checkpoints"  # those that ship
Kind = Literal["any", "pixels", "latents"]  # of networks: what they work on


@dataclass(frozen=True)
class ModelCard:
    """Everything that must be known to run a network and to judge it."""

    name: str
    title: str
    architecture: UNetConfig
    schedule: str
    T: int
    prediction: PredictionType
    vocabulary: tuple[str, ...]
    data: list[dict[str, str]]  # name, licence, attribution of each training set
    limits: str = ""  # what the network cannot do, in a few sentences
    prompts: tuple[str, ...] = ()  # what its sample grid shows, if not every word
    favourite: str = ""  # what it is asked for first, one prompt or several; "" for its first word
    draws_well: tuple[str, ...] = ()  # prompts to try first; () for the favourites, then the shown
    best_for: tuple[str, ...] = ()  # the tasks that front ends begin with it for
    latent: LatentCard | None = None  # what its x is made of; None for pixels
    statistics: PictureStatistics | None = None  # of the training pictures
    training: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, Any] = field(default_factory=dict)
    sha256: str = ""

    @property
    def shown(self) -> tuple[str, ...]:
        """The prompts that stand for what the network can draw: its words, if they are few."""
        return self.prompts or self.vocabulary

    @property
    def first_prompt(self) -> str:
        """What it is asked for before the visitor says anything; "" if it knows no words."""
        return self.favourite or next(iter(self.vocabulary), "")

    def write(self, folder: Path) -> None:
        """Write NAME.json."""
        text = json.dumps(asdict(self), indent=2, ensure_ascii=False)
        write_whole(folder / f"{self.name}.json", f"{text}\n".encode())


# of networks in no folder and no list, by their names: explainer.engines.visiting takes them in and lets them go
HELD: dict[str, ModelCard] = {}


def folders() -> list[Path]:
    """Where checkpoints are looked for: what ships first, so that nothing can take its name."""
    return [FOLDER, *checkpoint_folders()]


def checked_name(name: str) -> str:
    """A name that a new checkpoint may have. Raises UserError for others."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,30}", name):
        raise UserError("Name the network with small letters, digits and hyphens.")
    if (FOLDER / f"{name}.json").exists():
        raise UserError(f"“{name}” ships with the project; give your network another name.")
    return name


def home_of(name: str) -> Path:
    """The folder that holds a checkpoint."""
    return next((f for f in folders() if (f / f"{name}.json").exists()), FOLDER)


def ships(name: str) -> bool:
    """Whether a checkpoint is one of the project's own."""
    return name not in HELD and home_of(name) == FOLDER


def read_card(name: str, folder: Path | None = None) -> ModelCard:
    """The card of a checkpoint. Raises UserError if it is missing or not a card."""
    if held := HELD.get(name):
        return held
    path = (folder or home_of(name)) / f"{name}.json"
    try:
        stamp = path.stat()
        return _card(path, stamp.st_mtime_ns, stamp.st_size)
    except FileNotFoundError:
        raise UserError(Sentence("error.checkpoint", name=name, file=path.name)) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(Sentence("error.card", file=path.name, reason=error)) from None


@lru_cache(maxsize=64)
def _card(path: Path, changed: int, size: int) -> ModelCard:
    """Remembered until the file changes: a page asks for every network's, each time that it is drawn."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    for key in ("vocabulary", "prompts", "draws_well", "best_for"):
        raw[key] = tuple(raw.get(key, ()))
    if known := raw.pop("statistics", None):
        mean, power = tuple(known["mean"]), tuple(map(tuple, known["power"]))
        raw["statistics"] = PictureStatistics(mean, power)
    if latent := raw.pop("latent", None):
        both: dict[str, Any] = {key: tuple(latent[key]) for key in ("mean", "deviation")}
        raw["latent"] = LatentCard(**latent | both)
    return ModelCard(architecture=config_from(raw.pop("architecture")), **raw)


def available(kind: Kind = "any") -> list[str]:
    """Names of the checkpoints of a kind that have both card and weights."""
    names = sorted({name for folder in folders() for name in _available_in(folder)})
    if kind == "any":
        return names
    return [name for name in names if is_latent(name) == (kind == "latents")]


def is_latent(name: str) -> bool:
    """Whether a network works on a codec's latents; False where its card cannot be read."""
    with contextlib.suppress(UserError):  # whoever asks for that network is told
        return read_card(name).latent is not None
    return False


def _available_in(folder: Path) -> frozenset[str]:
    """Remembered until something is added or removed: every page asks, each time that it is drawn."""
    return _listed(folder, folder.stat().st_mtime_ns) if folder.is_dir() else frozenset()


@lru_cache(maxsize=8)
def _listed(folder: Path, changed: int) -> frozenset[str]:
    cards = folder.glob("*.json")
    return frozenset(c.stem for c in cards if c.with_suffix(".safetensors").exists())


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A card with the network it describes, in float32, in evaluation mode. Shared: never modified."""

    card: ModelCard
    model: WordUNet
    schedule: NoiseSchedule
    space: Space

    @property
    def shape(self) -> Shape:
        """(channels, height, width) of what the network works on."""
        return self.space.shape

    @property
    def picture_shape(self) -> Shape:
        """(channels, height, width) of its pictures: the same for a network that works on pixels."""
        return self.space.picture_shape

    @cached_property
    def parameters(self) -> int:
        """How many the network has."""
        return sum(p.numel() for p in self.model.parameters())

    def vectors(self, conditions: Sequence[Condition]) -> Tensor:
        """Condition vectors for the UNet, (batch, embedding) float32; zeros for an empty bag."""
        with torch.inference_mode():
            return bag_matrix(conditions, self.card.vocabulary) @ self.model.words


READ: dict[str, Checkpoint] = {}  # by their names, those that this process has read so far


def load_from(name: str, folder: Path) -> Checkpoint:
    """Read and verify a checkpoint. Raises UserError that says what is wrong."""
    card = read_card(name, folder)
    tensors = read_tensors(folder / f"{name}.safetensors", card.sha256)
    model = WordUNet(card.architecture, len(card.vocabulary))
    try:
        model.load_state_dict(tensors)
    except RuntimeError as error:
        reason = str(error).split("\n")[1].strip()
        raise UserError(Sentence("error.weights_unfit", name=name, reason=reason)) from None
    schedule, space = make_schedule(card.schedule, card.T), space_of(card, folder)
    return Checkpoint(card, model.eval().requires_grad_(False), schedule, space)


def picture_size(card: ModelCard) -> int:
    """Height and width of the pictures of a card's network, without reading weights. Raises UserError."""
    if card.latent is None:
        return card.architecture.size
    return read_codec_card(card.latent.codec, home_of(card.name)).architecture.size


def space_of(card: ModelCard, folder: Path) -> Space:
    """What the x of a card's network is made of; a codec is looked for in a folder of checkpoints. Raises UserError."""
    if card.latent:
        return latent_space(card.latent, folder)
    shape = card.architecture
    return PixelSpace((shape.channels, shape.size, shape.size))


@cached(READ, key=str, condition=threading.Condition())
def load_checkpoint(name: str) -> Checkpoint:
    """A checkpoint, wherever it lies: read once per process, shared by all visitors; who asks meanwhile waits."""
    return load_from(name, home_of(name))


def expect_weights(name: str, sha256: str) -> None:
    """Raises UserError if the weights of this name are others: they would make other pictures."""
    if read_card(name, home_of(name)).sha256 != sha256:
        raise UserError(Sentence("error.weights_others", name=name))


def save_checkpoint(
    card: ModelCard, tensors: dict[str, Tensor], folder: Path, *, exact: bool = False
) -> ModelCard:
    """Write weights (in half precision; with `exact`, if that changes none) and card; returns the card with their hash."""
    folder.mkdir(parents=True, exist_ok=True)
    data = as_bytes(tensors, exact)
    write_whole(folder / f"{card.name}.safetensors", data)
    stamped = replace(card, sha256=hashlib.sha256(data).hexdigest())
    stamped.write(folder)
    return stamped
