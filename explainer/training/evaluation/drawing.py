"""Drawing many pictures: of prompts, or so many of every word."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor

from explainer.core.samplers import last
from explainer.engines.codecs import decoded
from explainer.experiments.sampling import generate
from explainer.experiments.settings import MAX_PICTURES, MAX_WORK, Settings
from explainer.networks.checkpoints import load_checkpoint
from explainer.training.evaluation.real import as_grey_levels

BASE = Settings(sampler="ddpm", steps=50, w=2.0)  # what the cards state
# as a published conditional DDPM of Fashion-MNIST samples, whose figures its code does not give again
PUBLISHED = replace(BASE, steps=1000, w=7.5)


def describe(settings: Settings) -> str:
    """A sampler's settings, as every protocol states them."""
    low_high = settings.interval
    where = f" for t from {low_high[0]} to {low_high[1]}" if low_high else ""
    return f"{settings.sampler}, {settings.steps} steps, w = {settings.w:g}{where}"


def at_once(settings: Settings) -> int:
    """How many pictures a run of these settings may draw."""
    return min(MAX_PICTURES, MAX_WORK // settings.steps)


def draw_prompts(
    prompts: Sequence[str],
    settings: Settings,
    until: float = math.inf,
    at_least: int = 1,
    first_seed: int = 0,
) -> Tensor:
    """One picture for each prompt, (N, c, h, w), about in [−1, 1]; picture i is of seed `first_seed` + i.

    No more are begun when the clock (`time.monotonic`) says `until`, but for the first `at_least`.
    """
    checkpoint, together = load_checkpoint(settings.network), at_once(settings)
    drawn: list[Tensor] = []
    for first in range(0, len(prompts), together):
        if first >= at_least and time.monotonic() > until:
            break
        some = prompts[first : first + together]
        seeds = tuple(range(first_seed + first, first_seed + first + len(some)))
        wanted = replace(settings, words="; ".join(some), seeds=seeds)
        drawn.append(decoded(checkpoint, last(generate(wanted)).x_next))
    return torch.cat(drawn)


def draw_classes(each: int, settings: Settings, until: float = math.inf) -> tuple[Tensor, Tensor]:
    """`each` pictures of every word, uint8 (N, c, h, w), and the index of the word (N,); word by word.

    Every picture is of another seed: without guidance, one noise would give the same picture for all words. The words
    take turns, so that fewer pictures are the first of more: equally many of each, at least one, as far as `until`
    allows.
    """
    words = load_checkpoint(settings.network).card.vocabulary
    drawn = as_grey_levels(draw_prompts([*words] * each, settings, until, len(words)))
    rounds = len(drawn) // len(words)
    whole = drawn[: rounds * len(words)].unflatten(0, (rounds, len(words)))
    return whole.transpose(0, 1).flatten(0, 1), torch.arange(len(words)).repeat_interleave(rounds)
