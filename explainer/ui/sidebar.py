"""The sidebar below the navigation: the current picture, the network, the language."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explainer.engines.engine import Engine
from explainer.engines.registry import engine_for
from explainer.experiments.sampling import picture_shape
from explainer.networks.checkpoints import is_latent, load_checkpoint, ships
from explainer.ui.contents import PAGES
from explainer.ui.controls import lesson
from explainer.ui.controls.own import own
from explainer.ui.controls.suggestion import choose_network
from explainer.ui.controls.table import LANG, NETWORK, SAMPLE
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number, whole
from explainer.ui.language import enumerated, say, say_card, translate
from explainer.ui.page_spec import PageSpec
from explainer.ui.picture import crop_chooser, current_picture, samples, uploader

FEW = 8  # pictures, of which the sidebar says how many threads make them


def sidebar(page: PageSpec) -> None:
    """What holds on every page, and how to change it."""
    with st.sidebar:
        shown = not (lesson.hides(SAMPLE.key) and lesson.hides(lesson.UPLOAD))
        with _place_of_the_picture(page) if shown else st.container():
            thumbnail = st.container()  # filled when the controls below have said which
            _picture_chooser()
        network = NETWORK.draw(on_change=choose_network)
        st.caption(_network_note(network))
        if shown:
            with thumbnail:
                _current_picture(network)
        LANG.draw()


def _place_of_the_picture(page: PageSpec) -> DeltaGenerator:
    """Under a heading; on a page in which the picture plays no part folded, with a line where it does."""
    if page.uses_picture:
        st.subheader(say("picture.heading"))
        return st.container()
    fold = st.expander(say("picture.heading"), icon=":material/image:")
    users = enumerated(other.menu_title for other in PAGES if other.uses_picture)
    fold.caption(say("picture.elsewhere", pages=users))
    return fold


def _picture_chooser() -> None:
    """How an upload is cropped; the samples; and the upload field."""
    crop_chooser("sidebar")
    samples("sidebar")
    uploader("sidebar")


def _current_picture(network: str) -> None:
    """The current picture, small, and what is to be known of it."""
    picture, (channels, size, _) = current_picture(), picture_shape(network)
    z, latent_size, _ = load_checkpoint(network).shape
    st.html(row([Framed(picture.pixels, picture.title, small=True)]))
    grey = say("picture.grey") if channels == 1 else ""
    used = say("picture.used", size=size, grey=grey)
    if is_latent(network):
        used = say("picture.latents", size=size, latents=f"{latent_size}×{latent_size}×{z}")
    st.caption(" ".join([*map(translate, picture.notes), used, picture.caption]))


def _network_note(network: str) -> str:
    """What the chosen network is, what it has seen, and what runs it."""
    checkpoint, engine = load_checkpoint(network), engine_for(network)
    training = checkpoint.card.training
    seen, in_seconds = training["pictures_seen"], 60 * training["minutes"]
    note = say(
        _whose(network, seen),
        title=say_card(checkpoint.card.title),
        parameters=number(checkpoint.parameters / 1e6, 1),
        engine=engine.name,
        seen=whole(seen),
        seconds=number(in_seconds, 0),
    )
    return f"{note} {_threads_note(engine)}".strip()


def _whose(network: str, seen: int) -> str:
    """The sentence about a network, by where it comes from."""
    if network in own():
        return "app.network_note_live"
    if ships(network):
        return "app.network_note"
    return "app.network_note_own" if seen else "app.network_note_brought"


def _threads_note(engine: Engine) -> str:
    """How many threads compute one picture, and how many FEW; nothing while neither is known."""
    one, few = engine.threads_found(1), engine.threads_found(FEW)
    if one is None:
        return ""
    if few is None:
        return say("app.threads_one", one=one)
    return say("app.threads", one=one, few=few, n=FEW)
