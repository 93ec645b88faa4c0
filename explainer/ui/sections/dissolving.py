"""Start: the film of a picture into noise and back, what the network guesses, and links to the other pages."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explainer.experiments.dissolve import STEPS, TURN, noise_of
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import Checkpoint
from explainer.ui.cached import way_back
from explainer.ui.components.dissolving_film import DissolvingFilm, Part
from explainer.ui.contents import PAGES
from explainer.ui.drawing.numbers import whole
from explainer.ui.drawing.symbols import ESTIMATE, NOISY, ORIGINAL
from explainer.ui.language import say
from explainer.ui.picture import Picture, subject
from explainer.ui.terms import explained

# the symbol of what is seen in each part of the film, and whose colour it has
LOOKS = {
    "picture": ORIGINAL,
    **dict.fromkeys(("out", "again", "waiting", "network"), NOISY),
    "end": ESTIMATE,
}
WORDS = ("slider", "start", "middle", "finish")  # of the slider, and under it


def film(checkpoint: Checkpoint, picture: Picture) -> DissolvingFilm:
    """Show the film, as far as no network is needed for it."""
    name = checkpoint.card.name
    shown = DissolvingFilm(f"{name} {picture.identity}", f"{name} {subject()}")
    x0 = picture.for_network(checkpoint.shape)
    parts = {
        name: Part(symbol, quantity, say(f"start.film_{name}", t=TURN))
        for name, (symbol, quantity) in LOOKS.items()
    }
    buttons = {word: say(f"film.{word}") for word in ("play", "pause")}
    words = buttons | {word: say(f"start.film_{word}") for word in WORDS}
    shown.show(x0, noise_of(checkpoint, x0), checkpoint.schedule, parts, words)
    return shown


def bring_back(
    shown: DissolvingFilm, checkpoint: Checkpoint, picture: Picture
) -> tuple[np.ndarray, np.ndarray]:
    """Let the network make its part of the film, unless that is known, and hand it over.

    What went in and what came back, uint8 (h, w, c) each.
    """
    moments = way_back(checkpoint, picture)
    shown.bring_back(moments)
    return to_pixels(picture.for_network(checkpoint.shape)), moments[-1][1]


def story(checkpoint: Checkpoint) -> None:
    """How the film was made, and what the network guesses in it."""
    size, most = checkpoint.picture_shape[1], checkpoint.schedule.T
    st.markdown(explained("start.honest", size=size, t=TURN, steps=STEPS, most=most))
    st.markdown(explained(f"start.guess_{checkpoint.card.prediction}"))


ABREAST = 4


def links_to_pages(checkpoint: Checkpoint) -> None:
    """Links to pages, each with a sentence on what it shows."""
    seen = checkpoint.card.training["pictures_seen"]
    shown = [page for page in PAGES if page.on_start]
    for first in range(0, len(shown), ABREAST):
        columns = st.columns(ABREAST, gap="medium")
        for page, column in zip(shown[first:], columns, strict=False):
            with column:
                st.page_link(page.script, label=f"**{page.title}** →")
                st.markdown(_shows(page.name, seen))


def _shows(page: str, seen: int) -> str:
    """What a page shows; of a network that others trained it is not known how many pictures it has seen."""
    if page == "remove_noise" and not seen:
        return say("remove_noise.on_start_unseen")
    return say(f"{page}.on_start", pictures=whole(seen))
