"""Inside the UNet: what a clicked place of the picture attends to, in every block that attends."""

from __future__ import annotations

import numpy as np
import streamlit as st
from torch import Tensor

from explainer.experiments.anatomy import Anatomy
from explainer.experiments.inside_unet import Guess, attended, place_in
from explainer.media.pictures import to_pixels
from explainer.networks.activations import ATTENTION
from explainer.networks.blocks import Block
from explainer.ui.components.latent_turn import Marked, Sheet, latent_turn
from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.controls.blocks import title
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number, whole
from explainer.ui.language import enumerated, say
from explainer.ui.page import stage_and_controls
from explainer.ui.terms import explained

MOST = 8  # times an even share: from here on the colour covers the picture
HOT = np.array((255, 122, 50))  # of what is attended to
DIM = 0.75  # of the picture's light is left where nothing is attended to
_KEY = "_unet_attention"
PLACE = (controls.FROM_TOP, controls.FROM_LEFT)


def show(anatomy: Anatomy, guess: Guess, original: Tensor) -> None:
    """The maps of one place, and what they have in common."""
    st.markdown(explained("inside_unet.attention_lead"))
    stage, side = stage_and_controls()
    with side:
        down, across = (control.draw() / 100 for control in PLACE)
    blocks = [b for b in anatomy.blocks if f"{b.name}{ATTENTION}" in guess.attention]
    heads = {b: attended(guess.attention[f"{b.name}{ATTENTION}"], down, across) for b in blocks}
    rows = {b: shares.mean(0) for b, shares in heads.items()}
    with stage:
        marked = [_marked(b, shares, original, (down, across)) for b, shares in rows.items()]
        held = lesson.holds(*(control.key for control in PLACE))
        latent_turn(_KEY, marked, 0, None, _take, held)
        st.html(_scale())
        st.markdown(f"{sentence(rows, down, across)} {_where(anatomy)}")
        _one_by_one(narrowest(rows), heads, original)


def _one_by_one(block: Block, heads: dict[Block, Tensor], original: Tensor) -> None:
    """The heads of a block, if it has several."""
    shares = heads[block]
    if len(shares) > 1:
        st.markdown(in_heads(block, shares))
        frames = [_head(i, of_one, original) for i, of_one in enumerate(shares, start=1)]
        st.html(row(frames, "fours"))


def _head(number_of_it: int, shares: Tensor, original: Tensor) -> Framed:
    goes_to = say("inside_unet.head_half", n=half(shares))
    name = say("inside_unet.head", n=number_of_it)
    return Framed(heat(shares, original), name, "", "conditional", (goes_to,))


def in_heads(block: Block, shares: Tensor) -> str:
    """How differently the heads (heads, side, side) of a block deal out their attention."""
    halves = [half(of_one) for of_one in shares]
    few, many = min(halves), max(halves)
    return say(
        "inside_unet.heads_differ" if few < many else "inside_unet.heads_alike",
        block=title(block),
        narrow=halves.index(few) + 1,
        few=few,
        broad=halves.index(many) + 1,
        many=many,
    )


def narrowest(rows: dict[Block, Tensor]) -> Block:
    """Where a place takes most from a single one; (side, side) for each block."""
    return max(rows, key=lambda block: float(rows[block].max()))


def _take() -> None:
    """A click: the middle of its place becomes the controls', and the link's."""
    if picked := st.session_state[_KEY].picked:
        for control, axis in zip(PLACE, ("row", "column"), strict=True):
            percent = 100 * (int(picked[axis]) + 0.5) / int(picked["side"])
            control.take(min(int(percent), int(control.high)))


def _marked(block: Block, shares: Tensor, original: Tensor, at: tuple[float, float]) -> Marked:
    side = len(shares)
    name = say("inside_unet.attention_of", block=title(block), side=side)
    place = place_in(side, at[0]), place_in(side, at[1])
    sheet = Sheet(1, 1, side)
    return Marked(heat(shares, original), sheet, name, "", "conditional", place)


def _where(anatomy: Anatomy) -> str:
    """At which sizes of its maps the network attends, and what it would cost at the largest."""
    attending = sorted({b.size for b in anatomy.blocks if b.attends}, reverse=True)
    largest = max(b.size for b in anatomy.blocks)
    sizes = enumerated(f"{n}×{n}" for n in attending)
    if largest in attending:
        return say("inside_unet.attention_everywhere", sizes=sizes)
    places = whole(largest**2)
    return say("inside_unet.attention_where", sizes=sizes, largest=largest, places=places)


def heat(shares: Tensor, original: Tensor) -> np.ndarray:
    """The picture (c, h, w) in grey, dimmed, under a colour as strong as the attention (side, side): uint8 (h, w, 3)."""
    grey = to_pixels(original.mean(0, keepdim=True)).astype(float)  # (h, w, 1)
    height, width = grey.shape[:2]
    side = len(shares)
    rows, columns = (np.arange(n) * side // n for n in (height, width))
    strength = shares.numpy()[rows][:, columns, None].clip(0, MOST) / MOST
    mixed = (1 - strength) * DIM * grey + strength * HOT
    return np.asarray(mixed.round(), dtype=np.uint8)


def _scale() -> str:
    """The bar that says what the colour means, as html."""
    colour = ", ".join(map(str, HOT))
    bar = f'<i style="background: linear-gradient(90deg, #444, rgb({colour}))"></i>'
    high = say("inside_unet.attention_most", value=MOST)
    return (
        f'<div class="nw-scale"><span>{say("inside_unet.attention_none")}</span>{bar}'
        f"<span>{high}</span></div>"
    )


def sentence(rows: dict[Block, Tensor], down: float, across: float) -> str:
    """Where attention is narrowest, and how much of it goes to the place itself there."""
    narrow = narrowest(rows)
    shares = rows[narrow]
    side = len(shares)
    own = float(shares[place_in(side, down), place_in(side, across)]) / side**2
    return say(
        "inside_unet.attention_says",
        block=title(narrow),
        places=side**2,
        percent=number(100 * float(shares.max()) / side**2, 1),
        even=number(100 / side**2, 1),
        own=number(100 * own, 1),
        half=half(shares),
    )


def half(shares: Tensor) -> int:
    """To how few places half of the attention goes."""
    falling = shares.flatten().sort(descending=True).values.cumsum(0) / shares.sum()
    return int((falling < 0.5).sum()) + 1
