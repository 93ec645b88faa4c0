"""Restoring pictures in the Gradio tabs and the API, without Gradio: plain values in, pictures and sentences out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from torch import from_numpy

from explainer.core.errors import UserError
from explainer.experiments.restoring import Damage, Damaged, Restoration, classical, restored
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import load_checkpoint
from explainer.strings import Sentence
from explainer.strings.numbers import Number
from explainer.tabs.functions import picture_for, rgb, watch
from explainer.tabs.sent import known_settings, whole

LEAST_FACTOR, MOST_FACTOR = 2, 8


@dataclass(frozen=True, eq=False)
class Sharpened:
    """A picture with few pixels and what became of it, each uint8 (h, w, 3), and how good that is in words."""

    small: np.ndarray
    bicubic: np.ndarray
    walked: np.ndarray
    texts: tuple[Sentence, ...]


def sharpen(
    file: str | None, factor: float, steps: float, sampler: str, seed: float, network: str
) -> Iterator[Sharpened]:
    """A picture made `factor` times smaller along each side, enlarged by cubic pieces and by the network."""
    settings = known_settings(network, "", 1, steps, sampler, seed)
    damage = Damage("pixels", known_factor(factor))
    given = Damaged(load_checkpoint(settings.network), picture_for(network, file), damage)
    ways = classical(given)
    for moment in watch(restored(given, settings), settings.network):
        texts: tuple[Sentence, ...] = (moment.text,)
        if moment.done and moment.x is not None:
            texts = (_quality(ways["bicubic"], given.restoration(from_numpy(moment.x[0]))), *texts)
        small, bicubic = rgb(to_pixels(given.y[0])), rgb(ways["bicubic"].pixels)
        yield Sharpened(small, bicubic, moment.picture, texts)


def known_factor(factor: float) -> int:
    """How many times fewer pixels along each side. Raises UserError."""
    if not LEAST_FACTOR <= whole(factor) <= MOST_FACTOR:
        raise UserError(Sentence("error.factor", least=LEAST_FACTOR, most=MOST_FACTOR))
    return whole(factor)


def _quality(bicubic: Restoration, network: Restoration) -> Sentence:
    close = {"bicubic": bicubic.score.psnr, "network": network.score.psnr}
    numbers = {name: Number(value, 1) for name, value in close.items()}
    return Sentence("share.sharpened", off=Number(network.off, 3), **numbers)
