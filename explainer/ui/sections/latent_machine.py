"""Latent space: the whole machine as one drawing, in which every picture is of now."""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from explainer.core.noise import unit_noise
from explainer.experiments.latent import ThereAndBack
from explainer.experiments.latent_cost import parameters
from explainer.experiments.settings import Settings
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import Checkpoint
from explainer.networks.spaces import LatentSpace
from explainer.ui.components.latent_machine import Goal, Part, latent_machine
from explainer.ui.contents import page_of
from explainer.ui.drawing.numbers import number, whole
from explainer.ui.language import say
from explainer.ui.sections.latent_maps import maps, size

PAGES = ("generate", "add_noise", "how_many_steps", "start")  # that parts lead to


def draw(checkpoint: Checkpoint, there: ThereAndBack, settings: Settings) -> None:
    """The drawing, and out of sight the links that its parts press."""
    latent_machine(parts(checkpoint, there, settings), say("latent_space.machine"))
    st.caption(say("latent_space.machine_note", seed=settings.seeds[0]))
    with st.container(key="out_of_sight"):
        for name in PAGES:
            st.container(key=f"latent_to_{name}").page_link(page_of(name).script)


def parts(checkpoint: Checkpoint, there: ThereAndBack, settings: Settings) -> list[Part]:
    """Words and noise, UNet, latents, decoder, picture, and the encoder's way in."""
    x_T = unit_noise(checkpoint.shape, settings.seeds)[0]
    return [
        _words(checkpoint, settings),
        _noise(x_T),
        *_networks(checkpoint, settings),
        *_shown(there),
    ]


def _words(checkpoint: Checkpoint, settings: Settings) -> Part:
    title, count = say("latent_space.part_words"), checkpoint.card.architecture.embedding
    note = say("latent_space.note_words", words=settings.words or "∅", numbers=count)
    return Part("words", title, (note,), _page("generate"), "conditional")


def _noise(x_T: Tensor) -> Part:
    title, note = say("latent_space.part_noise"), say("latent_space.note_maps", **size(x_T))
    return Part("noise", title, (note,), _page("add_noise"), "eps", maps(x_T))


def _networks(checkpoint: Checkpoint, settings: Settings) -> list[Part]:
    space = checkpoint.space
    assert isinstance(space, LatentSpace)
    steps, once = say("latent_space.note_steps", n=settings.steps), say("latent_space.note_once")
    counts = [
        say("latent_space.note_parameters", millions=number(parameters(module) / 1e6, 1))
        for module in (checkpoint.model, space.codec.encoder, space.codec.decoder)
    ]
    unet, encoder, decoder = (say(f"latent_space.part_{p}") for p in ("unet", "encoder", "decoder"))
    return [
        Part("unet", unet, (steps, counts[0]), _page("how_many_steps"), "x0hat"),
        Part("encoder", encoder, (once, counts[1]), _here("latent_codec")),
        Part("decoder", decoder, (once, counts[2]), _here("latent_turn")),
    ]


def _shown(there: ThereAndBack) -> list[Part]:
    c, height, width = there.x0.shape
    pixels = say(
        "latent_space.note_pixels", height=height, width=width, numbers=whole(c * height * width)
    )
    latents = say("latent_space.note_latents", **size(there.latents))
    yours, latent, picture = (
        say(f"latent_space.part_{part}") for part in ("yours", "latent", "picture")
    )
    x0, back, sheet = to_pixels(there.x0), to_pixels(there.back), maps(there.latents)
    return [
        Part("yours", yours, (), _page("start"), "x0", x0),
        Part("latent", latent, (latents,), _here("latent_noise"), "xt", sheet),
        Part("picture", picture, (pixels,), _here("latent_walks"), "x0", back),
    ]


def _page(name: str) -> Goal:
    page = page_of(name)
    words = say("latent_space.to_page", page=page.menu_title)
    return Goal(words, f"latent_to_{name}", page.address)


def _here(key: str) -> Goal:
    return Goal(say("latent_space.to_section"), key)
