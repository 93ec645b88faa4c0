"""What a network call can hand back: every activation by its name, with its size."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import torch

from explainer.networks.config import UNetConfig
from explainer.networks.foreign import make_unet
from explainer.networks.inside import Recorder

ATTENTION = ".attention"  # the end of an attention map's name


@dataclass(frozen=True)
class Activation:
    """One of them: features (b, channels, height, width), or an attention map (b, heads, places, places)."""

    name: str
    channels: int  # of an attention map: heads
    size: int  # height and width; of an attention map: places, height times width of the features

    @property
    def attends(self) -> bool:
        """Whether this is an attention map."""
        return self.name.endswith(ATTENTION)

    @property
    def skips(self) -> bool:
        """Whether it is laid beside the features of the way up, so that it can be cut there."""
        return self.name.startswith(("in", "down")) and not self.attends


@lru_cache(maxsize=64)
def activations(config: UNetConfig) -> tuple[Activation, ...]:
    """All activations of a UNet of this shape, in the order in which they are computed.

    Stages are counted from 0, full resolution, on both ways: "in", "down.0.0" (stage 0, block 0), "down.0.half",
    "down.2.0.attention", "mid.0", "up.2.1", "up.2.double".
    """
    record = Recorder()
    with torch.device("meta"):
        unet = make_unet(config)  # without the time that it takes to fill the weights
    # on “meta” a call would compute nothing but bring torch's compiler along, which takes a second to import
    unet = unet.to_empty(device="cpu")
    with torch.inference_mode():
        x = torch.zeros(1, config.channels, config.size, config.size)
        unet(x, torch.zeros(1), record=record)
    return tuple(Activation(name, a.shape[1], a.shape[3]) for name, a in record.taken.items())
