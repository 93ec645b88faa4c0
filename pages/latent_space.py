"""Latent space: what large models draw instead of pixels, what that loses, and what it saves."""

import streamlit as st

from explainer.experiments.latent import ThereAndBack, network_in_latents
from explainer.experiments.latent_edits import Turned
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import Checkpoint, load_checkpoint
from explainer.ui import cached_latents as cached
from explainer.ui.controls import table as controls
from explainer.ui.drawing.frames import row
from explainer.ui.page import formulas, heading, more
from explainer.ui.picture import Picture, current_picture, sample_picture
from explainer.ui.sections import (
    answers,
    dares,
    latent_codec,
    latent_edits,
    latent_facts,
    latent_machine,
    latent_noise,
    latent_walks,
)
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.latent_maps import begin, fold, picture_alone
from explainer.ui.sections.prompt import prompt
from explainer.ui.show_code import show_code
from explainer.ui.terms import explained


def turn(checkpoint: Checkpoint, picture: Picture, there: ThereAndBack) -> Turned:
    """One number of the latents, or one map, and what it does."""
    stage, side = begin(explained("latent_space.turn_lead"))
    with side:
        wanted = latent_edits.turn_controls(there)
    found = cached.turned(checkpoint, there, picture.identity, *wanted)
    with stage:
        latent_edits.show_turned(there, wanted, found)
    return found


def mix(checkpoint: Checkpoint, picture: Picture, there: ThereAndBack) -> None:
    """Two pictures mixed in pixels and in latents."""
    stage, side = begin(explained("latent_space.mix_lead"))
    with side:
        other, share = sample_picture(controls.OTHER.draw()), controls.MIX.draw()
    found = cached.mixed(checkpoint, picture, other, share)
    with stage:
        latent_edits.show_mixed(latent_edits.mixtures(picture, other, found, there), found, share)


def noise(checkpoint: Checkpoint, picture: Picture, there: ThereAndBack) -> int:
    """The same t in both spaces; the seed."""
    stage, side = begin(explained("latent_space.noise_lead"))
    with side:
        t, seed = controls.T.draw(), int(controls.SEED.draw())
    found = cached.in_both_spaces(checkpoint, there, picture.identity, t, seed)
    with stage:
        st.html(row(latent_noise.in_both_spaces(there, found), "four"))
        st.markdown(latent_noise.difference(there, found, t))
    return seed


def story(checkpoint: Checkpoint) -> None:
    """The drawing, what the latents are, noise on them, and last what takes longest: the walks."""
    there = cached.there_and_back(checkpoint, picture := current_picture())
    asked, drawing = ask("latent_space"), st.container()
    asked.answer(answers.drawn, checkpoint.shape, there.x0.numel())
    with st.container(key="latent_codec"):
        latent_codec.show(there)
    with fold("turn"):
        asked.dared(dares.stood_for, turn(checkpoint, picture, there))
    with fold("mix"):
        mix(checkpoint, picture, there)
    with fold("noise"):
        seed = noise(checkpoint, picture, there)
    walks = fold("walks")
    with walks:
        stage, side = begin(latent_walks.lead(checkpoint))
    with side:
        words, buttons = prompt(checkpoint.card), st.container()
        with more("latent_space"):
            w, steps, sampler = controls.W.draw(), controls.STEPS.draw(), controls.SAMPLER.draw()
    settings = Settings(checkpoint.card.name, sampler, steps, w, words, (seed,))
    with drawing:
        latent_machine.draw(checkpoint, there, settings)
    latent_facts.show(checkpoint, there)
    with walks:
        latent_walks.show(checkpoint, settings, stage, buttons)
    formulas(*latent_noise.equations(), note=explained("latent_space.symbols"))


heading("latent_space")
name = network_in_latents(st.session_state[controls.NETWORK.key])
if name is None:
    st.info(explained("latent_space.none"))
    st.html(row([picture_alone(current_picture())]))
else:
    story(load_checkpoint(name))
show_code("latent_space")
