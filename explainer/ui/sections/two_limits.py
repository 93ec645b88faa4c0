"""Two in one: what sharing costs beside pictures of one word, and why latents cannot be turned."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explainer.experiments import two_in_one as experiment
from explainer.experiments.latent import network_in_latents
from explainer.experiments.latent_views import TurnedLatents
from explainer.experiments.two_in_one import HYBRID, WAYS, Wanted
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui import cached_two_in_one as cached
from explainer.ui.components.film_player import TWO_RUNS, FilmPlayer
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.language import say
from explainer.ui.page import folded
from explainer.ui.picture import current_picture
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import Run, from_noise, named
from explainer.ui.sections.pixel_probe import pixel_probe
from explainer.ui.sections.two_in_one import counts, found_in, way_name
from explainer.ui.terms import explained, with_marks

FRAMES = 10  # of the films of one word


def alone(wanted: Wanted, shared: Sequence[Run]) -> None:
    """Folded: the same noises drawn as pictures of one word each, to be compared with those that share, if there are any."""
    with folded("two_in_one.alone"):
        st.markdown(explained("two_in_one.alone_lead", n=experiment.PICTURES))
        planned = [from_noise(settings, FRAMES) for settings in experiment.alone(wanted)]
        walks = Walks("two_alone", planned, label=say("two_in_one.alone_button"))
        walks.row_of_buttons()
        player = FilmPlayer(st.container(), "_two_alone_film", TWO_RUNS, _word, probe=True)
        status = st.empty()

        def paint(runs: list[Run], old: bool) -> None:
            player.show(runs, old)
            walks.report(status, *runs, old=old)

        runs = walks.run(paint)
        ended = bool(runs) and all(run.film.done for run in runs)
        if ended and shared and not walks.changed(runs):
            st.markdown(alone_sentence(runs, shared))
        pixel_probe(player, walks, runs)
        walks.take_away(runs, name=lambda run: named(run.settings.words))


def _word(run: Run) -> list[str]:
    return [named(run.settings.words)]


def right_alone(run: Run) -> int | None:
    """How many pictures of one word are taken for it; None where nobody can name them."""
    words, result = run.settings.words, run.film.result
    if result is None:
        return None
    found = cached.named(run.settings.network, run.id, result, words)
    return sum(name.right for name in found) if found else None


def alone_sentence(runs: Sequence[Run], shared: Sequence[Run]) -> str:
    """How many pictures of one word are taken for it, beside those that share; "" where nobody can name them."""
    right = [right_alone(run) for run in runs]
    found = found_in(shared[0])
    if not found or None in right:
        return say("two_in_one.unjudged")
    both, *_ = counts(found)
    words = [named(run.settings.words) for run in runs]
    values = {"n": experiment.PICTURES, "one": right[0], "other": right[1], "both": both}
    return say("two_in_one.alone_said", first=words[0], second=words[1], **values)


def latents(way: str) -> None:
    """Folded: the picture turned, and its latents turned, decoded; nothing where no network works on latents."""
    name = network_in_latents("")
    if name is None:
        return
    with folded("two_in_one.latents"):
        st.markdown(explained("two_in_one.latents_lead"))
        view = WAYS[0] if way == HYBRID else way
        picture = current_picture()
        found = cached.turned_latents(load_checkpoint(name), picture, view)
        st.html(row(_three(found, view)))
        st.markdown(latents_sentence(found, view))


def _three(found: TurnedLatents, view: str) -> list[Framed]:
    kept, lost = (
        (with_marks("two_in_one.closeness", psnr=number(value, 1)),)
        for value in (found.kept, found.lost)
    )
    way = way_name(view)
    return [
        Framed(to_pixels(found.picture), say("two_in_one.turned_picture", way=way), "x₀", "x0"),
        Framed(to_pixels(found.of_picture), say("two_in_one.turned_first"), numbers=kept),
        Framed(to_pixels(found.of_latents), say("two_in_one.turned_latents"), numbers=lost),
    ]


def latents_sentence(found: TurnedLatents, view: str) -> str:
    """How much closeness it costs to change the latents, and why."""
    kept, lost = number(found.kept, 1), number(found.lost, 1)
    if found.lost >= found.kept:
        return say("two_in_one.latents_equal", kept=kept, lost=lost)
    why = say("two_in_one.why_inverted" if view == "invert" else "two_in_one.why_turned")
    return f"{say('two_in_one.latents_worse', kept=kept, lost=lost)} {why}"
