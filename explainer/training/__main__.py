"""python -m explainer.training train NAME --data FOLDER --minutes M; also export, judge, evaluate"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

import torch

from explainer.core.errors import UserError
from explainer.networks.checkpoints import load_from
from explainer.training.data import complete, load_pictures
from explainer.training.evaluation import LONG_PARTS, PARTS, TABLES
from explainer.training.export import export
from explainer.training.loop import (
    Place,
    State,
    closing_group,
    find_place,
    new_state,
    train,
)
from explainer.training.recipe import Recipe
from explainer.training.recipes import NETWORKS, RECIPES, own_recipe
from explainer.training.watch import Watch, state_file


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 0 on success, 2 with a sentence on a mistake of the user."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m explainer.training", description=__doc__)
    commands = parser.add_subparsers(required=True)
    _add_evaluate(commands.add_parser("evaluate", help="measure a checkpoint; writes its card"))
    _add_judge(commands.add_parser("judge", help="train the classifiers that evaluate asks"))
    train = commands.add_parser("train", help="train a checkpoint, or resume a training cut short")
    _add_pictures(train)
    train.set_defaults(run=run_train)
    train.add_argument("--minutes", type=float, required=True, help="training time in all")
    train.add_argument("--batch", type=int, help="pictures per step and process")
    train.add_argument("--peak-lr", type=float, help="the highest learning rate")
    text = "steps until then; a training that continues another needs few"
    train.add_argument("--warmup-steps", type=int, help=text)
    text = (
        "learn from pictures of a half or a quarter of their size: a quick start for --start-from"
    )
    train.add_argument("--reduce", type=int, choices=(1, 2, 4), default=1, help=text)
    text = "folder of checkpoints: begin with its weights"
    train.add_argument("--start-from", type=Path, help=text)
    write = commands.add_parser("export", help="write the checkpoint of a training that still runs")
    _add_pictures(write)
    write.set_defaults(run=run_export)
    return parser


def _add_judge(command: argparse.ArgumentParser) -> None:
    command.set_defaults(run=run_judge)
    classes = sorted(name for name, recipe in RECIPES.items() if not recipe.captioned)
    command.add_argument("name", choices=classes)
    command.add_argument("--data", type=Path, required=True, help="folder of training files")
    command.add_argument("--steps", type=int, help="fewer or more than their size asks for")
    command.add_argument("--out", type=Path, default=Path("checkpoints"), help="checkpoints")


def _add_evaluate(command: argparse.ArgumentParser) -> None:
    command.set_defaults(run=run_evaluate)
    command.add_argument("name", choices=sorted(RECIPES))
    command.add_argument("--data", type=Path, required=True, help="folder of training files")
    text = "TorchScript file of the Inception network, for distances in its features, too"
    command.add_argument("--inception", type=Path, help=text)
    text = f"parts to measure; all but {', '.join(LONG_PARTS)} if nothing is said"
    command.add_argument("--only", nargs="+", choices=PARTS + LONG_PARTS, default=PARTS, help=text)
    command.add_argument("--each", type=int, default=100, help="pictures to draw of each word")
    command.add_argument("--denoised", type=int, default=40, help="pictures to clean")
    text = "pictures of each word for the tables of steps and guidance, instead of all else"
    command.add_argument("--sweep", type=int, default=0, help=text)
    text = "which of them; all if nothing is said"
    command.add_argument("--tables", nargs="+", choices=TABLES, default=TABLES, help=text)
    text = "how long these tables may take"
    command.add_argument("--minutes", type=float, default=30, help=text)
    command.add_argument("--dry", action="store_true", help="leave the card as it is")


def _add_pictures(command: argparse.ArgumentParser) -> None:
    """What train and export share: which network, learning from what, kept where."""
    text = f"{', '.join(RECIPES)}, or a name for your own pictures"
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


def _recipe(options: argparse.Namespace) -> tuple[Recipe, Path]:
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
    return complete(RECIPES[options.name], options.data), options.data


def run_train(options: argparse.Namespace) -> None:
    """Train until the minutes are spent, save every few minutes, export at the end."""
    recipe, data = _recipe(options)
    changes = {key: getattr(options, key) for key in ("batch", "peak_lr", "warmup_steps")}
    recipe = replace(recipe, **{key: value for key, value in changes.items() if value})
    place, planned = find_place(), options.minutes * 60
    with closing_group(place):
        state = _begun(recipe, options, place)
        pictures, held_out = (
            load_pictures(data, recipe, part).reduced(options.reduce).to(place.device)
            for part in ("train", "validation")
        )
        if place.leads:
            start = f"{place.device}, from step {state.step:,}"
            print(f"{recipe.name}: {len(pictures):,} pictures, {start}")
        watch = Watch(recipe, state, held_out, options.state, planned)
        for _, loss in train(recipe, state, pictures, place, planned):
            if place.leads:
                watch.look(loss)
        if place.leads:
            watch.save()
            export(recipe, state, pictures, options.out)


def _begun(recipe: Recipe, options: argparse.Namespace, place: Place) -> State:
    """A new training, one that was cut short, or one that begins with an older one's weights."""
    state, path = new_state(recipe, place.device), state_file(options.state, recipe.name)
    if path.exists():
        state.restore(path, place.device)
    elif options.start_from:
        checkpoint = load_from(recipe.name, options.start_from)
        numbers = {key: checkpoint.card.training[key] for key in ("pictures_seen", "minutes")}
        state.start_from(checkpoint.model.state_dict(), numbers)
    return state


def run_export(options: argparse.Namespace) -> None:
    """Write checkpoint, card and sample grid from the last saved state."""
    recipe, data = _recipe(options)
    path = state_file(options.state, options.name)
    if not path.exists():
        raise UserError(f"There is no training state {path}; start a training first.")
    state = new_state(recipe, torch.device("cpu"))
    state.restore(path, torch.device("cpu"))
    export(recipe, state, load_pictures(data, recipe, "train"), options.out)


def run_judge(options: argparse.Namespace) -> None:
    """Train the two judges of a checkpoint and say how well they name real test pictures."""
    from explainer.engines.threads import use_every_core
    from explainer.training.evaluation.drawing import RealPictures, judged
    from explainer.training.evaluation.judges import new_judges, save_judges, teach

    real = RealPictures(options.name, options.data)
    shape = real.recipe.network
    judges = new_judges(shape.channels, shape.size, len(real.recipe.vocabulary))
    use_every_core()
    for judge in (judges.first, judges.second):
        teach(judge, real.train, options.steps, real.recipe.flip)
    save_judges(judges, options.name, options.out)
    print(json.dumps(judged(judges, real.test), indent=2))


def run_evaluate(options: argparse.Namespace) -> None:
    """Measure, print as JSON, and note the result in the model card."""
    # the engines are not needed to train, and choose thread counts when imported
    from explainer.networks.checkpoints import FOLDER, read_card
    from explainer.training.evaluation.distances import inception_features
    from explainer.training.evaluation.drawing import RealPictures
    from explainer.training.evaluation.evaluate import evaluate
    from explainer.training.evaluation.report import HEAD, row, table
    from explainer.training.evaluation.sweeps import sweep

    real = RealPictures(options.name, options.data)
    features = inception_features(options.inception) if options.inception else None
    if options.sweep:
        metrics = sweep(real, options.sweep, options.minutes, options.tables)
    else:
        metrics = evaluate(real, options.each, features, options.only, options.denoised)
    card = read_card(options.name)
    card = replace(card, metrics=card.metrics | metrics)  # what was not measured now stays
    print(json.dumps(metrics, indent=2), table(HEAD, [row(card)]), sep="\n\n")
    if not options.dry:
        card.write(FOLDER)


if __name__ == "__main__":
    sys.exit(main())
