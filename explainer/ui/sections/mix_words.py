"""Mix and travel: one noise, told ever more of a second word."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple, cast

import numpy as np
from streamlit.delta_generator import DeltaGenerator

from explainer.engines.registry import engine_for
from explainer.experiments import guidance, travelling
from explainer.experiments.sampling import picture_shape
from explainer.experiments.snippet import mixing_source
from explainer.experiments.travelling import PLACES, SHARES
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.components.passage import Way, passage
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.symbols import ESTIMATE, of_run
from explainer.ui.language import say
from explainer.ui.runs import PlannedRun, Run, named

BEGIN = 0  # where the slider stands: at the first word, so that one goes to the second


class Ends(NamedTuple):
    """The prompts at both ends of the slider."""

    first: str
    second: str


def planned(network: str, ends: Ends, w: float, seed: int) -> PlannedRun:
    """One noise at every place of the slider, in one batch."""
    settings = travelling.mixing(network, w, seed)
    make = partial(travelling.mixed, settings, *ends)
    rows = 1 if w in (0, 1) else 2
    return PlannedRun(settings, make, ends, frames=1, subject=partial(_subject, ends), times=rows)


def _subject(ends: Ends) -> str:
    return say("mix_and_travel.mixed_of", first=named(ends.first), second=named(ends.second))


def of(run: Run) -> Ends:
    """What a run was told at its ends."""
    _, ends = cast(tuple[object, Ends], run.key)
    return ends


def source(run: Run) -> str:
    """Code that makes the pictures along the way again."""
    network = run.settings.network
    sha256 = load_checkpoint(network).card.sha256
    return mixing_source(run.settings, of(run), engine_for(network).name, sha256)


def show(large: DeltaGenerator, strip: DeltaGenerator, run: Run, old: bool) -> None:
    """The pictures along the way, and one of them large; as they come about, the first."""
    pictures = at_places(run)
    strip.html(row(_strip(run, pictures, old), "nine"))
    if not run.film.done:
        frame = Framed(pictures[BEGIN], place(BEGIN, of(run)), *of_run(run.film), large=True)
        large.html(row([frame]))
        return
    symbol, quantity = ESTIMATE
    way = Way(pictures, say("mix_and_travel.mixed"), symbol, quantity)
    places = [place(i, of(run)) for i in range(PLACES)]
    with large.container():
        passage("_mix_words", run.id, [way], places, BEGIN, old)


def at_places(run: Run) -> np.ndarray:
    """The newest pictures of a run, one for each place, uint8 (PLACES, h, w, c); grey before its first step."""
    pictures = run.film.pictures(picture_shape(run.settings.network))
    return pictures if len(pictures) == PLACES else np.repeat(pictures[:1], PLACES, axis=0)


def place(i: int, ends: Ends) -> str:
    """How much of each word there is at a place."""
    shares = number(100 * (1 - SHARES[i]), 0), number(100 * SHARES[i], 0)
    words = named(ends.first), named(ends.second)
    return say("mix_and_travel.place", a=shares[0], first=words[0], b=shares[1], second=words[1])


def _strip(run: Run, pictures: np.ndarray, old: bool) -> list[Framed]:
    done = run.film.done
    names = guidance.names(run.settings.network, pictures) if done else []
    below: list[tuple[str, ...]] = [
        (say("guidance.taken_for", word=named(name)),) for name in names
    ] or [()] * PLACES
    return [
        Framed(picture, f"{number(100 * share, 0)} %", *of_run(run.film), numbers, old=old)
        for picture, share, numbers in zip(pictures, SHARES, below, strict=True)
    ]


def changes(pictures: np.ndarray) -> list[float]:
    """How far each place is from the next one, root mean square, grey levels of 255."""
    apart = np.diff(pictures.astype(float), axis=0)
    return [float(np.sqrt(np.mean(change**2))) for change in apart]


def sentence(runs: Sequence[Run]) -> str:
    """Where along the way most of the change lies, and whether it is spread evenly; "" before the pictures are done."""
    if not runs or not runs[0].film.done:
        return ""
    found, ends = changes(at_places(runs[0])), of(runs[0])
    if not any(found):
        return say("mix_and_travel.nothing")
    at, whole = int(np.argmax(found)), sum(found)
    share = found[at] / whole
    # a quarter of the change in an eighth of the way
    key = "jump" if share > 2 / len(found) else "even"
    return say(
        f"mix_and_travel.{key}",
        share=number(100 * share, 0),
        begin=number(100 * SHARES[at], 0),
        end=number(100 * SHARES[at + 1], 0),
        levels=number(found[at], 0),
        second=named(ends.second),
    )


def answer(guess: str, runs: Sequence[Run]) -> str:
    """How the guess, whether the picture changes evenly or at once, compares with what is."""
    words = say(f"bridge.mix_and_travel.{guess}")
    if not runs or not runs[0].film.done:
        return say("bridge.mix_and_travel.look", guess=words)
    found = changes(at_places(runs[0]))
    truth = "once" if max(found) / max(sum(found), 1e-9) > 2 / len(found) else "evenly"
    told = say("bridge.right", guess=words)
    if guess != truth:
        told = say("bridge.other", guess=words, truth=say(f"bridge.mix_and_travel.{truth}"))
    return f"{told} {sentence(runs)}"
