"""Latent space: the machine of this page beside Stable Diffusion, by what its authors state."""

from __future__ import annotations

import streamlit as st

from explainer.experiments.latent import ThereAndBack
from explainer.experiments.latent_cost import parameters
from explainer.networks.checkpoints import Checkpoint
from explainer.ui.drawing.numbers import number, whole
from explainer.ui.language import say
from explainer.ui.sections.latent_maps import fold, size

# Rombach et al. 2022, arXiv:2112.10752; README of github.com/CompVis/stable-diffusion; its model card for version 1.4
PICTURE, LATENTS = (3, 512, 512), (4, 64, 64)
UNET_MILLIONS, TEXT_MILLIONS = 860, 123


def show(checkpoint: Checkpoint, there: ThereAndBack) -> None:
    """The section: a table, and what follows from it."""
    with fold("facts"):
        st.markdown(say("latent_space.facts_lead"))
        st.table(beside_stable_diffusion(checkpoint, there), border="horizontal")
        st.caption(say("latent_space.facts_source"))


def beside_stable_diffusion(checkpoint: Checkpoint, there: ThereAndBack) -> list[dict[str, str]]:
    """One row for each difference."""
    vocabulary, training = checkpoint.card.vocabulary, checkpoint.card.training
    ours = [
        f"{there.x0.shape[1]}×{there.x0.shape[2]}",
        say("latent_space.note_maps", **size(there.latents)),
        f"{number(there.ratio, 0)} : 1",
        f"{number(parameters(checkpoint.model) / 1e6, 1)} M",
        say("latent_space.fact_words", n=len(vocabulary)),
        say("latent_space.fact_seen", seen=whole(training.get("pictures_seen", 0))),
    ]
    return [
        {
            say("latent_space.fact"): say(f"latent_space.fact_{name}"),
            say("latent_space.fact_here"): here,
            "Stable Diffusion 1": there_,
        }
        for name, here, there_ in zip(_NAMES, ours, _theirs(), strict=True)
    ]


_NAMES = ("picture", "latents", "ratio", "unet", "text", "data")


def _theirs() -> list[str]:
    (c, h, w), (z, height, width) = PICTURE, LATENTS
    return [
        f"{h}×{w}",
        say(
            "latent_space.note_maps",
            maps=z,
            height=height,
            width=width,
            numbers=whole(z * height * width),
        ),
        f"{c * h * w // (z * height * width)} : 1",
        f"{UNET_MILLIONS} M",
        say("latent_space.fact_clip", millions=TEXT_MILLIONS),
        say("latent_space.fact_laion"),
    ]
