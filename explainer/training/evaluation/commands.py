"""The commands that measure: judge, evaluate, sheet and compare. What each does is imported when it runs.

The engines are not needed to train, and choose thread counts when imported.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explainer.training.codecs.recipe import CODECS
from explainer.training.evaluation import LONG_PARTS, PARTS, TABLES
from explainer.training.recipes import RECIPES

if TYPE_CHECKING:
    from explainer.experiments.settings import Settings

SWEEP_MINUTES = 30.0


def add_measuring(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands that measure."""
    add: Callable[..., argparse.ArgumentParser] = commands.add_parser
    _add_evaluate(add("evaluate", help="measure a checkpoint or a codec; writes its card"))
    _add_judge(add("judge", help="train the classifiers that evaluate asks"))
    _add_sheet(
        add("sheet", help="draw groups of pictures to be named by someone who knows no words")
    )
    _add_compare(add("compare", help="several networks side by side, as a table"))


def _add_judge(command: argparse.ArgumentParser) -> None:
    command.set_defaults(run=run_judge)
    own = (n for n, recipe in RECIPES.items() if not recipe.captioned and not recipe.judges)
    command.add_argument("name", choices=sorted(own))
    command.add_argument("--data", type=Path, required=True, help="folder of training files")
    command.add_argument("--steps", type=int, help="fewer or more than their size asks for")
    command.add_argument("--out", type=Path, default=Path("checkpoints"), help="checkpoints")


def _add_evaluate(command: argparse.ArgumentParser) -> None:
    command.set_defaults(run=run_evaluate)
    command.add_argument("name", choices=sorted({*RECIPES, *CODECS}))
    command.add_argument("--data", type=Path, required=True, help="folder of training files")
    text = "TorchScript file of the Inception network, for distances in its features, too"
    command.add_argument("--inception", type=Path, help=text)
    text = f"parts to measure; all but {', '.join(LONG_PARTS)} if nothing is said"
    command.add_argument("--only", nargs="+", choices=PARTS + LONG_PARTS, default=PARTS, help=text)
    command.add_argument("--each", type=int, default=100, help="pictures to draw of each word")
    text = "pictures to draw in all, instead of so many of each word"
    command.add_argument("--pictures", type=int, help=text)
    command.add_argument("--denoised", type=int, default=40, help="pictures to clean")
    text = "pictures of each word for the tables of steps and guidance, instead of all else"
    command.add_argument("--sweep", type=int, default=0, help=text)
    text = "which of them; all if nothing is said"
    command.add_argument("--tables", nargs="+", choices=TABLES, default=TABLES, help=text)
    text = f"how long drawing may take; these tables, if nothing is said: {SWEEP_MINUTES:g}"
    command.add_argument("--minutes", type=float, help=text)
    _add_settings(command)
    command.add_argument("--dry", action="store_true", help="leave the card as it is")


def _add_settings(command: argparse.ArgumentParser) -> None:
    """How pictures are drawn, where the usual is not wanted."""
    command.add_argument("--sampler", help="ddpm if nothing is said")
    command.add_argument("--steps", type=int, help="50 if nothing is said")
    command.add_argument("--w", type=float, help="the guidance scale; 2 if nothing is said")
    text = "guide from this t to that t only"
    command.add_argument("--interval", type=int, nargs=2, metavar=("LOW", "HIGH"), help=text)


def _add_sheet(command: argparse.ArgumentParser) -> None:
    command.set_defaults(run=run_sheet)
    command.add_argument("name", help="the network")
    command.add_argument("--kinds", type=int, default=24, help="groups")
    command.add_argument("--each", type=int, default=3, help="pictures of a group")
    command.add_argument("--seed", type=int, default=0, help="which words, and which noises")
    text = "words added to every prompt: a style, say"
    command.add_argument("--add", default="", help=text)
    text = "folder of training files: show real test pictures of the same words instead"
    command.add_argument("--real", type=Path, metavar="DATA", help=text)
    _add_settings(command)
    command.add_argument("--out", type=Path, required=True, help="folder for the sheet and its key")


def _add_compare(command: argparse.ArgumentParser) -> None:
    command.set_defaults(run=run_compare)
    command.add_argument("names", nargs="+", help="networks whose cards are compared")
    text = "how often the time of a picture is measured"
    command.add_argument("--rounds", type=int, default=5, help=text)


def _settings(options: argparse.Namespace, network: str) -> Settings:
    """The usual settings with what a command changes of them."""
    from explainer.training.evaluation.drawing import BASE

    keys = ("sampler", "steps", "w", "interval")
    said = {key: getattr(options, key) for key in keys if getattr(options, key) is not None}
    if "interval" in said:
        said["interval"] = tuple(said["interval"])
    return replace(BASE, network=network, **said)


def run_judge(options: argparse.Namespace) -> None:
    """Train the two judges of a checkpoint and say how well they name real test pictures."""
    from explainer.engines.threads import use_every_core
    from explainer.networks.judges import new_judges, save_judges
    from explainer.training.evaluation.classes import judged
    from explainer.training.evaluation.real import RealPictures
    from explainer.training.evaluation.teaching import teach

    real = RealPictures(options.name, options.data)
    shape = real.recipe.network
    judges = new_judges(shape.channels, shape.size, len(real.recipe.vocabulary))
    use_every_core()
    for judge in (judges.first, judges.second):
        teach(judge, real.train, options.steps, real.recipe.flip)
    save_judges(judges, options.name, options.out)
    print(json.dumps(judged(judges, real.test), indent=2))


def run_evaluate(options: argparse.Namespace) -> None:
    """Measure, print as JSON, and note the result in the card."""
    if options.name in CODECS:
        _evaluate_codec(options)
        return
    from explainer.networks.checkpoints import home_of, read_card
    from explainer.training.evaluation.report import HEAD, row, table

    metrics = _measured(options)
    card = read_card(options.name)
    card = replace(card, metrics=card.metrics | metrics)  # what was not measured now stays
    print(json.dumps(metrics, indent=2), table(HEAD, [row(card)]), sep="\n\n")
    if not options.dry:
        card.write(home_of(options.name))


def _measured(options: argparse.Namespace) -> dict[str, Any]:
    """What a command asks to know of a network."""
    from explainer.training.evaluation.distances import inception_features
    from explainer.training.evaluation.evaluate import Extent, evaluate
    from explainer.training.evaluation.real import RealPictures
    from explainer.training.evaluation.sweeps import sweep

    real = RealPictures(options.name, options.data)
    if options.sweep:
        minutes = SWEEP_MINUTES if options.minutes is None else options.minutes
        return sweep(real, options.sweep, minutes, options.tables)
    features = inception_features(options.inception) if options.inception else None
    minutes = math.inf if options.minutes is None else options.minutes
    extent = Extent(options.each, options.pictures, minutes, options.denoised)
    settings = _settings(options, options.name)
    return evaluate(real, extent, features, options.only, settings)


def _evaluate_codec(options: argparse.Namespace) -> None:
    from explainer.training.evaluation.codec_sheet import codec_sheet
    from explainer.training.evaluation.codecs import codec_metrics, find_codec

    loaded, folder = find_codec(options.name)
    metrics = codec_metrics(loaded.codec, CODECS[options.name], options.data)
    print(json.dumps(metrics, indent=2))
    if options.dry:
        return
    card = replace(loaded.card, metrics=loaded.card.metrics | metrics)
    card.write(folder)
    sheet = codec_sheet(loaded.codec, CODECS[options.name], options.data)
    sheet.save(folder / "codecs" / f"{options.name}.png")


def run_sheet(options: argparse.Namespace) -> None:
    """Draw a sheet without words, and write its key beside it."""
    from explainer.training.evaluation.blind_sheets import BlindSheet, write
    from explainer.training.evaluation.real import RealPictures

    settings = _settings(options, options.name)
    sheet = BlindSheet(settings, options.kinds, options.each, options.seed, options.add)
    real = RealPictures(options.name, options.real) if options.real else None
    for file in write(sheet, options.out, real):
        print(file)


def run_compare(options: argparse.Namespace) -> None:
    """Print a table of networks: what their cards say, and how long a picture takes, measured now."""
    from explainer.training.evaluation.comparison import comparison

    print(comparison(options.names, options.rounds))
