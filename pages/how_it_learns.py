"""How it learns: one update of the real network, and a small one trained from nothing while you look on."""

import streamlit as st

from explainer.networks.checkpoints import load_checkpoint
from explainer.ui import cached_learning as cached
from explainer.ui.contents import page_of
from explainer.ui.controls.table import NETWORK
from explainer.ui.language import say
from explainer.ui.page import formulas, heading, look
from explainer.ui.picture import current_picture
from explainer.ui.sections import answers, live_training, loss_curve, one_update
from explainer.ui.sections.bridges import ask
from explainer.ui.show_code import show_code
from explainer.ui.terms import explained

checkpoint, picture = load_checkpoint(st.session_state[NETWORK.key]), current_picture()

heading("how_it_learns")
asked = ask("how_it_learns")
stage = st.container()
t, seed, rate = one_update.rolled()
answer, pictures = cached.answer(checkpoint, picture, t, seed)
with stage:
    one_update.show(checkpoint, answer, pictures)
text, plot = one_update.told(checkpoint, answer)
found = cached.update(checkpoint, picture, t, seed, rate)
with text:
    st.markdown(one_update.moved(found))
with plot:
    one_update.rates(found)
asked.answer(answers.after_one_update, found)
asked.dared(one_update.moved, found)
look(explained("how_it_learns.look"))
loss_curve.section(checkpoint, picture, seed)

st.header(say("how_it_learns.live"), anchor=False)
st.markdown(explained("how_it_learns.live_lead"))
live_training.section(picture)
live_training.result()
st.page_link(page_of("networks").script, label=say("how_it_learns.ships"))
st.markdown(explained("how_it_learns.caption"))
formulas(*one_update.equations(checkpoint, found), note=explained("how_it_learns.formula_note"))
show_code("how_it_learns", *live_training.code())
