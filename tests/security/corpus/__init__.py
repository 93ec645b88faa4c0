"""Hostile uploads, names and parameters, the same at every run: each family is a list that can be counted."""

from __future__ import annotations

import random

SEED = 20_240_229
CANARY = "nw-canary-5f1d"  # stands in uploads and parameters; must stand in no log


def dice(family: str) -> random.Random:
    """Its own for each family, so that a new one leaves the others as they are."""
    return random.Random(f"{SEED} {family}")
