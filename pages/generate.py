"""Generate: pictures from noise, steered by words."""

import streamlit as st

from explainer.core.denoiser import Guided
from explainer.core.samplers import SAMPLERS, walk
from explainer.experiments.sampling import Settings, generate
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.components.film_player import FilmPlayer
from explainer.ui.controls import table as controls
from explainer.ui.drawing.theme import tex
from explainer.ui.language import say
from explainer.ui.page import (
    film_strip,
    formulas,
    heading,
    look,
    more,
    run_buttons,
    stage_and_controls,
)
from explainer.ui.playing.on_device import (
    device_switch,
    run_here_again,
    run_on_device,
    start_button,
)
from explainer.ui.playing.running import Part, Run, is_free, kept, play
from explainer.ui.playing.takeaway import source_of, take_away
from explainer.ui.show_code import show_code
from explainer.ui.views.generate import AGAIN, known, same_noise, seed_chooser

network = st.session_state[controls.NETWORK.key]
card = load_checkpoint(network).card
vocabulary = card.vocabulary

heading("generate")
stage, side = stage_and_controls()
with side:
    words = controls.WORDS.prompt(vocabulary)
    w, seed = controls.W.draw(), controls.SEED.draw()
    buttons = st.container()
    with more("generate"):
        steps, sampler = controls.STEPS.draw(), controls.SAMPLER.draw()
        count = int(controls.PICTURES.draw())
        interval = controls.INTERVAL.draw(disabled=w in (0, 1))
        eta = controls.ETA.draw(disabled=sampler != "ddim")
        on_device = device_switch(network, sampler)
settings = Settings(
    *(network, sampler, steps, w, words, tuple(range(seed, seed + count))),
    eta=eta if sampler == "ddim" else 0.0,
    interval=interval,
)
with buttons:
    go, cost = start_button("generate") if on_device else run_buttons("generate", settings)
with stage:
    player, progress = FilmPlayer(st.container(), "_generate_film"), st.empty()


def paint(runs: list[Run]) -> None:
    """x_t, x̂0 and ε̂ where the walk stands, and how long it will take."""
    old = runs[0].settings != settings
    player.show(runs, old)
    if runs[0].film.done or not runs[0].running:
        changed = say("run.changed", button=say("generate.button")) if old else ""
        progress.caption(f"{runs[0].status} {changed}")
    else:
        share, text = runs[0].progress
        progress.progress(share, text)


def on_this_server(again: bool) -> None:
    """The film as the server makes it, and what it can do with it."""
    runs = kept("_generate")
    if go or again or not runs or (runs[0].settings != settings and is_free(settings)):
        runs = play("_generate", [Part(settings, lambda: generate(settings))], paint, anew=go)
        cost.empty()
    else:
        paint(runs)
    with stage:
        if runs[0].film.done:
            seed_chooser(runs[0].settings.seeds)
        take_away(runs[0], source_of(runs[0]))
        if vocabulary:
            st.caption(known(card))
    film_strip(runs, runs[0].settings != settings)
    if vocabulary:
        same_noise(card, settings, seed)


again = st.session_state.pop(AGAIN, False)
if on_device:
    with stage:
        run_on_device("generate", player, [settings], go or again)
        if vocabulary:
            st.caption(known(card))
else:
    run_here_again("generate")
    on_this_server(again)
look(say("generate.look"))
hat, u = tex("eps", r"\hat\varepsilon"), tex("unconditional", r"\varepsilon_u")
c, scale = tex("conditional", r"\varepsilon_c"), tex("conditional", "w")
formulas(
    rf"{hat} = {u} + {scale}\,({c} - {u})",
    note=f"{say('generate.now', w=w)} {say('generate.formula_note')}",
)
show_code(generate, Guided, SAMPLERS[sampler], walk)
