"""A network between two states of one training: from before it learned from another mixture, and from after.

Its weights lie on the straight line between theirs, as in WiSE-FT (Wortsman et al. 2022, arXiv:2109.01903): of what the
later practice brought and of what it cost, it keeps a part.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch

from explainer.core.errors import UserError
from explainer.networks.checkpoints import ModelCard, load_from, read_card, save_checkpoint
from explainer.networks.spaces import LatentCard
from explainer.networks.weights import read_tensors
from explainer.training.export import sample_grid, save_grid


def add_between(command: argparse.ArgumentParser) -> None:
    """Declare `between`."""
    command.add_argument("name")
    text = "folders with the checkpoint: as it was, and as it became"
    command.add_argument("--of", type=Path, nargs=2, required=True, metavar="FOLDER", help=text)
    command.add_argument("--share", type=float, default=0.5, help="of what it became, 0 to 1")
    command.add_argument("--out", type=Path, required=True, help="folder; its codec must lie there")
    command.set_defaults(run=run_between)


def run_between(options: argparse.Namespace) -> None:
    """Write the network between two, its card and its grid of samples."""
    if not 0 <= options.share <= 1:
        raise UserError("The share lies between 0 and 1.")
    before, after = (read_card(options.name, folder) for folder in options.of)
    _expect_alike(before, after)
    first, second = (
        read_tensors(folder / f"{options.name}.safetensors", card.sha256)
        for folder, card in zip(options.of, (before, after), strict=True)
    )
    weights = {key: torch.lerp(first[key], second[key], options.share) for key in first}
    as_it_was = {
        "share": round(1 - options.share, 3),
        "pictures_seen": before.training["pictures_seen"],
    }
    training = {**after.training, "as_it_was": as_it_was}
    latent = _latent_between(before.latent, after.latent, options.share)
    # what was measured was measured of the others
    card = replace(after, training=training, latent=latent, metrics={})
    save_checkpoint(card, weights, options.out)
    grid = sample_grid(load_from(options.name, options.out))
    save_grid(grid, options.out / f"{options.name}.png")


def _latent_between(
    before: LatentCard | None, after: LatentCard | None, share: float
) -> LatentCard | None:
    """Mean and deviation of the channels move with the mixture, and the network with them; None for pixels."""
    if before is None or after is None:
        return after

    def between(first: Sequence[float], second: Sequence[float]) -> tuple[float, ...]:
        return tuple(round(a + share * (b - a), 5) for a, b in zip(first, second, strict=True))

    mean, deviation = between(before.mean, after.mean), between(before.deviation, after.deviation)
    return replace(after, mean=mean, deviation=deviation)


def _expect_alike(before: ModelCard, after: ModelCard) -> None:
    """Raises UserError where weights of the two do not mean the same."""
    for what in ("architecture", "vocabulary", "prediction", "schedule"):
        if getattr(before, what) != getattr(after, what):
            raise UserError(f"The two differ in their {what}: there is nothing between them.")
    if (before.latent and before.latent.sha256) != (after.latent and after.latent.sha256):
        raise UserError(
            "The two work on the latents of different codecs: there is nothing between them."
        )
