"""From a training state to files: weights in half precision, the model card, a grid of samples."""

from __future__ import annotations

from pathlib import Path

from explainer.models.checkpoints import FOLDER, ModelCard, read_card, save_checkpoint
from explainer.training.loop import State
from explainer.training.recipes import Recipe


def export(recipe: Recipe, state: State, out: Path = FOLDER) -> None:
    """Write NAME.safetensors and NAME.json."""
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
            "validation_loss": state.losses[-1][1] if state.losses else None,
        },
    )
    save_checkpoint(card, state.average.state_dict(), out)
    print(f"wrote {out / recipe.name}.safetensors and .json")
