"""python -m explainer.training.burst --minutes 10 --data FOLDER --out FOLDER; before it, elsewhere: --pack FOLDER

Packs what a training on a borrowed GPU needs, or is that training.
"""

from __future__ import annotations

import time

STARTED = time.monotonic()  # before anything slow is imported

import argparse  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from explainer.core.errors import UserError  # noqa: E402
from explainer.networks.checkpoints import FOLDER  # noqa: E402
from explainer.training.burst.deadline import Deadline  # noqa: E402
from explainer.training.burst.pack import pack  # noqa: E402
from explainer.training.burst.run import run_burst  # noqa: E402
from explainer.training.codecs.recipe import CODECS  # noqa: E402
from explainer.training.recipes import RECIPES  # noqa: E402


def main(arguments: list[str] | None = None) -> int:
    """Pack, or train; 0 on success, 2 with a sentence on a mistake of the user."""
    started = STARTED if arguments is None else time.monotonic()
    options = _parser().parse_args(arguments)
    try:
        if options.pack:
            print(pack(options.data, options.pack, options.start_from, options.mebibytes))
            return 0
        deadline = Deadline(options.minutes * 60, started)
        deadline.heed_termination()
        run_burst(options, deadline)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m explainer.training.burst", description=__doc__)
    add = parser.add_argument
    text = "folder of training files, or of a pack"
    add("--data", type=Path, default=Path("data"), help=text)
    add("--pack", type=Path, help="write all that is needed to this new folder, and do no more")
    add("--mebibytes", type=float, default=60, help="how large a pack may be")
    add("--minutes", type=float, default=10, help="from the start of the program to its end")
    add("--out", type=Path, default=Path("burst"), help="where the averages go, and the log")
    text = "folder of resumable states, for another run on the same machine"
    add("--state", type=Path, default=Path("runs/burst"), help=text)
    text = "folder of checkpoints: begin with its weights, and take the codec from there"
    add("--start-from", type=Path, default=FOLDER, help=text)
    text = "what to train, in this order; with “codec”, the codec too"
    networks = [name for name, recipe in RECIPES.items() if recipe.codec]
    known = [*CODECS, *networks]
    add("--networks", nargs="+", choices=known, default=networks, help=text)
    add("--batch", type=int, default=1024, help="pictures per step, of the networks")
    add("--peak-lr", type=float, default=1e-3, help="of the networks")
    add("--warmup-steps", type=int, default=200, help="of the networks")
    add("--codec-batch", type=int, default=128, help="pictures per step, of the codec")
    add("--codec-peak-lr", type=float, default=7e-4, help="of the codec")
    return parser


if __name__ == "__main__":
    sys.exit(main())
