"""Generate: pictures from noise, steered by words."""

from dataclasses import replace

import streamlit as st

from explainer.core.denoiser import Guided
from explainer.core.samplers import SAMPLERS, walk
from explainer.models.checkpoints import load_checkpoint
from explainer.models.pipeline import Settings, generate, picture_shape
from explainer.ui import controls
from explainer.ui.components.film_player import FilmPlayer
from explainer.ui.frames import row
from explainer.ui.page import (
    expectation,
    film_strip,
    formulas,
    heading,
    look,
    more,
    run_buttons,
    stage_and_controls,
)
from explainer.ui.running import Part, Run, is_free, kept, play
from explainer.ui.show_code import show_code
from explainer.ui.takeaway import source_of, take_away
from explainer.ui.theme import tex
from explainer.ui.views.generate import AGAIN, known, labelled, other_words, seed_chooser
from explainer.ui.words import say

network = st.session_state[controls.NETWORK.key]
card = load_checkpoint(network).card
vocabulary = card.vocabulary

heading("generate")
stage, side = stage_and_controls()
with side:
    words = controls.WORDS.ask(vocabulary)
    w, seed = controls.W.draw(), controls.SEED.draw()
    buttons = st.container()
    with more(*controls.FOLDED["generate"]):
        steps, sampler = controls.STEPS.draw(), controls.SAMPLER.draw()
        count = int(controls.PICTURES.draw())
        interval = controls.INTERVAL.draw(disabled=w in (0, 1))
        eta = controls.ETA.draw(disabled=sampler != "ddim")
settings = Settings(
    *(network, sampler, steps, w, words, tuple(range(seed, seed + count))),
    eta=eta if sampler == "ddim" else 0.0,
    interval=interval,
)
with buttons:
    go, cost = run_buttons("generate", settings)
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


def same_noise() -> None:
    """A row of pictures from one seed, each with other words."""
    st.subheader(say("generate.others"), anchor=False)
    st.markdown(say("generate.others_lead"))
    few = other_words(card.shown, words)
    wanted = replace(settings, words="; ".join(few), seeds=(seed,) * len(few))
    with st.container(horizontal=True):
        show = st.button(say("generate.others_button", n=len(few)), key="_others_go")
        st.button(say("run.stop"), key="_others_stop")
    cost, strip, progress = expectation(wanted), st.empty(), st.empty()

    def paint_others(rows: list[Run]) -> None:
        film, made_with = rows[0].film, rows[0].settings
        names = made_with.words.split("; ")
        old = made_with != wanted
        strip.html(row(labelled(film, picture_shape(network), names, old), "strip"))
        if rows[0].running and not film.done:
            progress.progress(*rows[0].progress)
        else:
            progress.caption(rows[0].status)

    if show:
        play("_others", [Part(wanted, lambda: generate(wanted))], paint_others)
        cost.empty()
    elif rows := kept("_others"):
        paint_others(rows)


runs, again = kept("_generate"), st.session_state.pop(AGAIN, False)
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
    same_noise()
look(say("generate.look"))
hat, u = tex("eps", r"\hat\varepsilon"), tex("unconditional", r"\varepsilon_u")
c, scale = tex("conditional", r"\varepsilon_c"), tex("conditional", "w")
formulas(
    rf"{hat} = {u} + {scale}\,({c} - {u})",
    note=f"{say('generate.now', w=w)} {say('generate.formula_note')}",
)
show_code(generate, Guided, SAMPLERS[sampler], walk)
