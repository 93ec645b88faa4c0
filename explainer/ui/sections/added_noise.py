"""Noise, added back: what stands under each way, what the numbers say, and the step in symbols."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.experiments.added_noise import SEEDS, Measures, measures, prompts
from explainer.ui.components.film_player import PlayerTrack
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.theme import tex
from explainer.ui.language import say
from explainer.ui.runs import Run
from explainer.ui.terms import explained

FRAMES = 12  # of each way's film: sixteen pictures at once are many bytes
TRACKS = tuple(PlayerTrack("x_t", run, large=True) for run in range(3))
NARROW = 0.9  # less spread than this share of the spread with noise is a loss that is told


def way(run: Run) -> str:
    """Which of the three ways a run goes."""
    settings = run.settings
    return "ddim" if settings.sampler == "ddim" else "added" if settings.extra_noise else "left_out"


def way_name(run: Run) -> str:
    """The way as visitors know it."""
    return say(f"added_noise.{way(run)}")


def lines(runs: Sequence[Run], run: Run) -> list[str]:
    """The way's name, how far it is, and what its pictures have in common once all have ended."""
    name, film = way_name(run), run.film
    if not all(other.film.done for other in runs):
        return [name, say("added_noise.so_far", i=film.steps, n=film.n)]
    return [name, *_numbers(_measured(runs)[way(run)])]


def _measured(runs: Sequence[Run]) -> dict[str, Measures]:
    """Of finished runs, by their way."""
    results = {way(r): r.film.result for r in runs}
    pictures = {name: result for name, result in results.items() if result is not None}
    n = prompts(runs[0].settings)
    return {name: measures(result, pictures["added"], n) for name, result in pictures.items()}


def _numbers(m: Measures) -> tuple[str, str, str]:
    return (
        say("added_noise.spread", value=number(m.spread, 1)),
        say("added_noise.sharpness", value=number(m.sharpness)),
        say("added_noise.clipped", value=number(100 * m.clipped, 0)),
    )


def verdict(runs: Sequence[Run]) -> str:
    """What the numbers on screen say, and why."""
    why = explained("added_noise.why", n=SEEDS)
    if not runs or not all(run.film.done for run in runs):
        return why
    added, without, ddim = (_measured(runs)[name] for name in ("added", "left_out", "ddim"))
    kept = _share(without, added)
    fall = say(
        "added_noise.narrower" if kept < NARROW else "added_noise.as_wide",
        without=number(without.spread, 1),
        added=number(added.spread, 1),
        share=number(100 * kept, 0),
        sharpness=number(without.sharpness),
    )
    beside = say("added_noise.beside", spread=number(ddim.spread, 1), sharp=number(ddim.sharpness))
    return f"{fall} {beside}\n\n{why}"


def kept_variety(runs: Sequence[Run]) -> float | None:
    """The share of the spread with noise that is left without it; None until all ways have ended."""
    if not runs or not all(run.film.done for run in runs):
        return None
    found = _measured(runs)
    return _share(found["left_out"], found["added"])


def _share(without: Measures, added: Measures) -> float:
    return without.spread / max(added.spread, 1e-9)


def equations() -> tuple[str, str]:
    """A step of DDPM, and one of DDIM."""
    x0, x_t = tex("x0hat", r"\hat x_0"), tex("xt", "x_t")
    z, hat = tex("eps", r"\sqrt{\tilde\beta_t}\,z"), tex("eps", r"\hat\varepsilon")
    return (
        rf"x_s = \mu({x_t}, {x0}) + {z}",
        rf"x_s = \sqrt{{\bar\alpha_s}}\,{x0} + \sqrt{{1-\bar\alpha_s}}\,{hat}\;",  # the space: its hat leans out
    )
