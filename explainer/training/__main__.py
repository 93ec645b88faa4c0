"""python -m explainer.training train NAME --data FOLDER --minutes M; also export, between, judge, evaluate, sheet, compare, subset"""

from __future__ import annotations

import argparse
import sys

from explainer.core.errors import UserError
from explainer.training.between import add_between
from explainer.training.commands import add_export, add_train
from explainer.training.evaluation.commands import add_measuring
from explainer.training.subset import add_subset


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
    add_measuring(commands)
    text = "train a checkpoint, or resume a training cut short"
    add_train(commands.add_parser("train", help=text))
    text = "write the checkpoint of a training that still runs"
    add_export(commands.add_parser("export", help=text))
    text = "write the network between two states of a training"
    add_between(commands.add_parser("between", help=text))
    text = "write the few training and test pictures that ship"
    add_subset(commands.add_parser("subset", help=text))
    return parser


if __name__ == "__main__":
    sys.exit(main())
