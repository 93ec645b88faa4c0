"""The codec's training: its losses, its critic, an average of the weights, and a clock."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from explainer.media.pictures import to_model_range
from explainer.networks.codec import Codec
from explainer.training.codecs.critics import FeatureNetwork, PatchCritic, feature_distance, hinge
from explainer.training.codecs.recipe import CodecRecipe
from explainer.training.data import Pictures
from explainer.training.place import Place, share_gradients, shared_clock

MODULES = ("codec", "average", "critic", "features", "optimiser", "critic_optimiser")
PLAIN = ("step", "pictures_seen", "seconds", "losses")


@dataclass
class CodecState:
    """Everything that a resumed run must restore."""

    codec: Codec
    average: Codec
    critic: PatchCritic
    features: FeatureNetwork
    optimiser: torch.optim.Optimizer
    critic_optimiser: torch.optim.Optimizer
    step: int = 0
    pictures_seen: int = 0
    seconds: float = 0.0
    losses: list[tuple[int, float]] = field(default_factory=list)

    def save(self, path: Path) -> None:
        """Atomically: a kill while saving leaves the previous state whole."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        tensors = {k: getattr(self, k).state_dict() for k in MODULES}
        torch.save(tensors | {k: getattr(self, k) for k in PLAIN}, part)
        part.replace(path)

    def restore(self, path: Path, device: torch.device) -> None:
        """Continue from a saved state."""
        saved = torch.load(path, map_location=device, weights_only=True)
        for key in MODULES:
            getattr(self, key).load_state_dict(saved[key])
        for key in PLAIN:
            setattr(self, key, saved[key])


def new_codec_state(
    recipe: CodecRecipe, features: FeatureNetwork, device: torch.device
) -> CodecState:
    """Fresh weights, the same on every process."""
    torch.manual_seed(0)
    codec, average = (Codec(recipe.network).to(device) for _ in range(2))
    average.load_state_dict(codec.state_dict())
    critic = PatchCritic(recipe.network.channels).to(device)
    return CodecState(
        codec,
        average.requires_grad_(False),
        critic,
        features,
        torch.optim.AdamW(codec.parameters(), recipe.peak_lr, betas=(0.9, 0.99), weight_decay=1e-4),
        torch.optim.AdamW(critic.parameters(), recipe.peak_lr, betas=(0.5, 0.9)),
    )


def decoded_with_noise(codec: Codec, latents: Tensor, share: float) -> Tensor:
    """Pictures of latents with noise of a share of each channel's deviation."""
    deviation = latents.detach().std((0, 2, 3), keepdim=True)
    return codec.decode(latents + share * deviation * torch.randn_like(latents))


def codec_loss(
    state: CodecState, recipe: CodecRecipe, x: Tensor, criticised: bool
) -> tuple[Tensor, Tensor]:
    """The loss of a batch, and the decoded pictures."""
    weights, codec = recipe.weights, state.codec
    z = codec.encode(x)
    y = decoded_with_noise(codec, z, recipe.noise)
    loss = F.l1_loss(y, x) + weights.square * F.mse_loss(y, x)
    loss = loss + weights.features * feature_distance(state.features, y, x)
    loss = loss + weights.size * z.square().mean()
    some = len(x) // 2
    small = decoded_with_noise(codec, F.avg_pool2d(z[:some], 2), recipe.noise)
    loss = loss + weights.scale * F.l1_loss(small, F.avg_pool2d(x[:some], 2))
    if criticised:
        loss = loss - weights.critic * state.critic(y).mean()
    return loss, y


def train_codec(
    recipe: CodecRecipe, state: CodecState, pictures: Pictures, place: Place, seconds: float
) -> Iterator[tuple[CodecState, float]]:
    """Yields (state, loss) after every step until `seconds` are spent in all."""
    generator = torch.Generator().manual_seed(1 + place.rank + place.world * state.step)
    torch.manual_seed(1 + place.rank + place.world * state.step)
    before, start = state.seconds, time.monotonic()
    while state.seconds < seconds:
        share = state.seconds / seconds
        rate = recipe.peak_lr * min(1.0, (state.step + 1) / recipe.warmup_steps) * (1 - share)
        for o in (state.optimiser, state.critic_optimiser):
            for group in o.param_groups:
                group["lr"] = rate
        chosen = torch.multinomial(pictures.probability, recipe.batch, True, generator=generator)
        x = to_model_range(pictures.images[chosen.to(pictures.images.device)])
        mirrored = torch.rand(recipe.batch, generator=generator) < 0.5
        x[mirrored] = x[mirrored].flip(3)
        criticised = share >= recipe.critic_from
        loss, y = codec_loss(state, recipe, x, criticised)
        loss.backward()
        share_gradients(state.codec, place)
        state.optimiser.step()
        state.optimiser.zero_grad(set_to_none=True)
        if share >= recipe.critic_from - 0.05:
            state.critic_optimiser.zero_grad(set_to_none=True)
            hinge(state.critic, y, x).backward()
            share_gradients(state.critic, place)
            state.critic_optimiser.step()
        with torch.no_grad():
            weight = 1 - (1 - 1 / (state.step + 1)) ** (recipe.ema_gamma + 1)
            torch._foreach_lerp_(
                list(state.average.parameters()), list(state.codec.parameters()), weight
            )
        state.step += 1
        state.pictures_seen += recipe.batch * place.world
        state.seconds = shared_clock(before + time.monotonic() - start, place)
        yield state, float(loss.detach())
