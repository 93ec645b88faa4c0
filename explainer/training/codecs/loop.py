"""The codec's training: its losses, and steps that the codec and its critic take in turn."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from explainer.networks.codec import Codec
from explainer.networks.descent import (
    channels_last,
    descend,
    learning_rate,
    set_learning_rate,
    update_average,
)
from explainer.training.codecs.critics import FeatureNetwork, PatchCritic, feature_distance, hinge
from explainer.training.codecs.recipe import CodecRecipe
from explainer.training.data import Pictures
from explainer.training.place import Place, computing_fast, share_gradients
from explainer.training.progress import Clock, Progress, ticking
from explainer.training.together import Together

CRITIC_LEARNS_AHEAD = 0.05  # of the time, before it has a say


@dataclass(kw_only=True)
class CodecState(Progress):
    """Everything that a resumed run must restore. Its `losses` are PSNRs in dB, on pictures held back."""

    codec: Codec
    average: Codec
    critic: PatchCritic
    features: FeatureNetwork
    optimiser: torch.optim.Optimizer
    critic_optimiser: torch.optim.Optimizer

    def start_from(self, codec: Codec) -> None:
        """Begin with the averaged weights of an earlier training; critic and optimisers start afresh."""
        self.codec.load_state_dict(codec.state_dict())
        self.average.load_state_dict(codec.state_dict())


def new_codec_state(
    recipe: CodecRecipe, features: FeatureNetwork, device: torch.device, seed: int = 0
) -> CodecState:
    """Fresh weights, the same on every process, beside a feature network that stays as it is."""
    torch.manual_seed(seed)
    codec, average = (Codec(recipe.network).to(device) for _ in range(2))
    critic = PatchCritic(recipe.network.channels).to(device)
    for network in (codec, average, critic, features):
        channels_last(network)
    average.load_state_dict(codec.state_dict())
    return CodecState(
        codec=codec,
        average=average.requires_grad_(False),
        critic=critic,
        features=features.to(device),
        optimiser=_optimiser(codec, recipe, 0.9, 0.99, weight_decay=1e-4),
        critic_optimiser=_optimiser(critic, recipe, 0.5, 0.9, weight_decay=0.01),
    )


def _optimiser(
    network: nn.Module, recipe: CodecRecipe, *betas: float, weight_decay: float
) -> torch.optim.Optimizer:
    fast, slow = betas
    return torch.optim.AdamW(
        network.parameters(), recipe.peak_lr, (fast, slow), weight_decay=weight_decay
    )


def saved_codec_state(recipe: CodecRecipe, path: Path, device: torch.device) -> CodecState:
    """The state in a file, whatever its feature network had learned to name."""
    saved = torch.load(path, map_location="cpu", weights_only=True)
    kinds = len(saved["features"]["name.weight"])
    features = FeatureNetwork(recipe.network.channels, kinds).eval().requires_grad_(False)
    state = new_codec_state(recipe, features, device)
    state.restore(path, device)
    return state


def codec_loss(
    state: CodecState, recipe: CodecRecipe, x: Tensor, criticised: bool, noise: torch.Generator
) -> tuple[Tensor, Tensor]:
    """The loss of pictures (b, c, h, w), a number, and what the codec makes of them."""
    weights, codec = recipe.weights, state.codec
    z = codec.encode(x).float()
    y = _decoded(codec, z, recipe.noise, noise)
    loss = F.l1_loss(y, x) + weights.square * F.mse_loss(y, x)
    loss = loss + weights.features * feature_distance(state.features, y, x)
    loss = loss + weights.size * z.square().mean()
    if weights.scale:  # EQ-VAE (Kouzelis et al. 2025, arXiv:2502.09509), for half of the batch
        some = len(x) // 2
        small = _decoded(codec, F.avg_pool2d(z[:some], 2), recipe.noise, noise)
        loss = loss + weights.scale * F.l1_loss(small, F.avg_pool2d(x[:some], 2))
    if criticised:
        loss = loss - weights.critic * state.critic(y).float().mean()
    return loss, y


def _decoded(codec: Codec, z: Tensor, share: float, noise: torch.Generator) -> Tensor:
    """Pictures of latents with noise of a share of each channel's deviation."""
    deviation = z.detach().std((0, 2, 3), keepdim=True)
    eps = torch.randn(z.shape, generator=noise, device=z.device)
    return codec.decode(z + share * deviation * eps).float()


def train_codec(
    recipe: CodecRecipe,
    state: CodecState,
    pictures: Pictures,
    place: Place,
    seconds: float,
    clock: Clock = time.monotonic,
) -> Iterator[tuple[CodecState, Tensor]]:
    """Yields (state, loss) after every step until `seconds` of training are spent in all, by the clock."""
    seed = (
        place.rank + place.world * state.step
    )  # a resumed run, and every process of it, draws others
    generator = torch.Generator().manual_seed(1 + seed)
    noise = torch.Generator(place.device).manual_seed(2 + seed)
    tick, together = ticking(state, place, clock), Together(place)
    while state.seconds < seconds:
        share = state.seconds / seconds
        for optimiser in (state.optimiser, state.critic_optimiser):
            set_learning_rate(optimiser, learning_rate(recipe, state.step, state.seconds, seconds))
        x = _batch(recipe, pictures, generator)
        with together.step():
            loss, y = _learn(recipe, state, x, share >= recipe.critic_from, place, noise)
        if share >= recipe.critic_from - CRITIC_LEARNS_AHEAD:
            _criticise(state, y, x, place)
        tick(recipe.batch)
        yield state, loss


def _batch(recipe: CodecRecipe, pictures: Pictures, generator: torch.Generator) -> Tensor:
    """Pictures (b, c, h, w), half of them mirrored."""
    chosen = torch.multinomial(pictures.probability, recipe.batch, True, generator=generator)
    x = pictures.plain(chosen.to(pictures.bags.device))
    mirrored = torch.rand(recipe.batch, generator=generator) < 0.5
    x[mirrored] = x[mirrored].flip(3)  # left-right
    return x


def _learn(
    recipe: CodecRecipe,
    state: CodecState,
    x: Tensor,
    criticised: bool,
    place: Place,
    noise: torch.Generator,
) -> tuple[Tensor, Tensor]:
    """One step of the codec; its loss and what it made of the pictures."""
    with computing_fast(x.device):
        loss, y = codec_loss(state, recipe, x, criticised, noise)
    loss = descend(state.optimiser, loss, partial(share_gradients, state.codec, place))
    update_average(state.average, state.codec, state.step, recipe.ema_gamma)
    return loss, y.detach()


def _criticise(state: CodecState, decoded: Tensor, original: Tensor, place: Place) -> None:
    """One step of the critic."""
    state.critic_optimiser.zero_grad(set_to_none=True)
    with computing_fast(original.device):
        loss = hinge(state.critic, decoded, original)
    loss.backward()
    share_gradients(state.critic, place)
    state.critic_optimiser.step()
