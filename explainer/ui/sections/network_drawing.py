"""The networks: a drawing of what every network does, with pictures of the one that was chosen."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence

import streamlit as st

from explainer.networks.checkpoints import ModelCard
from explainer.networks.names import name_of
from explainer.ui import cached
from explainer.ui.drawing.frames import Framed
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.theme import colour
from explainer.ui.language import language, say
from explainer.ui.terms import explained

WIDTH, HEIGHT, GAP = 132, 64, 3  # of the outline of a UNet, in its own units


def drawing(card: ModelCard) -> None:
    """Noisy picture → the network → its guess → a step, and the same again."""
    look = cached.one_look(card.name, card.sha256)
    words, w = name_of(look.settings.prompts[0], language()), number(look.settings.w, None)
    given = say("networks.given" if words else "networks.given_no_words", **_asked(words, t=look.t))
    mixed = (say("networks.mixed", w=w),) if words else ()
    parts = [
        Framed(look.x_t, say("networks.noisy"), "xₜ", "xt", (f"t = {look.t}",)).html(),
        _network(card, given),
        Framed(look.x0, say("networks.guess"), "x̂₀", "x0hat", mixed).html(),
        Framed(look.x_s, say("networks.step"), "xₜ", "xt", (f"t = {look.s}",)).html(),
    ]
    st.html(f'<div class="nw-machine">{_ARROW.join(parts)}</div>')
    guided = explained("networks.drawing_guided", words=words) if words else ""
    latents = say("networks.drawing_latents") if card.latent else ""
    st.markdown(f"{explained('networks.drawing', t=look.t, s=look.s)} {guided} {latents}")


def _asked(words: str, **more: object) -> dict[str, object]:
    """What fills the sentence on what the network is told: the words only where there are some."""
    return {**more, **({"words": words} if words else {})}


_ARROW = '<i class="nw-arrow" aria-hidden="true"></i>'


def _network(card: ModelCard, given: str) -> str:
    """The network as a figure: the outline of its UNet, its name, and what it is told."""
    name = html.escape(say("networks.network", network=card.name))
    outline = unet_outline(card.architecture.widths, colour("plain"))
    return (
        f'<figure class="nw-frame nw-net" style="--nw:{colour("plain")}">'
        f'<img alt="{html.escape(say("networks.unet"))}" src="{_svg_uri(outline)}">'
        f"<figcaption>{name}"
        f'<span class="nw-numbers">{html.escape(given)}</span></figcaption></figure>'
    )


def _svg_uri(svg: str) -> str:
    """An SVG as the address of a picture: Streamlit takes its elements out of a page's HTML."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def unet_outline(widths: Sequence[int], ink: str) -> str:
    """A UNet as bars, in SVG: as tall as its pictures are wide, as broad as they have channels; lines skip across."""
    levels = [*range(len(widths)), *reversed(range(len(widths) - 1))]
    unit = (WIDTH - GAP * (len(levels) - 1)) / sum(widths[level] for level in levels)
    bars, x = [], 0.0
    edges: dict[
        int, list[tuple[float, float, float]]
    ] = {}  # of each level: left, right, where its line runs
    for level in levels:
        broad, tall = unit * widths[level], HEIGHT / 2**level
        top = (HEIGHT - tall) / 2
        bars.append(
            f'<rect x="{x:.1f}" y="{top:.1f}" width="{broad:.1f}" height="{tall:.1f}" rx="1"/>'
        )
        edges.setdefault(level, []).append((x, x + broad, top + 2))
        x += broad + GAP
    skips = [
        f'<path d="M{left[1]:.1f} {left[2]:.1f}H{right[0]:.1f}"/>'
        for left, right in (ends for ends in edges.values() if len(ends) == 2)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 -1 {WIDTH + 2} {HEIGHT + 2}"'
        f' fill="{ink}" stroke="{ink}">'
        f"{''.join(bars)}{''.join(skips)}</svg>"
    )
