"""The denoising game: from noise to a picture in five calls, every timestep chosen by hand."""

import streamlit as st

from explainer.experiments.game import CALLS, REFERENCE
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui import cached_closer as cached
from explainer.ui.controls import table as controls
from explainer.ui.drawing.frames import row
from explainer.ui.page import folded, formulas, heading, look, stage_and_controls
from explainer.ui.picture import current_picture
from explainer.ui.sections import answers_closer, game, game_end
from explainer.ui.sections.bridges import ask
from explainer.ui.show_code import show_code
from explainer.ui.terms import explained

checkpoint = load_checkpoint(st.session_state[controls.NETWORK.key])
card, picture = checkpoint.card, current_picture()

heading("denoising_game")
asked = ask("denoising_game")
stage, side = stage_and_controls()
with side:
    begin = game.begin_control()
    words = game.asked_for(card, begin)
    seed, typed = int(controls.SEED.draw()), st.container()
identity = picture.identity if begin == "picture" else ""
now = game.begun(checkpoint, picture, begin, words, seed)
with typed:
    way = game.way_so_far(now)
steps = cached.played(now, way, identity)
told = game.turns(steps)
with stage:
    if len(steps) < CALLS:
        game.choose(now, way, steps)
    st.markdown(explained("denoising_game.strip_lead"))
    game.strip(now, steps)
    if len(steps) == CALLS:
        verdict = st.empty()
        found = game_end.show(now, way, steps, picture)
        if found:
            verdict.markdown(game_end.sentences(found))
            asked.answer(answers_closer.played, found)
            asked.dared(game_end.dared, found)
            told = game.relied_on(now.path(way), found.passed)
        with st.container(horizontal=True):
            game.back_and_again(way)
look(f"{told}\n\n{explained('denoising_game.look')}")
with folded("denoising_game.from_what"):
    st.html(row([game.beginning(now)]))
    game.covered(now)
    st.markdown(explained("denoising_game.fair", n=REFERENCE))
formulas(*game.equations(), note=explained("denoising_game.symbols"))
show_code("denoising_game")
