"""Generate: the result so far, with what the network sees in it."""

from __future__ import annotations

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
