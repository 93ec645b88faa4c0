"""From a training state to files: weights in half precision, the model card, a grid of samples."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from explainer.core.baselines import PictureStatistics, picture_statistics
from explainer.core.denoiser import Clipped, Denoiser, Guided, NetworkDenoiser
from explainer.core.noise import FreshNoise, unit_noise
from explainer.core.samplers import ddpm_step, last, walk
from explainer.core.schedule import make_schedule
from explainer.media.pictures import montage, to_model_range, to_pixels
from explainer.networks.checkpoints import (
    Checkpoint,
    ModelCard,
    load_from,
    save_checkpoint,
)
from explainer.networks.conditions import parse_condition
from explainer.networks.spaces import LatentSpace
from explainer.training.data import Pictures, Pool
from explainer.training.loop import State
from explainer.training.place import computing_fast
from explainer.training.recipe import Recipe

STATISTICS_OF = 2048  # pictures
GRID_STEPS = 30
GRID_GUIDANCE = 2.0
GRID_ROWS = 4  # pictures of each word
GRID_COLUMNS = 8  # where there are no words
SNAPSHOT_COLUMNS = 12  # at most: a training waits while they are drawn


def describe(recipe: Recipe, state: State, pool: Pool | None = None) -> ModelCard:
    """The card of what has been trained so far, on these pictures."""
    space = pool.space if pool else None
    return ModelCard(
        name=recipe.name,
        title=recipe.title,
        architecture=recipe.network,
        schedule=recipe.objective.schedule,
        T=make_schedule(recipe.objective.schedule).T,
        prediction=recipe.objective.prediction,
        vocabulary=recipe.vocabulary,
        data=list(recipe.data),
        limits=recipe.limits,
        prompts=recipe.prompts,
        favourite=recipe.favourite,
        draws_well=recipe.draws_well,
        best_for=recipe.best_for,
        latent=space.card if isinstance(space, LatentSpace) else None,
        training={
            **state.numbers(),
            "batch": recipe.batch,
            "peak_learning_rate": recipe.peak_lr,
            "word_learning_rate": recipe.peak_lr * recipe.word_rate,
            "condition_drop": recipe.drop,
            "average": f"power function, gamma {recipe.ema_gamma}",
            "validation_loss": round(state.losses[-1][1], 5) if state.losses else None,
        },
    )


def training_statistics(pictures: Pictures) -> PictureStatistics:
    """Of a sample of training pictures, drawn as training draws them."""
    generator = torch.Generator().manual_seed(0)
    chosen = torch.multinomial(pictures.probability, STATISTICS_OF, True, generator=generator)
    exact = picture_statistics(to_model_range(pictures.images[chosen.to(pictures.images.device)]))

    def short(values: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(float(f"{v:.4g}") for v in values)

    return PictureStatistics(short(exact.mean), tuple(short(row) for row in exact.power))


def export(recipe: Recipe, state: State, pool: Pool, out: Path) -> None:
    """Write NAME.safetensors, NAME.json and NAME.png. The codec of a network in latents must lie there."""
    card = describe(recipe, state, pool)
    if isinstance(pool, Pictures):  # of latents, nobody asks
        card = replace(card, statistics=training_statistics(pool))
    save_checkpoint(card, state.average.state_dict(), out)
    grid = sample_grid(load_from(recipe.name, out))
    save_grid(grid, out / f"{recipe.name}.png")
    print(f"wrote {out / recipe.name}.safetensors, .json and .png", flush=True)


def snapshot(recipe: Recipe, state: State, pool: Pool, folder: Path) -> None:
    """Write NAME-PICTURES.png: what the network makes of the same noise at this point of training."""
    with computing_fast(torch.device("cpu")):  # the training waits
        grid = sample_grid(_so_far(recipe, state, pool), rows=1, columns=SNAPSHOT_COLUMNS)
    save_grid(grid, folder / f"{recipe.name}-{state.pictures_seen:09d}.png")


def contact_sheet(recipe: Recipe, state: State, pool: Pool, folder: Path) -> None:
    """Write NAME-sheet-PICTURES.png: several pictures of every word, or of every prompt on the card."""
    with computing_fast(torch.device("cpu")):
        grid = sample_grid(_so_far(recipe, state, pool))
    save_grid(grid, folder / f"{recipe.name}-sheet-{state.pictures_seen:09d}.png")


def _so_far(recipe: Recipe, state: State, pool: Pool) -> Checkpoint:
    """The averaged weights at this point of training."""
    card, average = describe(recipe, state, pool), copy.deepcopy(state.average).cpu().eval()
    return Checkpoint(card, average, make_schedule(card.schedule, card.T), pool.space)


def save_grid(grid: np.ndarray, path: Path) -> None:
    """Write pictures, uint8 (h, w, c), as a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(grid if grid.shape[2] == 3 else grid[..., 0]).save(path)


def _denoiser(checkpoint: Checkpoint) -> Denoiser:
    """Guided, on the network itself rather than on an engine; x̂0 clipped where it must lie in [−1, 1]."""
    raw = NetworkDenoiser(checkpoint.model.unet, checkpoint.schedule, checkpoint.card.prediction)
    guided = Guided(raw, GRID_GUIDANCE)
    return Clipped(guided, checkpoint.schedule) if checkpoint.space.bounded else guided


@torch.inference_mode()
def sample_grid(
    checkpoint: Checkpoint, rows: int = GRID_ROWS, columns: int | None = None
) -> np.ndarray:
    """One column of samples per prompt that the card shows, or for the first of them; the same noise along a row.

    uint8 (h, w, c).
    """
    size, vocabulary = checkpoint.shape, checkpoint.card.vocabulary
    words = (checkpoint.card.shown or ("",) * GRID_COLUMNS)[:columns]
    denoiser, pictures = _denoiser(checkpoint), []
    for seed in range(rows):
        # without words, each picture needs a noise of its own to differ from the others
        seeds = [seed if word else seed * GRID_COLUMNS + i for i, word in enumerate(words)]
        steps = walk(
            ddpm_step,
            denoiser,
            checkpoint.schedule,
            unit_noise(size, seeds),
            checkpoint.schedule.timesteps(GRID_STEPS),
            condition=checkpoint.vectors([parse_condition(word, vocabulary) for word in words]),
            noise=FreshNoise(size, seeds),
        )
        pictures.append(to_pixels(checkpoint.space.decode(last(steps).x_next)))
    return montage(np.concatenate(pictures), columns=len(words))
