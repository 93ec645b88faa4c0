"""From a training state to files: weights in half precision, the model card, a grid of samples."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from explainer.core.denoiser import Clipped, Guided, NetworkDenoiser
from explainer.core.noise import FreshNoise, unit_noise
from explainer.core.pictures import montage, to_pixels
from explainer.core.samplers import ddpm_step, last, walk
from explainer.models.checkpoints import Checkpoint, ModelCard, load_from, save_checkpoint
from explainer.training.loop import State
from explainer.training.recipes import Recipe

GRID_STEPS = 30
GRID_GUIDANCE = 2.0
GRID_ROWS = 4  # pictures of each word


def export(recipe: Recipe, state: State, out: Path) -> None:
    """Write NAME.safetensors, NAME.json and NAME.png."""
    card = ModelCard(
        name=recipe.name,
        title=recipe.title,
        architecture=recipe.network,
        schedule="cosine",
        T=1000,
        prediction="v",
        vocabulary=recipe.vocabulary,
        data=list(recipe.data),
        training={
            "pictures_seen": state.pictures_seen,
            "steps": state.step,
            "minutes": round(state.seconds / 60, 1),
            "batch": recipe.batch,
            "peak_learning_rate": recipe.peak_lr,
            "condition_drop": recipe.drop,
            "average": f"power function, gamma {recipe.ema_gamma}",
            "validation_loss": round(state.losses[-1][1], 5) if state.losses else None,
        },
    )
    save_checkpoint(card, state.average.state_dict(), out)
    grid = sample_grid(load_from(recipe.name, out))
    Image.fromarray(grid if grid.shape[2] == 3 else grid[..., 0]).save(out / f"{recipe.name}.png")
    print(f"wrote {out / recipe.name}.safetensors, .json and .png", flush=True)


@torch.inference_mode()
def sample_grid(checkpoint: Checkpoint) -> np.ndarray:
    """One column of samples per word, same noise in each row: uint8 (h, w, c)."""
    shape = checkpoint.card.architecture
    size, words = (shape.channels, shape.size, shape.size), checkpoint.card.vocabulary
    raw = NetworkDenoiser(checkpoint.model.unet, checkpoint.schedule, checkpoint.card.prediction)
    denoiser = Clipped(Guided(raw, GRID_GUIDANCE), checkpoint.schedule)
    rows = []
    for seed in range(GRID_ROWS):
        seeds = [seed] * len(words)
        steps = walk(
            ddpm_step,
            denoiser,
            checkpoint.schedule,
            unit_noise(size, seeds),
            checkpoint.schedule.timesteps(GRID_STEPS),
            condition=checkpoint.vectors([{word: 1.0} for word in words]),
            noise=FreshNoise(size, seeds),
        )
        rows.append(to_pixels(last(steps).x_next))
    return montage(np.concatenate(rows), columns=len(words))
