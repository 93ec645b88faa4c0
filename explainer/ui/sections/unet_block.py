"""Inside the UNet: the chosen block's maps, before and after it, on one scale."""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from explainer.experiments.anatomy import Anatomy
from explainer.experiments.inside_unet import IN, Guess
from explainer.networks.blocks import Block
from explainer.ui.controls.blocks import title
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.language import say
from explainer.ui.sections.latent_maps import LIMIT, maps
from explainer.ui.sections.unet_names import weight
from explainer.ui.terms import explained

ENDS = ("low", "high")  # of the scale


def show(block: Block, anatomy: Anatomy, guess: Guess, limits: dict[str, float], t: int) -> None:
    """What the block is given and what it makes of it."""
    st.subheader(say("inside_unet.inside", block=title(block), t=t), anchor=False)
    load = weight(anatomy.loads[block.name], anatomy.total)
    st.markdown(f"{explained(f'inside_unet.does_{block.kind}')} {_attention(block)} {load}")
    shown = sheets(block, anatomy)
    limit = max(limits[name] for name, _ in shown)
    frames = [_framed(guess.features[name], says, limit) for name, says in shown]
    st.html(row(frames, "maps") + _scale(limit))
    st.caption(explained("inside_unet.maps_note"))


def _attention(block: Block) -> str:
    return explained("inside_unet.does_attend") if block.attends else ""


def sheets(block: Block, anatomy: Anatomy) -> list[tuple[str, str]]:
    """The features to be shown, by their names, and what stands under each."""
    before = block.before or IN
    given = say("inside_unet.given", block=title(anatomy.block(before))) if block.before else ""
    shown = [(before, given or say("inside_unet.given_x"))]
    if block.skip:
        giver = title(anatomy.block(block.skip))
        shown.append((block.skip, say("inside_unet.given_skip", block=giver)))
    key = "inside_unet.made_out" if block.kind == "out" else "inside_unet.made"
    return [*shown, (block.name, say(key))]


def _framed(features: Tensor, name: str, limit: float) -> Framed:
    channels, height, width = features.shape
    size = say("inside_unet.sheet", n=channels, height=height, width=width)
    spread = say("inside_unet.spread", value=number(float(features.std()), 2))
    return Framed(maps(LIMIT * by_root(features, limit)), name, "", "xt", (size, spread))


def by_root(features: Tensor, limit: float) -> Tensor:
    """Values as greys, −1 … 1: by the root of their size, so that weak maps beside strong ones can be seen as well."""
    return features.sign() * (features.abs() / limit).sqrt()


def _scale(limit: float) -> str:
    """The bar that says what the greys of the maps mean, with the values under it, as html."""
    low, high = (say(f"inside_unet.scale_{end}", value=number(limit, None)) for end in ENDS)
    quarter = number(limit / 4, None)
    ticks = "".join(f"<span>{text}</span>" for text in (low, f"−{quarter}", "0", quarter, high))
    return f'<div class="nw-ticks"><i></i><div>{ticks}</div></div>'
