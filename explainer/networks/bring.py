"""Networks of others: DDPMs in the format of the diffusers library become checkpoints of this project.

    python -m explainer.networks.bring FOLDER_OR_HUB_NAME NAME --out my-networks

reads a UNet2DModel with a DDPM, DDIM or like scheduler, from a folder or, where the huggingface_hub
package and a network are there, from the Hub. Nothing of the library itself is needed.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from explainer.core.denoiser import PredictionType
from explainer.core.errors import UserError
from explainer.networks.checkpoints import ModelCard, checked_name, save_checkpoint
from explainer.networks.config import UNetConfig
from explainer.networks.foreign import Dialect, with_dialect
from explainer.networks.weights import PICKLES, read_tensors
from explainer.networks.word_unet import WordUNet

PREDICTIONS: dict[str, PredictionType] = {
    "epsilon": "eps",
    "v_prediction": "v",
    "sample": "x0",
}
T = 1000
# the names that attention had before 2023
OLD_NAMES = {"query": "to_q", "key": "to_k", "value": "to_v", "proj_attn": "to_out.0"}
DOWN = {"DownBlock2D": False, "AttnDownBlock2D": True}
UP = {"UpBlock2D": False, "AttnUpBlock2D": True}
# what a UNet2DModel may set, and the only value that is understood
EXPECTED = {
    "act_fn": "silu",
    "add_attention": True,
    "center_input_sample": False,
    "downsample_type": "conv",
    "upsample_type": "conv",
    "mid_block_scale_factor": 1,
    "time_embedding_type": "positional",
    "dropout": 0.0,
}


def bring(source: Path, name: str, out: Path) -> ModelCard:
    """Read a pipeline's folder, write NAME.safetensors and NAME.json into `out`; returns the card.

    Raises UserError, naming what it is, for anything that this project's UNet cannot be.
    """
    config = _json(source, "unet/config.json", "config.json")
    scheduler = _json(source, "scheduler/scheduler_config.json", "scheduler_config.json")
    shape = unet_config(config)
    tensors = unet_tensors(_weights(source))
    words = tensors.pop("words", torch.zeros(0, shape.embedding))
    card = ModelCard(
        name=checked_name(name),
        title=f"{name.capitalize()}: brought from {source.name}, {shape.size}×{shape.size}",
        architecture=shape,
        schedule=schedule_name(scheduler),
        T=T,
        prediction=_prediction(scheduler),
        vocabulary=tuple(str(i) for i in range(len(words))),
        data=[{"name": source.name, "licence": "see its source", "attribution": "its authors"}],
        limits="A network of others, read from files: what it learned from and what it cannot do, its authors "
        "know. Guidance needs a network that was trained with and without words.",
        training={"pictures_seen": 0, "minutes": 0},
    )
    _fit(card, tensors | {"words": words})
    return save_checkpoint(card, tensors | {"words": words}, out)


def unet_config(config: dict[str, Any]) -> UNetConfig:
    """The shape of a UNet2DModel from its config.json."""
    _check(config)
    down = _attention(config["down_block_types"], DOWN)
    if tuple(reversed(_attention(config["up_block_types"], UP))) != down:
        raise UserError("This UNet attends at other stages on the way up than on the way down.")
    shape = UNetConfig(
        size=config["sample_size"],
        channels=config["in_channels"],
        widths=tuple(config["block_out_channels"]),
        attention=down,
        blocks=int(config.get("layers_per_block", 2)),
        head_dim=int(config.get("attention_head_dim", 8) or 0),
        groups=int(config.get("norm_num_groups", 32)),
    )
    return with_dialect(shape, dialect_of(config))


def _check(config: dict[str, Any]) -> None:
    """Raises UserError for what no UNet here can be."""
    for key, value in EXPECTED.items():
        if config.get(key, value) != value:
            raise UserError(f"This UNet has {key} = {config[key]}; only {value} is understood.")
    if config["in_channels"] != config["out_channels"] or config["in_channels"] not in (1, 3):
        raise UserError("Only networks for grey or RGB pictures that say nothing else can be read.")
    if not isinstance(config.get("sample_size"), int):
        raise UserError("The config does not say how large the pictures are (sample_size).")


def dialect_of(config: dict[str, Any]) -> Dialect:
    """Where a UNet2DModel differs from our UNet."""
    return Dialect(
        time="scale_shift" if config.get("resnet_time_scale_shift") == "scale_shift" else "add",
        cosines_first=bool(config.get("flip_sin_to_cos", True)),
        frequency_shift=int(config.get("freq_shift", 0)),
        eps=float(config.get("norm_eps", 1e-5)),
        pad_both_sides=config.get("downsample_padding", 1) == 1,
    )


def _attention(types: list[str], known: dict[str, bool]) -> tuple[bool, ...]:
    if unknown := set(types) - set(known):
        raise UserError(f"Blocks of the type {', '.join(sorted(unknown))} are not understood.")
    return tuple(known[t] for t in types)


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


def schedule_name(scheduler: dict[str, Any]) -> str:
    """The name that a scheduler's betas have here."""
    kind = scheduler.get("beta_schedule", "linear")
    ends = scheduler.get("beta_start", 1e-4), scheduler.get("beta_end", 0.02)
    if scheduler.get("num_train_timesteps", T) != T:
        raise UserError(
            f"It counts {scheduler['num_train_timesteps']} timesteps; the pages count {T}."
        )
    if scheduler.get("trained_betas") is None and not scheduler.get("rescale_betas_zero_snr"):
        if kind == "squaredcos_cap_v2":
            return "cosine"
        if kind == "linear" and ends == (1e-4, 0.02):
            return "linear"
    raise UserError(
        f"Its noise schedule ({kind}, β from {ends[0]} to {ends[1]}) is not one of those known here."
    )


def _prediction(scheduler: dict[str, Any]) -> PredictionType:
    kind = scheduler.get("prediction_type", "epsilon")
    if kind not in PREDICTIONS:
        raise UserError(f"This network predicts “{kind}”, which is not understood.")
    return PREDICTIONS[kind]


def _json(source: Path, *names: str) -> dict[str, Any]:
    """The first of these files that is there."""
    for name in names:
        try:
            return dict(json.loads((source / name).read_text(encoding="utf-8")))
        except FileNotFoundError:
            continue
        except ValueError as error:
            raise UserError(f"{name} is not JSON: {error}.") from None
    raise UserError(f"{source} is no pipeline of the diffusers library: {names[-1]} is missing.")


def _weights(source: Path) -> dict[str, Tensor]:
    stem = "diffusion_pytorch_model"
    for folder in (source / "unet", source):
        if (folder / f"{stem}.safetensors").exists():
            return read_tensors(folder / f"{stem}.safetensors")
    for folder in (source / "unet", source):
        for ending in PICKLES:
            if (path := folder / f"{stem}{ending}").exists():
                return read_tensors(path)  # which refuses it with a sentence
    raise UserError(f"There are no weights ({stem}.safetensors) in {source}.")


def _fit(card: ModelCard, tensors: dict[str, Tensor]) -> None:
    """Raises UserError if the tensors are not those of the card's network."""
    try:
        WordUNet(card.architecture, len(card.vocabulary)).load_state_dict(tensors)
    except (RuntimeError, ValueError) as error:
        reason = str(error).split("\n")[-1].strip()
        raise UserError(f"The weights do not fit the config. {reason}") from None


def fetch(source: str) -> Path:
    """The folder that `source` names; a name on the Hub is fetched, without any pickled file."""
    if Path(source).is_dir():
        return Path(source)
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
        card = bring(fetch(options.source), options.name, options.out)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"wrote {options.out / card.name}.safetensors and .json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
