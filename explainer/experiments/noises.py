"""How far apart pictures from different noise are, and from few and many steps: the scale for what a page compares.

`python -m explainer.experiments.noises NAME…` draws them and writes what it finds into the cards.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
from PIL import Image

from explainer.core.metrics import sharpness
from explainer.core.samplers import SAMPLERS, last
from explainer.experiments.pair import likeness, outlines_apart
from explainer.experiments.sampling import generate
from explainer.experiments.settings import FIRST_VISIT, Settings
from explainer.experiments.views import view_of
from explainer.media.pictures import as_image, from_pixels
from explainer.networks.checkpoints import ModelCard, available, home_of, read_card
from explainer.networks.conditions import prompts_of

WORDS, SEEDS = 6, 5  # pictures that differ in their noise or their words
PAIR_WORDS, PAIR_SEEDS = 3, 2  # pictures that few and many steps are compared by
FEW, MANY = 20, 200  # steps
COPY = 8  # pixels along a side: what is left is which colour is where

Apart = Callable[[np.ndarray, np.ndarray], float]


@dataclass(frozen=True, eq=False)
class Drawn:
    """A picture, uint8 (h, w, c), and what it was drawn from."""

    words: str
    seed: int
    pixels: np.ndarray


def prompts(card: ModelCard) -> tuple[str, ...]:
    """What is drawn: what the network draws well first; "" alone if it knows no words."""
    first = prompts_of(card.first_prompt)
    return tuple(dict.fromkeys([*card.draws_well, *first, *card.shown]))[:WORDS]


def draw(settings: Settings, words: Sequence[str], seeds: int) -> list[Drawn]:
    """A picture of each of these words from each of so many seeds."""
    first = FIRST_VISIT.seeds[0]
    asked = replace(settings, seeds=tuple(range(first, first + seeds)))
    return [drawn for word in words for drawn in _drawn(replace(asked, words=word))]


def _drawn(settings: Settings) -> Iterator[Drawn]:
    (pictures,) = view_of(settings.network).pictures(last(generate(settings)).x_next)
    for seed, pixels in zip(settings.seeds, pictures, strict=True):
        yield Drawn(settings.words, seed, pixels)


def copies_apart(one: np.ndarray, other: np.ndarray) -> float:
    """Root mean square difference of copies of COPY × COPY, of uint8 (h, w, c), in grey levels."""
    small = [
        np.asarray(as_image(p).resize((COPY, COPY), Image.Resampling.BOX)) for p in (one, other)
    ]
    return float(np.sqrt(np.mean((small[0].astype(float) - small[1]) ** 2)))


def distances(pictures: Sequence[Drawn], apart: Apart) -> dict[str, float]:
    """Mean distance of pictures that share their words, their seed, or neither."""
    found: dict[str, list[float]] = {}
    for one, other in combinations(pictures, 2):
        same = (one.words == other.words, one.seed == other.seed)
        kind = {(True, False): "same_words", (False, True): "same_seed"}.get(same, "neither")
        found.setdefault(kind, []).append(apart(one.pixels, other.pixels))
    return {kind: round(float(np.mean(values)), 3) for kind, values in found.items()}


def few_against_many(few: Sequence[Drawn], many: Sequence[Drawn], network: str) -> dict[str, float]:
    """What more steps change, from the same noises, on the mean.

    How far outlines are apart, in that of different noise; closeness in dB; the fine detail of the few in
    that of the many.
    """
    pairs = [(a.pixels, b.pixels) for a, b in zip(few, many, strict=True)]
    alike = [likeness(a, b, network) for a, b in pairs]
    detail = [sharpness(from_pixels(a), from_pixels(b)) for a, b in pairs]
    return {
        "apart": round(float(np.mean([a.apart for a in alike])), 3),
        "psnr": round(float(np.mean([a.psnr for a in alike])), 2),
        "detail": round(float(np.exp(np.nanmean(np.log(detail)))), 3),
    }


MEASURES: dict[str, Apart] = {"outlines": outlines_apart, "copies": copies_apart}


def measure(network: str) -> None:
    """Write into a card how far apart pictures from different noise are, then what more steps change, sampler by sampler."""
    card = read_card(network)
    words, base = prompts(card), Settings(network, "ddpm", FEW, FIRST_VISIT.w)
    pictures = draw(base, words, SEEDS)
    found = {name: distances(pictures, apart) for name, apart in MEASURES.items()}
    protocol = (
        f"{len(pictures)} pictures, {SEEDS} of each word, {FEW} steps of ddpm, w = {base.w:g}"
    )
    _note(network, {**found, "protocol": protocol, "steps": []})
    for sampler in SAMPLERS:
        few, many = (
            draw(replace(base, sampler=sampler, steps=n), words[:PAIR_WORDS], PAIR_SEEDS)
            for n in (FEW, MANY)
        )
        changed = few_against_many(few, many, network)
        rows = read_card(network).metrics["noises"]["steps"]
        row = {"sampler": sampler, "steps": [FEW, MANY], "n": len(few), **changed}
        _note(network, read_card(network).metrics["noises"] | {"steps": [*rows, row]})
        print(network, row, flush=True)


def _note(network: str, noises: dict[str, Any]) -> None:
    """Into the card's metrics, whatever else is on the card."""
    path = home_of(network) / f"{network}.json"
    card = json.loads(path.read_text(encoding="utf-8"))
    card["metrics"]["noises"] = noises
    path.write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:] or available():
        measure(name)
