"""Start: the whole idea in a minute."""

import streamlit as st

from explainer.core.denoiser import NetworkDenoiser, predict
from explainer.core.samplers import ddim_step, walk
from explainer.core.schedule import NoiseSchedule
from explainer.experiments.sampling import picture_shape
from explainer.ui.controls.table import NETWORK
from explainer.ui.drawing.frames import row
from explainer.ui.language import say
from explainer.ui.page import heading, sample_chooser
from explainer.ui.picture import camera, current_picture, uploader
from explainer.ui.show_code import show_code
from explainer.ui.views.start import DISSOLVE_TO, dissolve, links_to_pages

heading("start")
network = st.session_state[NETWORK.key]
picture = current_picture()
there, back = dissolve(network, picture)

st.markdown(f"**{say('start.out')}**")
st.html(row(there, "strip"))
st.markdown(f"**{say('start.back')}**")
st.html(row(back, "strip"))
size = picture_shape(network)[1]
st.caption(say("start.honest", size=size, t=DISSOLVE_TO))

links_to_pages(network)

st.subheader(say("start.yours"), anchor=False)
left, right = st.columns([2, 3], gap="large")
with left:
    uploader("start")
    camera()
with right:
    sample_chooser()
show_code(NoiseSchedule.add_noise, NetworkDenoiser, predict, ddim_step, walk)
