"""Latent space: a picture there and back, and what the detour saves."""

from __future__ import annotations

import streamlit as st

from explainer.experiments.latent import ThereAndBack
from explainer.experiments.latent_cost import Cost, Costs
from explainer.experiments.settings import Settings
from explainer.media.pictures import to_pixels
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import apart, number, whole
from explainer.ui.language import say
from explainer.ui.sections.latent_maps import difference, framed, maps, scale, size
from explainer.ui.terms import explained

GAIN = 2  # of the difference


def show(there: ThereAndBack) -> None:
    """The section: four pictures, the scale of the maps, and what the numbers say."""
    st.subheader(say("latent_space.codec"), anchor=False)
    st.markdown(explained("latent_space.codec_lead"))
    st.html(row(there_and_back(there), "four"))
    st.html(scale())
    st.markdown(loss(there))


def there_and_back(there: ThereAndBack) -> list[Framed]:
    """The original, its maps, what comes back, and what was lost."""
    score = there.score
    numbers = (
        say("remove_noise.psnr", value=number(score.psnr, 1)),
        say("remove_noise.sharpness", value=number(score.sharpness)),
    )
    lost = Framed(difference(there.x0, there.back, GAIN), say("latent_space.difference", gain=GAIN))
    return [
        framed(there.x0, say("latent_space.original"), "x₀", "x0"),
        Framed(
            maps(there.latents), say("latent_space.note_maps", **size(there.latents)), "z₀", "xt"
        ),
        Framed(to_pixels(there.back), say("latent_space.back"), "D(z₀)", "x0", numbers),
        lost,
    ]


def loss(there: ThereAndBack) -> str:
    """What the codec keeps, beside a picture that was merely made smaller."""
    score, small = there.score, there.shrunk
    kept = explained(
        "latent_space.kept",
        ratio=number(there.ratio, 0),
        pixels=whole(there.x0.numel()),
        latents=whole(there.latents.numel()),
        psnr=number(score.psnr, 1),
        sharpness=number(score.sharpness),
    )
    shrunk = say(
        "latent_space.shrunk_worse"
        if score.psnr >= small.score.psnr
        else "latent_space.shrunk_better",
        side=small.side,
        psnr=number(small.score.psnr, 1),
        sharpness=number(small.score.sharpness),
        gain=apart(score.psnr, small.score.psnr),
    )
    return f"{kept} {shrunk}\n\n{say('latent_space.found')}"


def cost_table(costs: Costs, latent: str, pixel: str | None) -> list[dict[str, str]]:
    """One row for each network."""
    rows = [(say("latent_space.unet_latents", network=latent), costs.latent)]
    if costs.pixel:
        rows.insert(0, (say("latent_space.unet_pixels", network=pixel), costs.pixel))
    rows += [(say("latent_space.part_encoder"), costs.encoder)]
    rows += [(say("latent_space.part_decoder"), costs.decoder)]
    return [_row(name, cost) for name, cost in rows]


def _row(name: str, cost: Cost) -> dict[str, str]:
    return {
        say("latent_space.cost_of"): name,
        say("networks.parameters"): f"{number(cost.parameters / 1e6, 1)} M",
        say("latent_space.cost_operations"): f"{number(cost.operations / 1e9)}",
        say("latent_space.cost_seconds"): f"{number(1000 * cost.seconds, 1)}",
    }


def saving(costs: Costs, settings: Settings) -> str:
    """What a call and what a picture cost in latents, as shares of those in pixels."""
    note = say("latent_space.cost_note")
    if not costs.pixel:
        return note
    latent, pixel = costs.latent, costs.pixel
    calls = settings.steps
    whole = calls * latent.operations + costs.decoder.operations
    said = say(
        "latent_space.saved",
        operations=number(100 * latent.operations / pixel.operations, 0),
        seconds=number(100 * latent.seconds / pixel.seconds, 0),
        n=calls,
        whole=number(100 * whole / (calls * pixel.operations), 0),
    )
    return f"{said} {note}"
