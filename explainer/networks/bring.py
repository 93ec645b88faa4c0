"""Networks of others: DDPMs in the format of the diffusers library become checkpoints of this project.

    python -m explainer.networks.bring FOLDER_OR_HUB_NAME NAME --out my-networks

reads a UNet2DModel with a DDPM, DDIM or like scheduler, from a folder or, where the huggingface_hub
package and a network are there, from the Hub. Nothing of the library itself is needed. What its files
say is read in `pipelines/`.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from explainer.core.denoiser import PredictionType
from explainer.core.errors import UserError
from explainer.networks.checkpoints import ModelCard, checked_name, save_checkpoint
from explainer.networks.config import UNetConfig
from explainer.networks.pipelines.files import read_index, read_scheduler, read_unet, read_weights
from explainer.networks.pipelines.formulation import (
    T,
    check_formulation,
    prediction_of,
    schedule_name,
)
from explainer.networks.pipelines.unet_shape import check_kind, unet_config
from explainer.networks.word_unet import WordUNet

# the names that attention had before 2023
OLD_NAMES = {"query": "to_q", "key": "to_k", "value": "to_v", "proj_attn": "to_out.0"}


@dataclass(frozen=True, eq=False)
class Pipeline:
    """What a pipeline's files say: the UNet's shape and tensors, under the library's names, and its formulation."""

    shape: UNetConfig
    schedule: str
    prediction: PredictionType
    tensors: dict[str, Tensor]


def read_pipeline(source: Path) -> Pipeline:
    """Read a pipeline's folder. Raises UserError, naming what it is, for what this project's UNet cannot be.

    Weights, which may be gigabytes, are read last.
    """
    index, config = read_index(source), read_unet(source)
    check_kind(config, index)
    scheduler = read_scheduler(source)
    check_formulation(scheduler, index)
    schedule, prediction = schedule_name(scheduler), prediction_of(scheduler)
    tensors = read_weights(source)
    if not tensors:
        raise UserError(f"The file of weights in {source} holds none.")
    return Pipeline(unet_config(config, tensors), schedule, prediction, tensors)


def bring(source: Path, name: str, out: Path, origin: str = "") -> ModelCard:
    """Read a pipeline's folder, write NAME.safetensors and NAME.json into `out`; returns the card.

    `origin` is what the card says of where it came from, else the folder's name. Raises UserError as `read_pipeline`.
    """
    name, origin = checked_name(name), origin or source.absolute().name
    pipeline = read_pipeline(source)
    shape, tensors = pipeline.shape, unet_tensors(pipeline.tensors)
    words = tensors.pop("words", torch.zeros(0, shape.embedding))
    card = ModelCard(
        name=name,
        title=f"{name.capitalize()}: brought from {origin}, {shape.size}×{shape.size}",
        architecture=shape,
        schedule=pipeline.schedule,
        T=T,
        prediction=pipeline.prediction,
        vocabulary=tuple(str(i) for i in range(words.shape[0] if words.dim() else 0)),
        data=[{"name": origin, "licence": "see its source", "attribution": "its authors"}],
        limits="A network of others, read from files: what it learned from and what it cannot do, its authors "
        "know. Guidance needs a network that was trained with and without words.",
        training={"pictures_seen": 0, "minutes": 0},
    )
    _fit(card, tensors | {"words": words})
    return save_checkpoint(card, tensors | {"words": words}, out, exact=True)


def unet_tensors(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """A UNet2DModel's tensors under the names that they have here; its classes become words."""
    named = {}
    for key, tensor in tensors.items():
        if key == "class_embedding.weight":
            named["words"] = tensor
            continue
        parts = [OLD_NAMES.get(part, part) for part in key.split(".")]
        named[".".join(["unet", *parts])] = tensor
    return named


def _fit(card: ModelCard, tensors: dict[str, Tensor]) -> None:
    """Raises UserError if the tensors are not those of the card's network."""
    if damaged := [key for key, tensor in tensors.items() if not tensor.isfinite().all()]:
        raise UserError(f"The weights hold what is no number (in {damaged[0]}).")
    try:
        WordUNet(card.architecture, len(card.vocabulary)).load_state_dict(tensors)
    except (RuntimeError, ValueError) as error:
        reason = str(error).split("\n")[-1].strip()
        raise UserError(f"The weights do not fit the config. {reason}") from None


def fetch(source: str) -> Path:
    """The folder that `source` names; a name on the Hub is fetched, without any pickled file."""
    if Path(source).is_dir():
        return Path(source)
    if Path(source).is_file():
        raise UserError(f"{source} is a file; name the folder of the pipeline that it belongs to.")
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", source):
        raise UserError(f"There is no folder {source}.")
    try:
        from huggingface_hub import snapshot_download
    except ImportError:
        raise UserError(
            "Fetching from the Hub needs the package huggingface_hub: pip install huggingface_hub."
        ) from None
    try:
        return Path(snapshot_download(source, allow_patterns=["*.json", "*.safetensors"]))
    except Exception as error:  # the package raises whatever its own packages raise
        raise UserError(f"{source} could not be fetched from the Hub: {error}") from None


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 on success, 2 with a sentence on a mistake."""
    parser = argparse.ArgumentParser(prog="python -m explainer.networks.bring")
    parser.add_argument(
        "source", help="folder of a pipeline, or OWNER/NAME on the Hugging Face Hub"
    )
    parser.add_argument("name", help="what it shall be called here")
    parser.add_argument("--out", type=Path, default=Path("my-networks"))
    options = parser.parse_args(arguments)
    try:
        folder = fetch(options.source)
        # a fetched folder is named by a hash
        origin = "" if folder == Path(options.source) else options.source
        card = bring(folder, options.name, options.out, origin)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"wrote {options.out / card.name}.safetensors and .json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
