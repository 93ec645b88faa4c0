"""python -m explainer.training train NAME --data FOLDER --minutes M; also export, judge, evaluate"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from explainer.core.errors import UserError
from explainer.training.commands import add_export, add_train
from explainer.training.evaluation import LONG_PARTS, PARTS, TABLES
from explainer.training.recipes import RECIPES


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
    text = "train a checkpoint, or resume a training cut short"
    add_train(commands.add_parser("train", help=text))
    text = "write the checkpoint of a training that still runs"
    add_export(commands.add_parser("export", help=text))
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
