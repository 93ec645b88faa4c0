"""A UNet prepared for fast calls by torch: equal to the readable one, up to rounding, which tests hold.

This is the only door: nobody else imports what is behind it. `folding` works out once what follows from the weights
alone, `packing` puts them into the order in which `onednn` reads them, `tracing` runs it all without Python. What each
of them brings, `python benchmarks/fast_torch.py` measures.
"""

from __future__ import annotations

import torch

from explainer.core.denoiser import NetworkCall
from explainer.engines.batching import BATCHER
from explainer.engines.example import example_inputs
from explainer.engines.fast_torch import onednn
from explainer.engines.fast_torch.folding import folded
from explainer.engines.fast_torch.packing import prepare
from explainer.engines.fast_torch.steady import make_steady
from explainer.engines.fast_torch.tracing import traced
from explainer.engines.hardware import channels_last_copy
from explainer.networks.unet import UNet

__all__ = ["folded", "prepared"]


def prepared(unet: UNet, device: torch.device, dtype: torch.dtype, rows: int) -> NetworkCall:
    """A copy of a UNet on a device, in a number format, for calls of so many rows; without one row, any number works.

    It takes x (b, channels, size, size) there, in that format, channels last, k (b,) and condition (b, d), and gives
    what the UNet gives, in that format. The UNet stays as it is.
    """
    packs = device.type == "cpu" and onednn.available(dtype)
    network = channels_last_copy(folded(unet) if packs else unet, device, dtype)
    make_steady(network)
    if device.type != "cpu":
        return network
    x, k, condition = example_inputs(unet.config, rows)
    example = x.to(device, dtype, memory_format=torch.channels_last), k, condition

    def finished() -> NetworkCall:
        if packs:
            prepare(network, example)
        return traced(network, example)

    # in the thread that will call it: the best order of the weights depends on its team, too
    return BATCHER.run(finished)
