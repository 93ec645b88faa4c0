"""Codecs as files: codecs/NAME.safetensors beside codecs/NAME.json in a folder of checkpoints."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from torch import Tensor

from explainer.core.errors import UserError
from explainer.networks.codec import Codec
from explainer.networks.config import CodecConfig
from explainer.networks.weights import as_bytes, read_tensors, write_whole
from explainer.strings import Sentence

SUBFOLDER = "codecs"  # no network of its own: lists of networks leave it out


@dataclass(frozen=True)
class CodecCard:
    """Everything that must be known to run a codec and to judge it."""

    name: str
    title: str
    architecture: CodecConfig
    data: list[dict[str, str]]  # name, licence, attribution of each training set
    limits: str = ""
    training: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, Any] = field(default_factory=dict)
    sha256: str = ""

    def write(self, folder: Path) -> None:
        """Write codecs/NAME.json in a folder of checkpoints."""
        text = json.dumps(asdict(self), indent=2, ensure_ascii=False)
        write_whole(_file(self.name, folder, ".json"), f"{text}\n".encode())


@dataclass(frozen=True, eq=False)
class LoadedCodec:
    """A card with the codec it describes, in float32, in evaluation mode. Shared: never modified."""

    card: CodecCard
    codec: Codec


def _file(name: str, folder: Path, ending: str) -> Path:
    return folder / SUBFOLDER / f"{name}{ending}"


def read_codec_card(name: str, folder: Path) -> CodecCard:
    """The card of a codec. Raises UserError if it is missing or not a card."""
    path = _file(name, folder, ".json")
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        shape: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in raw.pop("architecture").items()
        }
        return CodecCard(architecture=CodecConfig(**shape), **raw)
    except FileNotFoundError:
        raise UserError(Sentence("error.checkpoint", name=name, file=path.name)) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(Sentence("error.card", file=path.name, reason=error)) from None


def load_codec(name: str, folder: Path) -> LoadedCodec:
    """Read and verify a codec. Raises UserError that says what is wrong."""
    card = read_codec_card(name, folder)
    codec = Codec(card.architecture)
    tensors = read_tensors(_file(name, folder, ".safetensors"), card.sha256)
    try:
        codec.load_state_dict(tensors)
    except RuntimeError as error:
        reason = str(error).split("\n")[1].strip()
        raise UserError(Sentence("error.weights_unfit", name=name, reason=reason)) from None
    return LoadedCodec(card, codec.eval().requires_grad_(False))


def save_codec(card: CodecCard, tensors: dict[str, Tensor], folder: Path) -> CodecCard:
    """Write weights in half precision and the card with their hash; returns that card."""
    path = _file(card.name, folder, ".safetensors")
    path.parent.mkdir(parents=True, exist_ok=True)
    data = as_bytes(tensors)
    write_whole(path, data)
    stamped = replace(card, sha256=hashlib.sha256(data).hexdigest())
    stamped.write(folder)
    return stamped
