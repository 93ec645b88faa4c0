"""What programs send, as settings: anything may come, and what cannot be used is refused with a sentence."""

from __future__ import annotations

import math

from explainer.core.errors import UserError
from explainer.experiments.settings import MAX_PICTURES, Settings
from explainer.networks.checkpoints import Kind, available
from explainer.networks.successors import current_name
from explainer.strings import Sentence

MAX_T = 1000


def number(value: float) -> float:
    """The number that was sent. Raises UserError for anything else: programs may send anything."""
    try:
        sent = float(value)
    except (TypeError, ValueError, OverflowError):
        sent = math.nan
    if not math.isfinite(sent):
        raise UserError(Sentence("error.number"))
    return sent


def whole(value: float) -> int:
    """The same without its fraction."""
    return int(number(value))


def known_network(name: str, kind: Kind = "any") -> str:
    """The name, or its successor's, if there is such a network of this kind. Raises UserError."""
    known, name = available(kind), current_name(str(name))
    if name in known:
        return name
    # a name that is listed elsewhere is of the other kind: pictures are noised and cleaned in pixels
    key = "error.network_pixels" if name in available() else "error.network"
    raise UserError(Sentence(key, name=name[:40], known=", ".join(known)))


def known_t(t: float) -> int:
    """The timestep, if it lies on the schedule. Raises UserError."""
    if not 0 <= whole(t) <= MAX_T:
        raise UserError(Sentence("error.timestep", most=MAX_T))
    return whole(t)


def known_settings(
    network: str,
    words: str | None,
    w: float,
    steps: float,
    sampler: str,
    seed: float,
    pictures: float = 1,
) -> Settings:
    """The settings of a run; picture i has the noise of seed + i. Raises UserError."""
    first = whole(seed)
    # one too many is refused as a million would be, and takes no memory
    seeds = tuple(range(first, first + min(whole(pictures), MAX_PICTURES + 1)))
    name, asked = known_network(network), "" if words is None else str(words)
    return Settings(name, sampler, whole(steps), number(w), asked, seeds)
