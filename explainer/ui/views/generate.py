"""Generate: the result so far, with what the network sees in it."""

from __future__ import annotations

import numpy as np

from explainer.core.film import Film
from explainer.core.pictures import montage
from explainer.ui.frames import Framed
from explainer.ui.views.common import live_pixels
from explainer.ui.words import say


def tracks(
    film: Film, shape: tuple[int, int, int], seeds: tuple[int, ...], old: bool
) -> list[Framed]:
    """The result so far, large, with x̂0 and ε̂ of the newest step beside it."""
    result = Framed(
        montage(live_pixels(film, shape)),
        say("generate.result" if film.done else "generate.xt"),
        "x₀" if film.done else "xₜ",
        "x0" if film.done else "xt",
        numbers=(say("generate.seeds", first=seeds[0], last=seeds[-1]),) if len(seeds) > 1 else (),
        large=True,
        old=old,
    )
    if not film.frames:
        return [result]
    newest = film.frames[-1]
    return [
        result,
        Framed(montage(newest.x0), say("generate.x0"), "x̂₀", "x0hat", old=old),
        Framed(montage(newest.eps), say("generate.eps"), "ε̂", "eps", dashed=True, old=old),
    ]


OTHERS = 6


def other_words(vocabulary: tuple[str, ...], words: str) -> list[str]:
    """The visitor's words, and others evenly from the vocabulary, OTHERS in all."""
    spread = [vocabulary[i * len(vocabulary) // OTHERS] for i in range(OTHERS)]
    return list(dict.fromkeys([words.split(";", maxsplit=1)[0].strip(), *spread]))[:OTHERS]


def labelled(film: Film, shape: tuple[int, int, int], words: list[str], old: bool) -> list[Framed]:
    """One picture per word."""
    symbol = ("x₀", "x0") if film.done else ("xₜ", "xt")
    pictures = live_pixels(film, shape)
    if len(pictures) != len(words):  # nothing computed yet
        pictures = np.repeat(pictures[:1], len(words), axis=0)
    return [
        Framed(p, word or "∅", *symbol, old=old) for p, word in zip(pictures, words, strict=True)
    ]
