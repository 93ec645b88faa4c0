"""Start: the whole idea in a minute."""

import streamlit as st

from explainer.core.denoiser import NetworkDenoiser, predict
from explainer.core.samplers import ddim_step, walk
from explainer.core.schedule import NoiseSchedule
from explainer.models.pipeline import picture_shape
from explainer.ui.controls import NETWORK
from explainer.ui.frames import row
from explainer.ui.page import heading, page_file, sample_chooser
from explainer.ui.picture import camera, current_picture, uploader
from explainer.ui.show_code import show_code
from explainer.ui.views.start import DISSOLVE_TO, dissolve, pictures_seen
from explainer.ui.words import say

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

left, right = st.columns([3, 2], gap="large")
with left:
    st.markdown(say("start.text", pictures=pictures_seen(network)))
with right:
    uploader("start")
    camera()
    st.markdown(f"**{say('start.next')}**")
    for name in ("add_noise", "remove_noise", "generate", "how_many_steps"):
        st.page_link(page_file(name), label=say(f"{name}.title"))
sample_chooser()
show_code(NoiseSchedule.add_noise, NetworkDenoiser, predict, ddim_step, walk)
