"""A UNet or a codec prepared for fast calls by torch: equal to the readable one, up to rounding, which tests hold.

This is the only door: nobody else imports what is behind it. `folding` works out once what follows from the weights
alone, `packing` puts them into the order in which `onednn` reads them, `tracing` runs it all without Python. What each
of them brings, `python benchmarks/fast_torch.py` measures.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from explainer.core.denoiser import NetworkCall
from explainer.engines.batching import BATCHER
from explainer.engines.example import GUIDED_ROWS, CallShape, example_inputs
from explainer.engines.fast_torch import onednn
from explainer.engines.fast_torch.folding import folded, folded_codec
from explainer.engines.fast_torch.packing import prepare
from explainer.engines.fast_torch.steady import make_steady
from explainer.engines.fast_torch.tracing import traced
from explainer.engines.hardware import channels_last_copy
from explainer.engines.threads import usable_threads, use_threads
from explainer.networks.codec import Decoder, Encoder
from explainer.networks.unet import UNet

__all__ = ["folded", "folded_codec", "prepared", "prepared_codec"]


def prepared(
    unet: UNet, device: torch.device, dtype: torch.dtype, rows: int, threads: int | None = None
) -> NetworkCall:
    """A copy of a UNet on a device, in a number format, for calls of so many rows; without one row, any number works.

    Weights are ordered for so many threads, or for every core.

    It takes x (b, channels, size, size) there, in that format, channels last, k (b,) and condition (b, d), and gives
    what the UNet gives, in that format. The UNet stays as it is.
    """
    packs = _packs(device, dtype)
    network = channels_last_copy(folded(unet) if packs else unet, device, dtype)
    make_steady(network)
    x, k, condition = example_inputs(unet.config, rows)
    return _finished(network, (x.to(dtype), k, condition), device, packs, threads)


def prepared_codec(
    half: Encoder | Decoder, shape: CallShape, device: torch.device, dtype: torch.dtype
) -> Callable[[Tensor], Tensor]:
    """A copy of one half of a codec on a device, in a number format, for any number of rows.

    It takes and gives what the half does, in that format; its input has this shape, and lies there channels last.
    """
    packs = _packs(device, dtype)
    copied = channels_last_copy(folded_codec(half) if packs else half, device, dtype)
    x, _, _ = example_inputs(shape, GUIDED_ROWS)
    return _finished(copied, (x.to(dtype),), device, packs)


def _packs(device: torch.device, dtype: torch.dtype) -> bool:
    return device.type == "cpu" and onednn.available(dtype)


def _finished(
    network: nn.Module,
    example: tuple[Tensor, ...],
    device: torch.device,
    packs: bool,
    threads: int | None = None,
) -> Callable[..., Tensor]:
    """A copied network, packed and traced where it is to run on a processor."""
    if device.type != "cpu":
        return network
    x, *rest = example
    inputs = x.to(memory_format=torch.channels_last), *rest

    def finished() -> Callable[..., Tensor]:
        before = torch.get_num_threads()
        use_threads(threads or usable_threads())
        try:
            if packs:
                prepare(network, inputs)
            return traced(network, inputs)
        finally:
            use_threads(before)

    # in the thread of all calls, which may use every core: the best order of the weights depends on the team, too
    return BATCHER.run(finished)
