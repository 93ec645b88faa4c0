"""Did it copy?: drawn pictures and the visitor's own, each beside the training picture most like it, with distances."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

import numpy as np
import streamlit as st
from torch import Tensor

from explainer.experiments.copies import Nearest, drawing, with_a_copy
from explainer.experiments.ideal import Pictures
from explainer.experiments.sampling import picture_shape
from explainer.media.pictures import from_pixels, to_pixels
from explainer.networks.checkpoints import ModelCard
from explainer.ui import cached_copies as cached
from explainer.ui.controls import table as controls
from explainer.ui.drawing.distances_plot import distances_plot
from explainer.ui.drawing.figures import CONFIG
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.symbols import ORIGINAL, of_run
from explainer.ui.language import say
from explainer.ui.picture import Picture
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import Run, from_noise, named
from explainer.ui.terms import explained

FRAMES = 10  # of the film
NEARER, FARTHER = (
    0.75,
    0.25,
)  # shares of test pictures: beyond, drawn pictures are nearer or farther than usual
COPY = 1.0  # grey levels: less is no difference that anybody drew


def search(card: ModelCard, known: Pictures, seed: int, w: float) -> list[Nearest]:
    """Pictures drawn, and below each the training picture most like it; what was found, once all are drawn."""
    settings = drawing(card, seed, w)
    label = say("did_it_copy.draw", n=len(settings.seeds))
    walks = Walks("did_it_copy", [from_noise(settings, FRAMES)], "arrival", label)
    planted = bool(controls.PLANT.draw())
    pictures, status = st.empty(), st.empty()
    walks.row_of_buttons()

    def paint(runs: list[Run], old: bool) -> None:
        (run,) = runs
        now = with_planted(run, known, seed, planted)
        # what is known now belongs to the network of now
        below = "" if old else _found_row(run, now, known, planted)
        pictures.html(row(_drawn(run, now, planted, old), "ten") + below)
        walks.report_all(status, run, old=old)

    runs = walks.run(paint)
    walks.take_away(runs)
    if not runs or walks.changed(runs):
        return []
    found = found_in(runs[0], with_planted(runs[0], known, seed, planted), known)
    if found:
        _told(found, known)
    return found


def with_planted(run: Run, known: Pictures, seed: int, planted: bool) -> np.ndarray:
    """The pictures of a run where it stands, uint8 (b, h, w, c); a copy in the place of the last, if one is planted."""
    pictures, n = run.film.pictures(picture_shape(run.settings.network)), len(run.settings.seeds)
    if len(pictures) != n:  # nothing computed yet
        pictures = np.repeat(pictures[:1], n, axis=0)
    return to_pixels(with_a_copy(from_pixels(pictures), known, seed)) if planted else pictures


def found_in(run: Run, pictures: np.ndarray, known: Pictures) -> list[Nearest]:
    """What is most like each picture of a finished run; nothing before."""
    if not run.film.done:
        return []
    last = hashlib.sha256(pictures[-1].tobytes()).hexdigest()  # the one that may be planted
    return cached.searched(f"{run.id} {last}", from_pixels(pictures), known)


def _drawn(run: Run, pictures: np.ndarray, planted: bool, old: bool) -> list[Framed]:
    names = _names(run, planted)
    looks = [of_run(run.film)] * len(names)
    if planted:
        looks[-1] = ORIGINAL
    return [
        Framed(p, name, *look, old=old)
        for p, name, look in zip(pictures, names, looks, strict=True)
    ]


def _names(run: Run, planted: bool) -> list[str]:
    """What each picture of a run was asked to be; the last a copy, if one is planted."""
    names = [named(prompt) for prompt in run.settings.prompts]
    return [*names[:-1], say("did_it_copy.planted")] if planted else names


def _found_row(run: Run, pictures: np.ndarray, known: Pictures, planted: bool) -> str:
    found = found_in(run, pictures, known)
    return row(_nearest(found, _names(run, planted), known), "ten") if found else ""


def _nearest(found: Sequence[Nearest], names: Sequence[str], known: Pictures) -> list[Framed]:
    """The training picture most like each, with its distance and what test pictures say of that."""
    return [
        Framed(
            to_pixels(known.training[each.place]),
            say("did_it_copy.nearest", name=name),
            numbers=(
                say("did_it_copy.distance", value=number(each.distance, 1)),
                say("did_it_copy.share_farther", percent=percent(each.closer)),
            ),
        )
        for each, name in zip(found, names, strict=True)
    ]


def _told(found: Sequence[Nearest], known: Pictures) -> None:
    """The plot of all distances, and what they say."""
    text, plot = st.columns([1, 1.3], gap="large")
    with plot:
        figure = distances_plot(cached.usual(known).tolist(), [each.distance for each in found])
        alt = say("did_it_copy.plot_alt")
        st.plotly_chart(figure, config=CONFIG, alt=alt, key="_distances")
    text.markdown(f"{explained('did_it_copy.numbers')}\n\n{verdict(found)}")


def percent(share: float) -> str:
    """A share in whole percent, rounded down: only all of them are 100, and only none of them 0."""
    whole = math.floor(100 * share + 1e-9)
    return "<\N{NO-BREAK SPACE}1" if share > 0 and whole == 0 else number(whole, 0)


def tendency(found: Sequence[Nearest]) -> str:
    """Whether drawn pictures are nearer to training pictures than new, real ones: "nearer", "as_near" or "farther"."""
    middle = float(np.median([each.closer for each in found]))
    return "nearer" if middle > NEARER else "farther" if middle < FARTHER else "as_near"


def verdict(found: Sequence[Nearest]) -> str:
    """Whether there are copies among the pictures, and how near the others usually are."""
    copies = [i + 1 for i, each in enumerate(found) if each.distance < COPY]
    median = float(np.median([each.distance for each in found]))
    share = percent(float(np.median([each.closer for each in found])))
    usual = explained(f"did_it_copy.{tendency(found)}", distance=number(median, 1), percent=share)
    if not copies:
        return f"{say('did_it_copy.no_copy')} {usual}"
    first = found[copies[0] - 1]
    told = explained(
        "did_it_copy.copy",
        i=copies[0],
        distance=number(first.distance, 1),
        percent=percent(first.closer),
    )
    return f"{told} {usual}"


def own(picture: Picture, x0: Tensor, known: Pictures) -> None:
    """The visitor's picture as the network takes it, and the training picture most like it."""
    (found,) = cached.searched(picture.identity, x0[None], known)
    training = to_pixels(known.training[found.place])
    st.html(
        row(
            [
                Framed(to_pixels(x0), picture.title, *ORIGINAL),
                Framed(training, say("did_it_copy.nearest", name=picture.title), "", "plain"),
            ],
            "two",
        )
    )
    st.markdown(own_sentence(found))


def own_sentence(found: Nearest) -> str:
    """How far the visitor's picture is from everything that ships."""
    key = "own_copy" if found.distance < COPY else "own_near" if found.closer > 0 else "own_far"
    return explained(
        f"did_it_copy.{key}",
        distance=number(found.distance, 1),
        percent=percent(found.closer),
    )


def planted_found(found: Sequence[Nearest]) -> str:
    """The dare: whether the search found the copy that was planted."""
    if not found:
        return say("bridge.did_it_copy.wait")
    last = found[-1]
    return say(
        "bridge.did_it_copy.dared",
        distance=number(last.distance, 1),
        percent=percent(last.closer),
        usual=number(float(np.median([each.distance for each in found[:-1]])), 1),
    )
