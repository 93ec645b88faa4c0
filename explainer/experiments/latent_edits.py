"""What latents mean, asked of the decoder: one number or one map of them changed, and two pictures mixed."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from explainer.core.metrics import detail_energy, psnr
from explainer.core.units import GREY_LEVELS
from explainer.engines.codecs import decoded, encoded
from explainer.networks.checkpoints import Checkpoint

FELT = 0.1  # a pixel counts as changed from this share of the greatest change on

Place = tuple[int, int]  # row and column of a latent pixel, from 0


@dataclass(frozen=True)
class Spread:
    """How far a change of latents reaches in the picture."""

    width: int  # pixels across all that changed by FELT of the greatest change, and
    height: int
    changed: float  # which share of the picture's pixels that is
    inside: float  # share of all change inside the square that the changed latents stand for
    greatest: float  # in grey levels of 255


@dataclass(frozen=True, eq=False)
class Turned:
    """A picture decoded from its latents as they are and with some of them changed."""

    latents: Tensor  # the changed ones, (z, h/f, w/f)
    before: Tensor  # (c, h, w), clipped as on the screen
    after: Tensor
    spread: Spread


def turned(
    checkpoint: Checkpoint, latents: Tensor, channel: int, place: Place | None, push: float
) -> Turned:
    """Latents (z, h/f, w/f) with `push` deviations added in one channel, at one place or everywhere, decoded."""
    changed = latents.clone()
    where = (slice(None), slice(None)) if place is None else place
    changed[(channel, *where)] += push
    before, after = decoded(checkpoint, torch.stack([latents, changed])).clamp(-1, 1)
    factor = before.shape[-1] // latents.shape[-1]
    return Turned(changed, before, after, spread(after - before, place, factor))


def spread(change: Tensor, place: Place | None, factor: int) -> Spread:
    """Of a change (c, h, w) whose cause is a latent pixel, `factor` pixels wide; None for all of them."""
    size = change.abs().mean(0)
    greatest, total = float(size.max()), float(size.sum())
    if greatest == 0:
        return Spread(0, 0, 0.0, 0.0, 0.0)
    felt = size >= FELT * greatest
    rows, columns = (felt.any(dim).nonzero() for dim in (1, 0))
    inside = 1.0
    if place is not None:
        own = tuple(slice(at * factor, (at + 1) * factor) for at in place)
        inside = float(size[own].sum()) / total
    return Spread(
        _extent(columns),
        _extent(rows),
        float(felt.double().mean()),
        inside,
        GREY_LEVELS * greatest,
    )


def _extent(indices: Tensor) -> int:
    """From the first to the last, both counted."""
    return int(indices.max() - indices.min()) + 1


@dataclass(frozen=True)
class Parts:
    """Shares of a change's mean square: what is equal everywhere, as light and as a tint, and what is not."""

    light: float
    colour: float
    places: float


def parts(change: Tensor) -> Parts:
    """Of a change (c, h, w); nothing where nothing changes."""
    total, tint = float(change.square().mean()), change.mean((1, 2))
    if total == 0:
        return Parts(0.0, 0.0, 0.0)
    light, colour = float(tint.mean()) ** 2 / total, float(tint.var(correction=0)) / total
    return Parts(light, colour, 1 - light - colour)


@dataclass(frozen=True, eq=False)
class Mixture:
    """Two pictures mixed in pixels and in latents, (c, h, w) each, and what is left of their fine detail."""

    of_pixels: Tensor
    of_latents: Tensor
    apart: float  # PSNR of one against the other, in dB
    detail_of_pixels: float  # amplitude, relative to what both pictures have on average
    detail_of_latents: float


def mixed(checkpoint: Checkpoint, a: Tensor, b: Tensor, share: float) -> Mixture:
    """`share` of the picture b and the rest of a, (c, h, w) each, in both spaces.

    Both mixtures are of what the codec gives back, so that only the mixing differs.
    """
    ends = encoded(checkpoint, torch.stack([a, b]))
    between = torch.lerp(ends[0], ends[1], share)
    first, last, latents = decoded(checkpoint, torch.stack([*ends, between])).clamp(-1, 1)
    pixels = torch.lerp(first, last, share)
    average = (1 - share) * _detail(first) + share * _detail(last)
    return Mixture(
        pixels,
        latents,
        psnr(latents, pixels),
        _detail(pixels) / max(average, 1e-9),
        _detail(latents) / max(average, 1e-9),
    )


def _detail(picture: Tensor) -> float:
    """Amplitude of the fine detail."""
    return float(detail_energy(picture) ** 0.5)
