"""How the run of a network is looked at: pixels as they are, latents through the decoder of their codec."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from explainer.engines.codecs import decoded, decoder_of
from explainer.experiments.settings import Settings
from explainer.media.film import MAX_FRAMES, Film, PixelView, View
from explainer.media.pictures import centred, channel_maps, to_pixels
from explainer.networks.checkpoints import Checkpoint, load_checkpoint
from explainer.networks.spaces import LatentSpace

LATENT_FRAMES = (
    16  # key frames of a film in latents: to decode one costs as much as two network calls
)


@dataclass(frozen=True, eq=False)
class DecodedView(View):
    """x and x̂0 through the decoder; the noise, which is no latent of any picture, as its channels."""

    checkpoint: Checkpoint

    is_costly = True

    def pictures(self, *xs: Tensor) -> list[np.ndarray]:
        pixels = to_pixels(decoded(self.checkpoint, torch.cat(xs)))
        return np.split(pixels, len(xs))

    def noise(self, eps: Tensor) -> np.ndarray:
        return centred(channel_maps(eps), self.checkpoint.picture_shape)

    def maps(self, x: Tensor) -> np.ndarray | None:
        return channel_maps(x)


def view_of(network: str) -> View:
    """How a network's runs are looked at. Raises UserError if there is no such network."""
    checkpoint = load_checkpoint(network)
    return PixelView() if checkpoint.card.latent is None else DecodedView(checkpoint)


def new_film(settings: Settings, frames: int = MAX_FRAMES) -> Film:
    """An empty film for a run with these settings, of at most so many key frames."""
    view = view_of(settings.network)
    most = min(frames, LATENT_FRAMES) if view.is_costly else frames
    return Film(settings.steps, most=most, view=view)


def looking_seconds(settings: Settings, frames: int = MAX_FRAMES) -> float:
    """About how long a run's film takes on this machine besides the calls of its network: 0 in pixels."""
    space = load_checkpoint(settings.network).space
    if not isinstance(space, LatentSpace):
        return 0.0
    film, decoder = new_film(settings, frames), decoder_of(space)
    kept, pictures = -(-film.n // film.stride), len(settings.seeds)
    return kept * decoder.seconds(2 * pictures) + decoder.seconds(pictures)
