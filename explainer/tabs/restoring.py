"""Restoring pictures in the Gradio tabs and the API, without Gradio: plain values in, pictures and sentences out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from torch import from_numpy

from explainer.core.errors import UserError
from explainer.experiments.filling import (
    HOLES,
    LONGEST,
    MOST_TIMES,
    Filled,
    Holed,
    hole,
    repainted,
)
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


@dataclass(frozen=True, eq=False)
class FilledIn:
    """What is known of a picture and what became of it, each uint8 (h, w, 3), and how well that fits in words."""

    known: np.ndarray
    by_hand: np.ndarray
    walked: np.ndarray
    texts: tuple[Sentence, ...]


def fill_in(
    file: str | None, mask: str | None, times: float, steps: float, seed: float, network: str
) -> Iterator[FilledIn]:
    """A picture filled where a mask is light, smoothly and by the network; without a mask, in a few spots."""
    asked = replace(known_settings(network, "", 1, steps, "ddpm", seed), shared_path=False)
    holed = _holed(asked.network, file, mask)
    walk = repainted(holed, asked, LONGEST, known_times(times))
    by_hand = holed.filled(holed.by_hand())
    for moment in watch(walk, asked.network):
        texts: tuple[Sentence, ...] = (moment.text,)
        if moment.done and moment.x is not None:
            texts = (_fit(holed, by_hand, holed.filled(from_numpy(moment.x[0]))), *texts)
        known = rgb(to_pixels(holed.y))
        yield FilledIn(known, rgb(by_hand.pixels), moment.picture, texts)


def _holed(network: str, file: str | None, mask: str | None) -> Holed:
    """The picture with the hole that a mask says, white where it is missing. Raises UserError if nothing is."""
    x0, checkpoint = picture_for(network, file), load_checkpoint(network)
    cells = hole(HOLES[0], x0.shape[-1])
    if mask is not None:
        cells = (picture_for(network, mask).mean(0) > 0).numpy().astype(np.uint8)
    if not cells.any():
        raise UserError(Sentence("error.mask"))
    return Holed(checkpoint, x0, cells)


def known_times(times: float) -> int:
    """How often each stretch is taken. Raises UserError."""
    if not 1 <= whole(times) <= MOST_TIMES:
        raise UserError(Sentence("error.times", most=MOST_TIMES))
    return whole(times)


def _fit(holed: Holed, by_hand: Filled, network: Filled) -> Sentence:
    own = Number(holed.filled(holed.x0).seam, 1)
    close = {"by_hand": Number(by_hand.psnr, 1), "network": Number(network.psnr, 1)}
    return Sentence("share.filled", edge=Number(network.seam, 1), own=own, **close)


def known_factor(factor: float) -> int:
    """How many times fewer pixels along each side. Raises UserError."""
    if not LEAST_FACTOR <= whole(factor) <= MOST_FACTOR:
        raise UserError(Sentence("error.factor", least=LEAST_FACTOR, most=MOST_FACTOR))
    return whole(factor)


def _quality(bicubic: Restoration, network: Restoration) -> Sentence:
    close = {"bicubic": bicubic.score.psnr, "network": network.score.psnr}
    numbers = {name: Number(value, 1) for name, value in close.items()}
    return Sentence("share.sharpened", off=Number(network.off, 3), **numbers)
