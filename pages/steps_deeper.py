"""Steps, deeper: how fast samplers converge, grids of timesteps drawn by hand, and runs that are forked."""

import streamlit as st

from explainer.experiments.convergence import begun
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.controls import table as controls
from explainer.ui.language import say
from explainer.ui.page import formulas, heading, look, more, stage_and_controls
from explainer.ui.sections import (
    answers_closer,
    steps_budget,
    steps_curves,
    steps_forks,
    steps_formulas,
    steps_grid,
)
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.prompt import prompt
from explainer.ui.show_code import show_code

card = load_checkpoint(st.session_state[controls.NETWORK.key]).card

heading("steps_deeper")
asked = ask("steps_deeper")
stage, side = stage_and_controls()
with side:
    words, seed = prompt(card), controls.SEED.draw()
with more("steps_deeper"):
    w = controls.W.draw()
settings = begun(card.name, words, seed, w)
with stage:
    curves = steps_curves.show(settings)
asked.answer(answers_closer.tenfold, curves)
look(steps_curves.sentence(settings, curves))

st.subheader(say("steps_deeper.grid"), anchor=False)
found = steps_grid.show(settings)
st.markdown(steps_grid.sentence(found, card.schedule))
asked.dared(steps_grid.dared, found)
steps_budget.show(settings)

st.subheader(say("steps_deeper.fork"), anchor=False)
steps_forks.show(settings)
formulas(*steps_formulas.equations(), note=steps_formulas.note())
show_code("steps_deeper")
