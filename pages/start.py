"""Start: the whole idea in a minute."""

import streamlit as st

from explainer.experiments.dissolve import TO
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.controls.table import NETWORK
from explainer.ui.drawing.frames import row
from explainer.ui.language import say
from explainer.ui.page import heading, sample_chooser
from explainer.ui.picture import camera, current_picture, uploader
from explainer.ui.sections import answers
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.dissolving import links_to_pages, strips
from explainer.ui.show_code import show_code

heading("start")
asked = ask("start")
checkpoint = load_checkpoint(st.session_state[NETWORK.key])
there, back = strips(checkpoint, current_picture())

st.markdown(f"**{say('start.out')}**")
st.html(row(there, "strip"))
st.markdown(f"**{say('start.back')}**")
st.html(row(back, "strip"))
asked.answer(answers.returned, there[0].pixels, back[-1].pixels)
st.caption(say("start.honest", size=checkpoint.picture_shape[1], t=TO))

links_to_pages(checkpoint)

st.subheader(say("start.yours"), anchor=False)
left, right = st.columns([2, 3], gap="large")
with left:
    uploader("start")
    camera()
with right:
    sample_chooser()
show_code("start")
