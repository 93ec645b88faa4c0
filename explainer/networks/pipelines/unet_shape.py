"""The shape of a UNet2DModel from its config; what a config leaves out is the library's default."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import Tensor

from explainer.core.errors import UserError
from explainer.networks.config import UNetConfig
from explainer.networks.foreign import Dialect, with_dialect
from explainer.networks.pipelines.files import told
from explainer.networks.pipelines.unet_weights import check_weights, widths_in

DOWN = {"DownBlock2D": False, "AttnDownBlock2D": True}
UP = {"UpBlock2D": False, "AttnUpBlock2D": True}
DEFAULTS: dict[str, Any] = {
    "in_channels": 3,
    "out_channels": 3,
    "block_out_channels": (224, 448, 672, 896),
    "down_block_types": ("DownBlock2D", *("AttnDownBlock2D",) * 3),
    "up_block_types": (*("AttnUpBlock2D",) * 3, "UpBlock2D"),
    "layers_per_block": 2,
    "attention_head_dim": 8,
    "norm_num_groups": 32,
    "norm_eps": 1e-5,
    "freq_shift": 0,
    "flip_sin_to_cos": True,
    "downsample_padding": 1,
    "resnet_time_scale_shift": "default",
}
# what a UNet2DModel may set besides, and what is understood, the default first
EXPECTED: dict[str, tuple[Any, ...]] = {
    "act_fn": ("silu", "swish"),  # two names of one function
    "add_attention": (True,),
    "center_input_sample": (False,),
    "downsample_type": ("conv",),
    "upsample_type": ("conv",),
    "downsample_padding": (1, 0),
    "mid_block_type": ("UNetMidBlock2D",),
    "mid_block_scale_factor": (1,),
    "resnet_time_scale_shift": ("default", "scale_shift"),
    "time_embedding_type": ("positional",),
    "class_embed_type": (None,),  # with num_class_embeds: a table of classes, which become words
}
NULL_SAYS = (
    "attention_head_dim",
    "mid_block_type",
)  # a single head, no middle; elsewhere: the default
CLASSES = ("UNet2DModel", "UNetUnconditionalModel")  # the second is an older name
LEARNED_VARIANCE = (
    "it also predicts how much noise to add (a learned variance), which the pages have no use for"
)
LARGEST = 1024  # pixels of a side
IN_LATENTS = "it works on a codec's latents or on something else that cannot be shown as it is"


def check_kind(config: dict[str, Any], index: dict[str, Any]) -> None:
    """Raises UserError, naming it, for a network of another kind, or one that needs parts besides its UNet."""
    entry = index.get("unet")
    of_index = entry[1] if isinstance(entry, list) and len(entry) == 2 else None
    kind = config.get("_class_name") or of_index or CLASSES[0]
    if kind not in CLASSES:
        raise UserError(
            f"This network is a {told(kind)}; only a UNet2DModel can be read, which makes grey or RGB pictures of noise "
            "without a text model or a codec beside it."
        )
    parts = {name for name, part in index.items() if isinstance(part, list) and any(part)}
    if others := sorted(parts - {"unet", "scheduler"}):
        raise UserError(
            f"This pipeline ({told(index.get('_class_name', 'of no class'))}) needs more than its UNet: "
            f"{told(', '.join(others))}. Only pipelines of a UNet and a scheduler can be read."
        )


def unet_config(config: dict[str, Any], tensors: dict[str, Tensor]) -> UNetConfig:
    """The shape of a UNet2DModel from its config.json; widths that it does not state, from the weights.

    Raises UserError for what no UNet here can be.
    """
    stated = {k: v for k, v in config.items() if v is not None or k in NULL_SAYS}
    found = widths_in(tensors)
    widths = {"block_out_channels": found} if found else {}
    said = DEFAULTS | widths | stated
    check_config(said)
    try:
        shape = _shape(said)
    except UserError:
        raise
    except ValueError as error:
        raise UserError(f"This UNet cannot be built here: {error}.") from None
    _check_size(shape)
    embedding = said.get("time_embedding_dim")
    if embedding is not None and embedding != shape.embedding:
        raise UserError(
            f"This UNet has time_embedding_dim = {told(embedding)}; only four times its first width is understood."
        )
    check_weights(shape, tensors)
    return with_dialect(shape, dialect_of(said))


def _shape(said: dict[str, Any]) -> UNetConfig:
    down = _attention(said["down_block_types"], DOWN)
    if tuple(reversed(_attention(said["up_block_types"], UP))) != down:
        raise UserError("This UNet attends at other stages on the way up than on the way down.")
    widths = said["block_out_channels"]
    if not isinstance(widths, Sequence) or not widths or isinstance(widths, str):
        raise UserError("block_out_channels is no list of channels.")
    head = said["attention_head_dim"]
    return UNetConfig(
        size=_size(said.get("sample_size")),
        channels=said["in_channels"],
        widths=tuple(whole(width, "block_out_channels") for width in widths),
        attention=down,
        blocks=whole(said["layers_per_block"], "layers_per_block"),
        head_dim=0 if head is None else whole(head, "attention_head_dim"),
        groups=whole(said["norm_num_groups"], "norm_num_groups"),
    )


def whole(value: Any, name: str) -> int:
    """A setting that must be a positive whole number. Raises UserError if it is none."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise UserError(f"This UNet has {name} = {told(value)}, which is no positive whole number.")
    return value


def _size(said: Any) -> int:
    """Height and width, which must be the same."""
    if said is None:
        raise UserError("The config does not say how large the pictures are (sample_size).")
    if not isinstance(said, Sequence):
        return whole(said, "sample_size")
    sides = [whole(side, "sample_size") for side in said]
    if len(sides) != 2 or sides[0] != sides[1]:
        raise UserError(
            f"Its pictures are {told(' × '.join(map(str, sides)))} pixels (sample_size); the pages show squares only."
        )
    return sides[0]


def _check_size(shape: UNetConfig) -> None:
    times = len(shape.widths) - 1
    if shape.size > LARGEST:
        raise UserError(
            f"Its pictures are {told(shape.size)} pixels wide (sample_size); the pages show {LARGEST} at most."
        )
    if shape.size % 2**times:
        raise UserError(
            f"Its pictures are {shape.size}×{shape.size} pixels (sample_size), and it halves them {times} "
            f"time{'s' * (times > 1)}: only a multiple of {2**times} comes back at its size."
        )


def check_config(said: dict[str, Any]) -> None:
    """Raises UserError for a setting that no UNet here has."""
    for key, values in EXPECTED.items():
        if said.get(key, values[0]) not in values:
            understood = " or ".join("none" if v is None else str(v) for v in values)
            raise UserError(
                f"This UNet has {key} = {told(said[key])}; only {understood} is understood."
            )
    _check_channels(said["in_channels"], said["out_channels"])
    groups, elsewhere = said.get("attn_norm_num_groups"), said["norm_num_groups"]
    as_default = elsewhere if said["resnet_time_scale_shift"] == "default" else None
    if (groups or as_default) != elsewhere:
        raise UserError(
            f"The attention in its middle norms in {told(groups or 'no')} groups (attn_norm_num_groups), the rest in "
            f"{told(elsewhere)}; only the same number is understood."
        )


def _check_channels(into: Any, out: Any) -> None:
    if into == out and into in (1, 3) and isinstance(into, int) and not isinstance(into, bool):
        return
    reason = "it says something else besides"
    if into == out:
        reason = IN_LATENTS
    elif into in (1, 3) and out == 2 * into:
        reason = LEARNED_VARIANCE
    raise UserError(
        f"This UNet takes {told(into)} channels and gives {told(out)}: {reason}. Only networks for grey or RGB pictures, with 1 or "
        "3 channels in and out, can be read."
    )


def dialect_of(said: dict[str, Any]) -> Dialect:
    """Where a UNet2DModel differs from our UNet."""
    return Dialect(
        time="scale_shift" if said["resnet_time_scale_shift"] == "scale_shift" else "add",
        cosines_first=bool(said["flip_sin_to_cos"]),
        frequency_shift=_shift(said["freq_shift"], said["block_out_channels"][0]),
        eps=_eps(said["norm_eps"]),
        pad_both_sides=said["downsample_padding"] == 1,
    )


def _shift(said: Any, width: int) -> int:
    """By how much the fall of frequencies is shorter than half the width: less than that."""
    if not isinstance(said, int | float) or said != said // 1 or not 0 <= said < width // 2:
        raise UserError(
            f"This UNet has freq_shift = {told(said)}; only a small number is understood."
        )
    return int(said)


def _eps(said: Any) -> float:
    """What keeps norms from dividing by zero."""
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 < said < 1:
        raise UserError(
            f"This UNet has norm_eps = {told(said)}; only a number from 0 to 1 is understood."
        )
    return float(said)


def _attention(types: Any, known: dict[str, bool]) -> tuple[bool, ...]:
    """Whether each stage attends; an older name of a block begins with UNetRes."""
    if not isinstance(types, Sequence) or isinstance(types, str):
        raise UserError("The types of its blocks are no list.")
    names = [str(name).removeprefix("UNetRes") for name in types]
    if unknown := set(names) - set(known):
        raise UserError(
            f"Blocks of the type {told(', '.join(sorted(unknown)))} are not understood."
        )
    return tuple(known[name] for name in names)
