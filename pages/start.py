"""Start: the whole idea in a minute."""

import streamlit as st

from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.controls.table import NETWORK
from explainer.ui.language import say
from explainer.ui.page import heading
from explainer.ui.picture import camera, crop_chooser, current_picture, samples, uploader
from explainer.ui.sections import answers
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.dissolving import bring_back, film, links_to_pages, story
from explainer.ui.show_code import show_code
from explainer.ui.tours_offered import offer

heading("start")
offer()
asked = ask("start")
checkpoint, picture = load_checkpoint(st.session_state[NETWORK.key]), current_picture()
stage, chooser = st.columns([1.15, 1], gap="large")
with stage:
    shown = film(checkpoint, picture)
with chooser:
    st.subheader(say("start.yours"), anchor=False)
    crop_chooser("start")
    samples("start")
    uploader("start")
    camera()
story(checkpoint)
links_to_pages(checkpoint)
show_code("start")
seen = (*bring_back(shown, checkpoint, picture), checkpoint.card.name)
asked.answer(answers.returned, *seen)
asked.dared(answers.brought_back, *seen)
