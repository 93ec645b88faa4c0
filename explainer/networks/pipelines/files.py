"""The files of a pipeline, saved whole, in halves, in other formats of numbers, in one folder or in several."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from torch import Tensor

from explainer.core.errors import UserError
from explainer.networks.weights import PICKLES, read_tensors

STEM = "diffusion_pytorch_model"
INDEX = "model_index.json"
MOST_TOLD = 80  # characters of a setting in a sentence
# of several variants the finest is read; "ema" are averaged weights, which draw better
VARIANTS = ("ema", "fp32", "bf16", "fp16", "non_ema")


def told(value: object) -> str:
    """What a file says, for a sentence: whatever it is, on one line and not too long."""
    text = "".join(c if c.isprintable() else "\ufffd" for c in str(value))
    return f"{text[:MOST_TOLD]}…" if len(text) > MOST_TOLD else text


def read_json(path: Path) -> dict[str, Any]:
    """A file's object. Raises FileNotFoundError, or UserError if it holds none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path.name} is not JSON: {error}.") from None
    if not isinstance(found, dict):
        raise UserError(f"{path.name} does not hold settings by their names.")
    return found


def _first(paths: list[Path]) -> dict[str, Any] | None:
    """The first of these files that is there."""
    path = next((path for path in paths if path.is_file()), None)
    return read_json(path) if path else None


def read_index(source: Path) -> dict[str, Any]:
    """What a pipeline says of its parts; nothing if only its parts were saved."""
    return _first([source / INDEX]) or {}


def read_unet(source: Path) -> dict[str, Any]:
    """The config of the UNet. Raises UserError if there is none."""
    config = _first([source / "unet/config.json", source / "config.json"])
    if config is None:
        raise UserError(
            f"{source} is no pipeline of the diffusers library with a UNet: unet/config.json is missing."
        )
    return config


def read_scheduler(source: Path) -> dict[str, Any]:
    """The config of the scheduler: in the pipeline, beside the weights, or beside the folder of a training's step.

    Raises UserError if there is none.
    """
    name = "scheduler_config.json"
    above = source.resolve().parent
    config = _first([source / "scheduler" / name, source / name, above / "scheduler" / name])
    if config is None:
        raise UserError(
            f"{source} does not say what its network predicts and at which noise levels: scheduler/{name} is "
            "missing. Put there the one of the pipeline that it was trained in."
        )
    return config


def read_weights(source: Path) -> dict[str, Tensor]:
    """The UNet's tensors in float32, from one file or from several with an index, whatever their variant.

    Raises UserError if there are none, or only pickled ones, or if a part is missing.
    """
    homes = [home for home in (source / "unet", source) if home.is_dir()]
    for home in homes:
        for path in _candidates(home):
            return _in_parts(path) if path.suffix == ".json" else read_tensors(path)
    for home in homes:
        for path in sorted(home.glob(f"{STEM}*")):
            if path.suffix in PICKLES:
                return read_tensors(path)  # which refuses it with a sentence
        if list(home.glob("*.msgpack")):
            raise UserError(
                f"The weights in {home} are Flax's (.msgpack), which are not read here. Save them from the library as "
                f"{STEM}.safetensors."
            )
    raise UserError(f"There are no weights ({STEM}.safetensors) in {source}.")


def _candidates(home: Path) -> Iterator[Path]:
    """Files of all weights and indices of several, the best first."""
    variants = [*VARIANTS, *sorted(_variants_in(home) - set(VARIANTS))]
    names = [f"{STEM}.safetensors", f"{STEM}.safetensors.index.json"]
    for variant in variants:
        names += [f"{STEM}.{variant}.safetensors", f"{STEM}.safetensors.index.{variant}.json"]
    return (home / name for name in names if (home / name).is_file())


def _variants_in(home: Path) -> set[str]:
    """What the library calls variants: fp16 in NAME.fp16.safetensors and in NAME.safetensors.index.fp16.json."""
    whole = {p.name.removeprefix(f"{STEM}.").removesuffix(".safetensors") for p in _whole(home)}
    start = f"{STEM}.safetensors.index."
    parts = {p.name.removeprefix(start).removesuffix(".json") for p in home.glob(f"{start}*.json")}
    return whole | parts


def _whole(home: Path) -> list[Path]:
    """Files that are not one part of several."""
    return [p for p in home.glob(f"{STEM}.*.safetensors") if "-of-" not in p.name]


def _in_parts(index: Path) -> dict[str, Tensor]:
    """All tensors of the files that an index names."""
    placed = read_json(index).get("weight_map")
    if not isinstance(placed, dict) or not all(isinstance(name, str) for name in placed.values()):
        raise UserError(f"{index.name} does not say in which files the weights are.")
    tensors: dict[str, Tensor] = {}
    names = sorted(set(placed.values()))
    for name in names:
        if Path(name).name != name or not name.endswith(".safetensors"):
            raise UserError(f"{index.name} names “{name}”, which is no file of weights beside it.")
        if not (index.parent / name).is_file():
            raise UserError(f"Of the {len(names)} files of weights, {name} is missing.")
        tensors |= read_tensors(index.parent / name)
    return tensors
