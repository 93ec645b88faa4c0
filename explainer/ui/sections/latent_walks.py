"""Latent space: the same words and steps in both spaces, side by side with what they cost."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from explainer.experiments.latent import in_pixels
from explainer.experiments.latent_cost import Costs, measured
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import Checkpoint, is_latent, read_card
from explainer.networks.conditions import knows
from explainer.ui.components.film_player import FilmPlayer, PlayerTrack
from explainer.ui.drawing.numbers import number, whole
from explainer.ui.language import say
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import Run, from_noise
from explainer.ui.sections.latent_codec import cost_table, saving
from explainer.ui.sections.latent_maps import Stage
from explainer.ui.sections.pixel_probe import pixel_probe


def show(checkpoint: Checkpoint, settings: Settings, stage: Stage, buttons: Stage) -> None:
    """Both walks in the section's stage, with what they and every single call cost; the buttons in their place."""
    pixel = in_pixels(checkpoint)
    costs, planned = measured(settings.network, pixel), in_both_spaces(settings, pixel)
    label = say("latent_space.walks_button")
    walks = Walks("latent_space", [from_noise(s) for s in planned], "arrival", label)
    with buttons:
        walks.buttons()
    with stage:
        lines = partial(cost_lines, costs)
        player = FilmPlayer(st.container(), "_latent_film", tracks(planned), lines, probe=True)
        read = st.container()
        status, said = st.empty(), st.empty()
        st.table(cost_table(costs, settings.network, pixel), border="horizontal")
        st.markdown(saving(costs, settings))

    def paint(runs: list[Run], old: bool) -> None:
        player.show(runs, old)
        walks.report(status, *runs, old=old)

    runs = walks.run(paint)
    said.markdown(verdict(costs, planned, runs))
    with read:
        pixel_probe(player, walks, runs)
    walks.take_away(runs, name=space_name)


def in_both_spaces(settings: Settings, pixel: str | None) -> list[Settings]:
    """The run in latents, and the same with a network on pixels; without words where it does not know them."""
    if pixel is None:
        return [settings]
    words = settings.words if knows(read_card(pixel).vocabulary, settings.words) else ""
    same = (settings.sampler, settings.steps, settings.w, words, settings.seeds)
    return [settings, Settings(pixel, *same)]


def space_name(run: Run) -> str:
    """In which space a run goes, and which network goes it."""
    network = run.settings.network
    key = "latent_space.walk_latents" if is_latent(network) else "latent_space.walk_pixels"
    return say(key, network=network)


def cost_lines(costs: Costs, run: Run) -> list[str]:
    """What stands under a walk: where it goes, how far it is, and its calls and operations so far."""
    film = run.film
    so_far = say("how_many_steps.so_far", i=film.steps, n=film.n)
    return [
        space_name(run),
        say("how_many_steps.side", n=film.n) if film.done else so_far,
        say("how_many_steps.cost", calls=film.calls),
        say("latent_space.walk_operations", billions=number(operations(costs, run) / 1e9, 1)),
        say("how_many_steps.seconds", seconds=number(run.seconds, 1)),
    ]


def operations(costs: Costs, run: Run) -> int:
    """Of a walk as far as it is; in latents, of the decoder's call for its picture as well."""
    cost = costs.latent if is_latent(run.settings.network) else costs.pixel
    each = cost.operations if cost else 0
    decoding = costs.decoder.operations if cost is costs.latent else 0
    return run.film.calls * each + decoding


def verdict(costs: Costs, planned: Sequence[Settings], runs: Sequence[Run]) -> str:
    """What both walks took, once both have ended, and that one of them was not told the words."""
    said = []
    if len(planned) == 2 and planned[0].words != planned[1].words:
        said.append(say("latent_space.walks_without", network=planned[1].network))
    if len(runs) == 2 and all(run.film.done for run in runs):
        share = operations(costs, runs[0]) / operations(costs, runs[1])
        said.append(say("latent_space.walks_operations", share=number(100 * share, 0)))
        if runs[1].seconds and not any(run.origin == "shipped" for run in runs):
            time = number(100 * runs[0].seconds / runs[1].seconds, 0)
            said.append(say("latent_space.walks_seconds", share=time))
    return " ".join(said)


def tracks(planned: Sequence[Settings]) -> tuple[PlayerTrack, ...]:
    """What the film player shows of these runs."""
    walks = [PlayerTrack("x_t", run, large=True) for run in range(len(planned))]
    return (*walks, PlayerTrack("x_t_maps"), PlayerTrack("x0_maps"))


def lead(checkpoint: Checkpoint) -> str:
    """What is compared, and why the two do not begin with the same noise."""
    pixel = in_pixels(checkpoint)
    if pixel is None:
        return say("latent_space.walks_alone")
    card = read_card(pixel).architecture
    c, h, w = checkpoint.shape
    numbers = whole(c * h * w), whole(card.channels * card.size**2)
    return say("latent_space.walks_lead", latents=numbers[0], pixels=numbers[1])
