"""What a UNet2DModel's weights say of its shape, by their names."""

from __future__ import annotations

from torch import Tensor

from explainer.core.errors import UserError
from explainer.networks.config import UNetConfig
from explainer.networks.pipelines.files import told


def widths_in(tensors: dict[str, Tensor]) -> tuple[int, ...]:
    """The channels of each stage of a UNet2DModel's weights; none if they do not tell."""
    return _out_channels(tensors, "down_blocks.{}.resnets.0.conv1.weight")


def _out_channels(tensors: dict[str, Tensor], key: str) -> tuple[int, ...]:
    """Of weights with a number in their name, from 0 on."""
    found: list[int] = []
    while (weights := tensors.get(key.format(len(found)))) is not None:
        found.append(weights.shape[0] if weights.dim() else 0)
    return tuple(found)


def check_weights(shape: UNetConfig, tensors: dict[str, Tensor]) -> None:
    """Raises UserError if the weights are of another shape.

    To be asked before a network is built, which may be larger than any memory if its config lies.
    """
    widths = widths_in(tensors)
    blocks = len(_out_channels(tensors, "down_blocks.0.resnets.{}.conv1.weight"))
    if tensors and not blocks:
        raise UserError(
            f"The weights do not fit the config. A UNet2DModel has no “{told(min(tensors))}”, or has more besides."
        )
    if tensors and (widths, blocks) != (shape.widths, shape.blocks):
        raise UserError(
            f"The weights do not fit the config. They have {told(list(widths))} channels and {blocks} blocks a "
            f"stage; it says {told(list(shape.widths))} and {told(shape.blocks)}."
        )
