"""The command `subset`: the few training and test pictures that ship, for the pages that look for copies of them."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from explainer.core.errors import UserError
from explainer.samples import subsets
from explainer.training.picture_files import read_set
from explainer.training.recipe import Split
from explainer.training.recipes import RECIPES


def add_subset(command: argparse.ArgumentParser) -> None:
    """The options of `subset`."""
    command.set_defaults(run=run_subset)
    command.add_argument("name", help="a network that learns from grey pictures, as digits")
    command.add_argument("--data", type=Path, required=True, help="folder of training files")
    command.add_argument("--count", type=int, default=600, help="pictures of each kind")
    command.add_argument("--out", type=Path, default=subsets.FOLDER, help="folder to write to")


def run_subset(options: argparse.Namespace) -> None:
    """Write the first pictures that a network learned from, and as many of the test set."""
    recipe = RECIPES.get(options.name)
    if recipe is None or recipe.network.channels != 1:
        raise UserError(f"A subset is of one that learns from grey pictures, not “{options.name}”.")
    (spec,) = recipe.sets

    def first(part: Split) -> np.ndarray:
        _, pictures = read_set(options.data, spec, part)
        array: np.ndarray = pictures[: options.count].permute(0, 2, 3, 1).numpy()
        return array

    options.out.mkdir(parents=True, exist_ok=True)
    path = subsets.write_subset(options.out, options.name, first("train"), first("test"))
    print(f"{path.name}: {options.count} + {options.count} pictures, {path.stat().st_size:,} bytes")
