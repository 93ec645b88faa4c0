"""A script in two processes of one thread each, as torchrun starts them."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def in_two_processes(script: Path, *arguments: str) -> str:
    """What both print; an error if one fails."""
    command = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2", str(script)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, *command, *arguments],
        check=True, env=environment, cwd=ROOT, timeout=300, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return done.stdout
