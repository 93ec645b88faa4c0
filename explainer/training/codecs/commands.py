"""What the commands train and export do for a codec."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from explainer.core.errors import UserError
from explainer.networks.codec_files import CodecCard, load_codec, save_codec
from explainer.training.codecs.critics import FeatureNetwork, learned_features
from explainer.training.codecs.loop import (
    CodecState,
    new_codec_state,
    saved_codec_state,
    train_codec,
)
from explainer.training.codecs.recipe import CODECS, CodecRecipe
from explainer.training.codecs.scale import unit_scaled
from explainer.training.codecs.watch import CodecWatch
from explainer.training.data import LoadedSet, as_pool, load_sets
from explainer.training.place import Place, closing_group, find_place, wait_for_all
from explainer.training.watch import state_file


def run_train_codec(options: argparse.Namespace, changes: dict[str, Any]) -> None:
    """Train until the minutes are spent, save every few minutes, export at the end."""
    _need_data(options)
    recipe, place = replace(CODECS[options.name], **changes), find_place()
    path, planned = state_file(options.state, recipe.name), options.minutes * 60
    with closing_group(place):
        sets = load_sets(options.data, recipe.sets, recipe.network.size, "train")
        pictures = as_pool(sets).to(place.device)
        state = begun_codec(recipe, sets, options, place)
        if place.leads:
            start = f"{place}, from step {state.step:,}"
            print(f"{recipe.name}: {len(pictures):,} pictures, {start}", flush=True)
        watch = CodecWatch(state, path, planned, recipe, state, held_out(recipe, options.data))
        for _, loss in train_codec(recipe, state, pictures, place, planned):
            if place.leads:
                watch.look(loss)
        if place.leads:
            watch.save()
            export_codec(recipe, state, watch.held_out, options.out)


def run_export_codec(options: argparse.Namespace) -> None:
    """Write the codec of the last saved state."""
    recipe, path = CODECS[options.name], state_file(options.state, options.name)
    if not path.exists():
        raise UserError(f"There is no training state {path}; start a training first.")
    _need_data(options)
    state = saved_codec_state(recipe, path, torch.device("cpu"))
    export_codec(recipe, state, held_out(recipe, options.data), options.out)


def _need_data(options: argparse.Namespace) -> None:
    if not options.data:
        raise UserError("Say with --data in which folder the training files are.")


def export_codec(
    recipe: CodecRecipe, state: CodecState, pictures: dict[str, Tensor], out: Path
) -> None:
    """Write codecs/NAME.safetensors and codecs/NAME.json; the latents of these pictures have unit scale."""
    codec = unit_scaled(state.average, torch.cat([*pictures.values()]))
    save_codec(describe_codec(recipe, state), codec.state_dict(), out)
    print(f"wrote the codec “{recipe.name}” in {out}", flush=True)


def describe_codec(recipe: CodecRecipe, state: CodecState) -> CodecCard:
    """The card of what has been trained so far."""
    return CodecCard(
        name=recipe.name,
        title=recipe.title,
        architecture=recipe.network,
        data=list(recipe.data),
        limits=recipe.limits,
        training={
            **state.numbers(),
            "batch": recipe.batch,
            "peak_learning_rate": recipe.peak_lr,
            "noise_on_latents": recipe.noise,
            "scale_equivariance": recipe.weights.scale,
            "average": f"power function, gamma {recipe.ema_gamma}",
            "validation_psnr": round(state.losses[-1][1], 2) if state.losses else None,
        },
    )


def held_out(recipe: CodecRecipe, data: Path) -> dict[str, Tensor]:
    """Photographs and drawings (those with captions) that training does not see, drawn as training draws."""
    sets = load_sets(data, recipe.sets, recipe.network.size, "validation")
    kinds = {
        "photographs": [s for s in sets if not s.spec.captions],
        "drawings": [s for s in sets if s.spec.captions],
    }
    return {kind: _some(some) for kind, some in kinds.items() if some}


def _some(sets: list[LoadedSet], n: int = 512) -> Tensor:
    """(n, c, h, w) in [−1, 1]."""
    pool, generator = as_pool(sets), torch.Generator().manual_seed(0)
    return pool.plain(torch.multinomial(pool.probability, n, True, generator=generator))


def kinds_of(sets: list[LoadedSet]) -> Tensor:
    """What the feature network learns to name: each class of a set, or the set where it has no classes (N,)."""
    names = [
        loaded.spec.file if loaded.spec.captions else f"{loaded.spec.file}/{label}"
        for loaded in sets
        for label in loaded.labels
    ]
    known = {name: i for i, name in enumerate(sorted(set(names)))}
    return torch.tensor([known[name] for name in names])


def begun_codec(
    recipe: CodecRecipe, sets: list[LoadedSet], options: argparse.Namespace, place: Place
) -> CodecState:
    """A new training, one that was cut short, or one that begins with an older one's weights."""
    path = state_file(options.state, recipe.name)
    if path.exists():
        return saved_codec_state(recipe, path, place.device)
    file = options.state / f"{recipe.name}-features.pt"
    state = new_codec_state(recipe, _features(recipe, sets, file, place), place.device)
    if options.start_from:
        older = load_codec(recipe.name, options.start_from)
        if older.card.architecture != recipe.network:
            raise UserError(f"The codec in {options.start_from} is of another shape.")
        state.start_from(older.codec)
        state.continues(older.card.training)
    return state


def _features(
    recipe: CodecRecipe, sets: list[LoadedSet], file: Path, place: Place
) -> FeatureNetwork:
    """A feature network, taught by the leading process and kept in a file beside the state."""
    kinds = kinds_of(sets)
    if place.leads and not file.exists():
        print("teaching the network that says what decoded pictures should keep", flush=True)
        taught = learned_features(as_pool(sets).to(place.device), kinds)
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(".part")
        torch.save(taught.state_dict(), unfinished)
        unfinished.replace(file)
    wait_for_all(place)
    network = FeatureNetwork(recipe.network.channels, int(kinds.max()) + 1)
    network.load_state_dict(torch.load(file, map_location="cpu", weights_only=True))
    return network.eval().requires_grad_(False)
