"""Generate: pictures from noise, steered by words."""

from dataclasses import replace

import streamlit as st

from explainer.core.denoiser import Guided
from explainer.core.samplers import SAMPLERS, walk
from explainer.models.checkpoints import load_checkpoint
from explainer.models.pipeline import Settings, generate, picture_shape
from explainer.ui import controls
from explainer.ui.frames import row
from explainer.ui.page import film_strip, formulas, heading, look, run_buttons, stage_and_controls
from explainer.ui.running import Part, Run, kept, play
from explainer.ui.show_code import show_code
from explainer.ui.theme import tex
from explainer.ui.views.generate import labelled, other_words, tracks
from explainer.ui.words import say

network = st.session_state[controls.NETWORK.key]
vocabulary = load_checkpoint(network).card.vocabulary

heading("generate")
stage, side = stage_and_controls()
with side:
    words = controls.WORDS.draw(vocabulary)
    w, seed = controls.W.draw(), controls.SEED.draw()
    go = run_buttons("generate")
    with st.expander(say("generate.more")):
        steps, sampler = controls.STEPS.draw(), controls.SAMPLER.draw()
        count = int(controls.PICTURES.draw())

settings = Settings(network, sampler, steps, w, words, tuple(range(seed, seed + count)))
with stage:
    pictures, progress = st.empty(), st.empty()
    st.caption(say("generate.vocabulary", words=", ".join(vocabulary)))


def paint(runs: list[Run]) -> None:
    """x_t, x̂0 and ε̂ where the walk stands, and how long it will take."""
    made_with = runs[0].settings
    old = made_with != settings
    pictures.html(row(tracks(runs[0].film, picture_shape(network), made_with.seeds, old), "tracks"))
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
    few = other_words(vocabulary, words)
    wanted = replace(settings, words="; ".join(few), seeds=(seed,) * len(few))
    with st.container(horizontal=True):
        show = st.button(say("generate.others_button", n=len(few)), key="_others_go")
        st.button(say("run.stop"), key="_others_stop")
    strip = st.empty()

    def paint_others(rows: list[Run]) -> None:
        film, made_with = rows[0].film, rows[0].settings
        names = made_with.words.split("; ")
        old = made_with != wanted
        strip.html(row(labelled(film, picture_shape(network), names, old), "strip"))

    if show:
        play("_others", [Part(wanted, lambda: generate(wanted))], paint_others)
    elif rows := kept("_others"):
        paint_others(rows)


runs = kept("_generate")
if go or not runs:
    runs = play("_generate", [Part(settings, lambda: generate(settings))], paint)
else:
    paint(runs)
film_strip(runs[0].film, "generate")
same_noise()
look(say("generate.look"))
hat, u = tex("eps", r"\hat\varepsilon"), tex("unconditional", r"\varepsilon_u")
c, scale = tex("conditional", r"\varepsilon_c"), tex("conditional", "w")
formulas(
    rf"{hat} = {u} + {scale}\,({c} - {u})",
    note=f"{say('generate.now', w=w)} {say('generate.formula_note')}",
)
show_code(generate, Guided, SAMPLERS[sampler], walk)
