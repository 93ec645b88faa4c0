"""Files of weights: safetensors only, with their hash verified. Pickles are never opened."""

from __future__ import annotations

import hashlib
from pathlib import Path

import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor

from explainer.core.errors import UserError
from explainer.strings import Sentence

PICKLES = {".bin", ".ckpt", ".pkl", ".pickle", ".pt", ".pth"}


def read_tensors(path: Path, sha256: str = "") -> dict[str, Tensor]:
    """The tensors of a safetensors file, in float32.

    Raises UserError for a missing file, a pickle, a hash other than `sha256`, or a damaged file.
    """
    if path.suffix in PICKLES:
        raise UserError(
            f"{path.name} is a pickle, which can run any code when opened, so it is refused. "
            "Save the weights as .safetensors."
        )
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise UserError(Sentence("error.weights_missing", file=path.name)) from None
    # a pickle begins with 0x80, torch's zip with PK; so may the length that opens a safetensors file,
    # but there the ninth byte is a brace
    if data[8:9] != b"{" and (data[:1] == b"\x80" or data[:2] == b"PK"):
        raise UserError(f"{path.name} is a pickle under another name, so it is refused.")
    if data.startswith(b"version https://git-lfs"):
        raise UserError(
            f"{path.name} only says where Git LFS keeps the weights. Fetch them in its folder: git lfs pull."
        )
    if sha256 and hashlib.sha256(data).hexdigest() != sha256:
        raise UserError(Sentence("error.weights_damaged", file=path.name))
    try:
        return {k: v.float() for k, v in safetensors.torch.load(data).items()}
    except (SafetensorError, ValueError, KeyError) as error:
        reason = str(error).removeprefix("Error while deserializing: ")
        raise UserError(
            f"{path.name} is no safetensors file, or not a whole one: {reason}. Fetch or save it again."
        ) from None


def as_bytes(tensors: dict[str, Tensor], exact: bool = False) -> bytes:
    """A safetensors file of these tensors in half precision; with `exact`, only if that changes none of them."""
    keep = exact and not all(torch.equal(v.half().to(v), v) for v in tensors.values())
    kept = {k: (v if keep else v.half()).contiguous() for k, v in tensors.items()}
    return safetensors.torch.save(kept)


def write_whole(path: Path, content: bytes) -> None:
    """All of it or nothing: what is read meanwhile, or left by a program that was ended, is the file of before."""
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)
