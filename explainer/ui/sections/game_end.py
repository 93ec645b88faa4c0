"""The denoising game at its end: the visitor's five calls beside those of grids by rule, and a score."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from explainer.core.samplers import Step
from explainer.engines.registry import engine_for
from explainer.experiments import game as playing
from explainer.experiments.game import CALLS, Game, Way
from explainer.experiments.grids import Grid
from explainer.experiments.settings import Settings
from explainer.experiments.snippet_closer import game_source
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import ahead, number
from explainer.ui.drawing.symbols import of_run
from explainer.ui.language import say
from explainer.ui.picture import Picture
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import PlannedRun, Run
from explainer.ui.terms import explained, with_marks

OWN, REFERENCE = "own", "reference"


@dataclass(frozen=True)
class Outcome:
    """How close each grid's five calls come to where ever more would lead, dB, by its name; the visitor's is OWN."""

    scores: Mapping[str, float]
    is_even: bool  # whether its timesteps are those of the even grid
    first: float | None = None  # of a picture: how close the first guess came to it, dB
    last: float | None = None  # and the end
    passed: tuple[
        float, ...
    ] = ()  # by how much the guess changes under each of the visitor's jumps, grey levels

    @property
    def own(self) -> float:
        """The visitor's."""
        return self.scores[OWN]

    @property
    def others(self) -> dict[str, float]:
        """The rules'."""
        return {name: score for name, score in self.scores.items() if name != OWN}

    @property
    def verdict(self) -> str:
        """The sentence that says it."""
        return "same" if self.is_even else playing.verdict(self.own, self.others)


def planned(game: Game, way: Way, steps: Sequence[Step], identity: str) -> dict[str, PlannedRun]:
    """The visitor's run, which is made already, the rules', and the reference, by their names."""
    paths = playing.rivals(game)
    own = partial(playing.replayed, steps)
    runs = {OWN: _plan(game, game.settings, game.path(way), identity, own)}
    runs |= {name: _plan(game, game.settings, path, identity) for name, path in paths.items()}
    return runs | {REFERENCE: _plan(game, *playing.reference(game), identity)}


def _plan(
    game: Game,
    settings: Settings,
    path: Grid,
    identity: str,
    make: Callable[[], Iterator[Step]] | None = None,
) -> PlannedRun:
    about = ("game", path, identity, game.start)
    return PlannedRun(
        settings, make or partial(playing.along, game, settings, path), about, exact=True
    )


def show(game: Game, way: Way, steps: Sequence[Step], picture: Picture) -> Outcome | None:
    """All runs side by side while they are made; the outcome once they are."""
    identity, subject, sample = _of(game, picture)
    plans = planned(game, way, steps, identity)
    walks = Walks("denoising_game", [*plans.values()], "always", say("denoising_game.compare"))
    pictures, status = st.empty(), st.empty()
    with st.container(horizontal=True):
        walks.start_button()
        walks.stop_button()

    def paint(runs: list[Run], old: bool) -> None:
        named = dict(zip(plans, runs, strict=True)) if len(runs) == len(plans) else {}
        framed = _pictures(game, way, named, old)
        pictures.html(row(framed, "four" if len(framed) <= 4 else "six"))
        walks.report_all(status, *runs, old=old, subject=subject)

    runs = walks.run(paint)
    if runs and not walks.changed(runs):
        about = filter(None, [sample, "game"])
        walks.take_away(runs[:1], partial(_source, game, way, sample), [*about])
    named = dict(zip(plans, runs, strict=True)) if len(runs) == len(plans) else {}
    return outcome(game, named, steps) if _done(named) and not walks.changed(runs) else None


def _of(game: Game, picture: Picture) -> tuple[str, str, str | None]:
    """What a game began with, if with a picture: its identity, its name under noise, and which sample it is."""
    if game.original is None:
        return "", "", None
    subject = say("remove_noise.subject", picture=picture.title, t=game.start)
    return picture.identity, subject, picture.sample


def _source(game: Game, way: Way, sample: str | None, run: Run) -> str | None:
    """Code that makes the picture of a game; none for one that began with a picture that only the visitor has."""
    if game.original is not None and sample is None:
        return None
    card = game.checkpoint.card
    made_with = engine_for(card.name).name, card.sha256
    return game_source(run.settings, game.path(way), sample, *made_with)


def _done(runs: Mapping[str, Run]) -> bool:
    return bool(runs) and all(run.film.end is not None for run in runs.values())


def _pictures(game: Game, way: Way, runs: Mapping[str, Run], old: bool) -> list[Framed]:
    """The reference first, then the visitor's, then the rules', with the timesteps of each."""
    scores = _scores(runs) if _done(runs) else {}
    paths = {OWN: game.path(way), **playing.rivals(game)}
    best = max((round(score, playing.DIGITS) for score in scores.values()), default=0.0)
    shape, framed = game.checkpoint.picture_shape, []
    for name in sorted(runs, key=lambda name: name != REFERENCE):
        film, close = runs[name].film, _close(scores.get(name))
        lines = (*close, *_timesteps(paths.get(name)))
        is_best = round(scores.get(name, 0.0), playing.DIGITS) == best
        marks = tuple(line in close and is_best for line in lines)
        look = (_title(name, film.n), *of_run(film), lines, marks)
        framed.append(Framed(film.pictures(shape)[0], *look, old=old))
    return framed


def _close(score: float | None) -> tuple[str, ...]:
    if score is None:
        return ()
    return (with_marks("denoising_game.close", psnr=number(score, playing.DIGITS)),)


def _timesteps(path: Grid | None) -> tuple[str, ...]:
    return (" ".join(map(str, path[:-1])),) if path else ()


def _title(name: str, n: int) -> str:
    if name in (OWN, REFERENCE):
        return say(f"denoising_game.{name}", n=n)
    return say(f"steps_deeper.rule_{name}")


def _scores(runs: Mapping[str, Run]) -> dict[str, float]:
    ends = {name: run.film.end for name, run in runs.items()}
    reference = ends.pop(REFERENCE)
    assert reference is not None
    return {
        name: playing.closeness(end, reference) for name, end in ends.items() if end is not None
    }


def outcome(game: Game, runs: Mapping[str, Run], steps: Sequence[Step]) -> Outcome:
    """The score of finished runs."""
    scores, path = _scores(runs), (*(step.t for step in steps), 0)
    is_even = path == playing.rivals(game)["even"]
    passed = tuple(playing.passed_over(path, runs[REFERENCE].film))
    if game.original is None:
        return Outcome(scores, is_even, passed=passed)
    guess = steps[0].prediction
    assert guess is not None
    original = game.original[None]
    first, end = (playing.closeness(x, original) for x in (guess.x0, steps[-1].x_next))
    return Outcome(scores, is_even, first, end, passed)


def sentences(found: Outcome) -> str:
    """Who came closest, and of a picture what that is worth."""
    numbers = {"own": number(found.own, 1), "even": number(found.others["even"], 1)}
    said = explained(f"denoising_game.{found.verdict}", **numbers, n=CALLS)
    return " ".join(filter(None, [said, _best_rule(found), _to_original(found)]))


def _best_rule(found: Outcome) -> str:
    """The closest of the rules; nothing where that is the even one, which is told of already."""
    others = found.others
    best = max(others, key=others.__getitem__)
    if not ahead(others[best], others["even"]):
        return ""
    name, most = say(f"steps_deeper.rule_{best}"), number(others[best], 1)
    return say("denoising_game.best_rule", best=name, most=most)


def _to_original(found: Outcome) -> str:
    if found.first is None or found.last is None:
        return ""
    key = "mean_wins" if ahead(found.first, found.last) > 0 else "mean_loses"
    numbers = {"first": number(found.first, 1), "last": number(found.last, 1)}
    return explained(f"denoising_game.{key}", **numbers)


def dared(found: Outcome) -> str:
    """What came of the dare."""
    numbers = {"own": number(found.own, 1), "even": number(found.others["even"], 1)}
    key = "dared_worse" if ahead(found.own, found.others["even"]) < 0 else "dared_better"
    return say(f"bridge.denoising_game.{key}", **numbers)
