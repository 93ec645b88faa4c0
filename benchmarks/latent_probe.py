"""A probe: a network trained for a while in some codec's latents, and what can be said of it in a minute."""

from __future__ import annotations

import copy
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from explainer.core.denoiser import Denoiser, Guided, NetworkDenoiser, Prediction
from explainer.core.errors import UserError
from explainer.core.metrics import psnr
from explainer.core.noise import unit_noise
from explainer.core.samplers import dpmpp_2m_step, last, walk
from explainer.core.schedule import make_schedule
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import load_from
from explainer.networks.codec_files import LoadedCodec
from explainer.networks.judges import Judges, share_named_right
from explainer.networks.spaces import Space
from explainer.networks.word_unet import WordUNet
from explainer.training.data import Pictures, load_pictures
from explainer.training.latents import Latents, keep_latents, read_latents
from explainer.training.loop import new_state, train, validation_loss
from explainer.training.place import Place
from explainer.training.recipe import Recipe

STEPS = 20  # of DPM++ 2M, for each picture
EARLY = 8  # the snapshot that may guide is taken after one in so many steps
ALPHA_BAR = 0.5  # at which one call is judged
CALLED = 128  # pictures


@dataclass(frozen=True, eq=False)
class Trained:
    """A network, what it was after an eighth of its training, and what its x is made of."""

    recipe: Recipe
    model: WordUNet
    early: WordUNet
    space: Space

    def denoiser(self, model: WordUNet | None = None) -> NetworkDenoiser:
        """Its network, or another of its shape."""
        objective = self.recipe.objective
        schedule = make_schedule(objective.schedule)
        return NetworkDenoiser((model or self.model).unet, schedule, objective.prediction)


@dataclass(frozen=True, eq=False)
class Probe(Trained):
    """Beside it, pictures to measure it on, and how long it took."""

    held_out: Latents
    originals: Pictures  # of what is held out
    minutes: float


@dataclass(frozen=True, eq=False)
class AutoGuided:
    """Guidance away from an earlier, worse state of the same network (Karras et al. 2024, arXiv:2406.02507)."""

    denoiser: Denoiser
    early: Denoiser
    w: float

    def __call__(self, x_t: Tensor, t: Tensor, condition: Tensor | None = None) -> Prediction:
        """As `Guided`, with the earlier network's estimate in the place of the unconditional one."""
        good, bad = self.denoiser(x_t, t, condition), self.early(x_t, t, condition)
        x0, eps = torch.lerp(bad.x0, good.x0, self.w), torch.lerp(bad.eps, good.eps, self.w)
        return Prediction(x0, eps, calls=2)


def in_latents_of(recipe: Recipe, codec: LoadedCodec) -> Recipe:
    """The recipe for a codec of another shape."""
    channels, size, _ = codec.codec.config.latent_shape
    return replace(recipe, network=replace(recipe.network, channels=channels, size=size))


def probed(
    recipe: Recipe, codec: LoadedCodec, data: Path, steps: int, place: Place, seed: int = 0
) -> Probe:
    """Train for so many steps; the clock of the learning rate counts steps."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "latents.safetensors"
        keep_latents(recipe, codec, data, file, place.device)
        pool, held_out = (read_latents(file, codec, part) for part in ("train", "validation"))
    state, early = new_state(recipe, place.device, seed), None
    start = time.monotonic()
    for _ in train(recipe, state, pool.to(place.device), place, steps, lambda: float(state.step)):
        if state.step == max(1, steps // EARLY):
            early = copy.deepcopy(state.average)
    minutes = (time.monotonic() - start) / 60
    last_one, early = state.average.cpu().eval(), (early or state.average).cpu().eval()
    originals = load_pictures(data, recipe, "validation")
    return Probe(recipe, last_one, early, pool.space, held_out, originals, minutes)


def shipped(recipe: Recipe, folder: Path, early: Path) -> Trained:
    """A network in a folder of checkpoints, and an earlier state of it in another, in the same codec's latents."""
    now, before = load_from(recipe.name, folder), load_from(recipe.name, early)
    if now.card.latent is None or now.card.latent != before.card.latent:
        raise UserError(f"“{recipe.name}” in {early} is not an earlier state of that in {folder}.")
    return Trained(recipe, now.model, before.model, now.space)


@torch.inference_mode()
def drawn(probe: Trained, denoiser: Denoiser, each: int) -> tuple[Tensor, Tensor]:
    """`each` pictures of every word, uint8 (N, c, h, w), and the indices of the words (N,)."""
    labels = torch.arange(len(probe.model.words)).repeat_interleave(each)
    schedule, pictures = make_schedule(probe.recipe.objective.schedule), []
    for some in torch.arange(len(labels)).split(64):
        x_T, words = unit_noise(probe.space.shape, some.tolist()), probe.model.words[labels[some]]
        times = schedule.timesteps(STEPS)
        steps = walk(dpmpp_2m_step, denoiser, schedule, x_T, times, condition=words)
        pictures.append(to_pixels(probe.space.decode(last(steps).x_next)))
    return torch.from_numpy(np.concatenate(pictures)).movedim(-1, 1), labels


def named(probe: Trained, denoiser: Denoiser, judges: Judges, each: int) -> str:
    """Two cells of a table: what share of what it draws each judge names as asked."""
    images, labels = drawn(probe, denoiser, each)
    shares = [share_named_right(judge, images, labels) for judge in (judges.first, judges.second)]
    return " | ".join(f"{share:.1%}" for share in shares)


def guided(probe: Trained, w: float, interval: tuple[int, int] | None = None) -> Denoiser:
    """Away from the empty condition."""
    return Guided(probe.denoiser(), w, interval)


def autoguided(probe: Trained, w: float) -> Denoiser:
    """Away from its own beginnings."""
    return AutoGuided(probe.denoiser(), probe.denoiser(probe.early), w)


def held_out_loss(probe: Probe) -> float:
    """In the codec's own normalised latents: compares networks of one codec only."""
    return validation_loss(probe.model, probe.recipe.objective, probe.held_out)


@torch.inference_mode()
def one_call(probe: Probe) -> float:
    """PSNR in dB of one call's decoded x̂0 to the pictures themselves: the same unit for every codec."""
    schedule = make_schedule(probe.recipe.objective.schedule)
    chosen = torch.arange(min(CALLED, len(probe.held_out)))
    x0, bags = probe.held_out.plain(chosen), probe.held_out.bags[chosen]
    t = torch.full((len(chosen),), schedule.nearest_t(ALPHA_BAR))
    x_t = schedule.add_noise(x0, t, unit_noise(probe.space.shape, chosen.tolist()))
    estimate = probe.denoiser()(x_t, t, bags @ probe.model.words).x0
    pairs = zip(probe.space.decode(estimate), probe.originals.plain(chosen), strict=True)
    return float(np.mean([psnr(a, b) for a, b in pairs]))
