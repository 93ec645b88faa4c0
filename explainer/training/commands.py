"""What the commands train and export do for a network that draws or cleans."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch

from explainer.core.errors import UserError
from explainer.networks.checkpoints import read_card
from explainer.networks.codec_files import LoadedCodec, load_codec
from explainer.networks.weights import read_tensors
from explainer.training.codecs.commands import run_export_codec, run_train_codec
from explainer.training.codecs.recipe import CODECS
from explainer.training.data import Pool, complete, load_pictures
from explainer.training.export import export
from explainer.training.folders import read_folder
from explainer.training.latents import bring_codec, keep_latents, latents_file, read_latents
from explainer.training.loop import State, new_state, train
from explainer.training.place import Place, closing_group, find_place, wait_for_all
from explainer.training.recipe import Recipe
from explainer.training.recipes import NETWORKS, RECIPES, own_recipe
from explainer.training.watch import NetworkWatch, state_file

MOST_NAMED = 5  # words that a sentence lists


def add_train(command: argparse.ArgumentParser) -> None:
    """The options of `train`."""
    add_pictures(command)
    command.set_defaults(run=run_train)
    command.add_argument("--minutes", type=float, required=True, help="training time in all")
    command.add_argument("--batch", type=int, help="pictures per step and process")
    command.add_argument("--peak-lr", type=float, help="the highest learning rate")
    text = "steps until then; a training that continues another needs few"
    command.add_argument("--warmup-steps", type=int, help=text)
    text = (
        "learn from pictures of a half or a quarter of their size: a quick start for --start-from"
    )
    command.add_argument("--reduce", type=int, choices=(1, 2, 4), default=1, help=text)
    text = "folder of checkpoints: begin with its weights"
    command.add_argument("--start-from", type=Path, help=text)
    text = "in that folder: begin with the UNet of this network of the same shape; words begin anew"
    command.add_argument("--begin-as", metavar="NAME", help=text)


def add_export(command: argparse.ArgumentParser) -> None:
    """The options of `export`."""
    add_pictures(command)
    command.set_defaults(run=run_export, reduce=1)


def add_pictures(command: argparse.ArgumentParser) -> None:
    """What train and export share: which network, learning from what, kept where."""
    text = f"{', '.join([*RECIPES, *CODECS])}, or a name for your own pictures"
    command.add_argument("name", help=text)
    command.add_argument("--data", type=Path, help="folder of training files")
    text = "your own: a folder of pictures, or of folders, one per word"
    command.add_argument("--pictures", type=Path, help=text)
    text = "pixels of your own pictures"
    command.add_argument("--size", type=int, choices=sorted(NETWORKS), default=64, help=text)
    text = "folder of resumable states"
    command.add_argument("--state", type=Path, default=Path("runs"), help=text)
    text = "folder of checkpoints"
    command.add_argument("--out", type=Path, default=Path("checkpoints"), help=text)
    text = "of a network in latents: folder of checkpoints to copy its codec from, into --out"
    command.add_argument("--codec-from", type=Path, help=text)


def recipe_of(options: argparse.Namespace) -> tuple[Recipe, Path]:
    """The recipe that a command names, and the folder of its data."""
    if options.pictures:
        return own_recipe(options.name, options.pictures, options.size), options.pictures.parent
    if options.name not in RECIPES:
        known = ", ".join(RECIPES)
        raise UserError(
            f"There is no recipe “{options.name}”. Name one of {known}, or give a folder of your own "
            "pictures with --pictures."
        )
    if not options.data:
        raise UserError("Say with --data in which folder the training files are.")
    recipe = RECIPES[options.name]
    if recipe.codec and options.reduce > 1:
        raise UserError("A network in latents learns from whole pictures: leave out --reduce.")
    return complete(recipe, options.data), options.data


def run_train(options: argparse.Namespace) -> None:
    """Train until the minutes are spent, save every few minutes, export at the end."""
    wanted = {key: getattr(options, key) for key in ("batch", "peak_lr", "warmup_steps")}
    changes = {key: value for key, value in wanted.items() if value is not None}
    if changes.get("batch", 1) <= 0 or changes.get("peak_lr", 1) <= 0:
        raise UserError("--batch and --peak-lr must be above 0.")
    if options.name in CODECS:
        return run_train_codec(options, changes)
    recipe, data = recipe_of(options)
    recipe = replace(recipe, **changes)
    place, planned = find_place(), options.minutes * 60
    with closing_group(place):
        if place.leads:
            prepare(options)
        state = begun(recipe, options, place)
        pool, held_out = pools(recipe, data, options, place)
        state.learns_from(pool.space)
        state.changes = changes
        if place.leads:
            start = f"{place}, from step {state.step:,}"
            print(f"{recipe.name}: {len(pool):,} pictures, {start}", flush=True)
        file = state_file(options.state, recipe.name)
        watch = NetworkWatch(state, file, planned, recipe, state, held_out)
        for _, loss in train(recipe, state, pool, place, planned):
            if place.leads:
                watch.look(loss)
        if place.leads:
            watch.save()
            export(recipe, state, pool, options.out)


def prepare(options: argparse.Namespace) -> None:
    """Say what was found in a folder of one's own, and make sure that there will be room to write: nothing is to fail late.

    Raises UserError if it would.
    """
    if options.pictures:
        found = read_folder(options.pictures, options.size)
        found.check()
        print("\n".join(found.report()), flush=True)
    for folder in (options.state, options.out):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            raise UserError(f"Nothing can be written to {folder}: {error.strerror}.") from None


def pools(
    recipe: Recipe, data: Path, options: argparse.Namespace, place: Place
) -> tuple[Pool, Pool]:
    """What a recipe learns from, and what is held back; latents are computed by the leading process."""
    if not recipe.codec:
        train_on, held_out = (
            load_pictures(data, recipe, part).reduced(options.reduce).to(place.device)
            for part in ("train", "validation")
        )
        return train_on, held_out
    codec, file = _codec(recipe, options, place), latents_file(options.state, recipe.name)
    if place.leads:
        keep_latents(recipe, codec, data, file, place.device)
    wait_for_all(place)
    parts = (read_latents(file, codec, part) for part in ("train", "validation"))
    return next(parts).to(place.device), next(parts).to(place.device)


def _codec(recipe: Recipe, options: argparse.Namespace, place: Place) -> LoadedCodec:
    """The codec in --out, or the one that is brought there."""
    if place.leads:
        bring_codec(recipe.codec, options.codec_from, options.out)
    wait_for_all(place)
    return load_codec(recipe.codec, options.out)


def begun(recipe: Recipe, options: argparse.Namespace, place: Place) -> State:
    """A new training, one that was cut short, or one that begins with an older one's weights."""
    state, path = new_state(recipe, place.device), state_file(options.state, recipe.name)
    if path.exists():
        _restore(state, recipe, path, place)
        if options.start_from and place.leads:
            print(f"going on with {path}, not beginning from {options.start_from}", flush=True)
    elif options.start_from:
        _start(state, recipe, options.start_from, options.begin_as or recipe.name)
    return state


def _restore(state: State, recipe: Recipe, path: Path, place: Place) -> None:
    """Go on from a saved state. Raises UserError if it is another network's."""
    way_out = "Give this one another name or another --state, or remove that file."
    try:
        state.restore(path, place.device)
        fits = True
    except (RuntimeError, ValueError):
        fits = False
    if state.vocabulary != recipe.vocabulary:
        raise UserError(
            f"The training in {path} had other words: {_differences(state.vocabulary, recipe.vocabulary)}. {way_out}"
        )
    if not fits:
        raise UserError(f"The training in {path} had other words or another shape. {way_out}")


def _differences(before: Sequence[str], now: Sequence[str]) -> str:
    """Which words are gone and which are new; or that they stand in another order."""
    gone, new = (
        [word for word in these if word not in set(others)]
        for these, others in ((before, now), (now, before))
    )
    parts = [f"{kind}: {_listed(words)}" for kind, words in (("gone", gone), ("new", new)) if words]
    return "; ".join(parts) or "the same in another order"


def _listed(words: Sequence[str]) -> str:
    more = f" and {len(words) - MOST_NAMED} more" * (len(words) > MOST_NAMED)
    return ", ".join(f"“{word}”" for word in words[:MOST_NAMED]) + more


def _start(state: State, recipe: Recipe, folder: Path, name: str) -> None:
    """Begin with the weights of a checkpoint: all of them if it is an older one of this network, or its UNet."""
    card, same = read_card(name, folder), name == recipe.name
    if card.architecture != recipe.network or (same and card.vocabulary != recipe.vocabulary):
        raise UserError(f"“{name}” in {folder} has other words or another shape.")
    weights = read_tensors(folder / f"{name}.safetensors", card.sha256)
    if same:
        state.start_from(weights, card.training)
    else:
        state.begin_as(weights, {"network": name, **card.training})


def run_export(options: argparse.Namespace) -> None:
    """Write checkpoint, card and sample grid from the last saved state."""
    if options.name in CODECS:
        return run_export_codec(options)
    recipe, data = recipe_of(options)
    path, place = state_file(options.state, options.name), Place(torch.device("cpu"))
    if not path.exists():
        raise UserError(f"There is no training state {path}; start a training first.")
    state = new_state(recipe, place.device)
    _restore(state, recipe, path, place)
    recipe = replace(recipe, **state.changes)
    pool, _ = pools(recipe, data, options, place)
    state.learns_from(pool.space)
    export(recipe, state, pool, options.out)
