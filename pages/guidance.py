"""Guidance: what the words change in every call of a run, and what w makes of it."""

import streamlit as st

from explainer.experiments.guidance import STEPS, begun
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui import cached_guidance as cached
from explainer.ui.controls import table as controls
from explainer.ui.page import formulas, heading, look, stage_and_controls
from explainer.ui.sections import answers, guidance, guidance_limits, guidance_step, guidance_strip
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.prompt import prompt
from explainer.ui.show_code import show_code
from explainer.ui.terms import explained

card = load_checkpoint(st.session_state[controls.NETWORK.key]).card

heading("guidance")
asked = ask("guidance")
stage, side = stage_and_controls()
with side:
    words, seed = prompt(card), controls.SEED.draw()
    w, step = controls.W.draw(), controls.OPEN_STEP.draw()
settings = begun(card.name, words, seed, w)
halves = cached.opened(settings)
if halves:
    with stage:
        strip, chosen = st.container(), halves[step - 1]
        st.subheader(guidance_step.where(chosen, STEPS), anchor=False)
        pictures = cached.pictures(settings, chosen)
        guidance_step.show(chosen, pictures, card.latent is not None)
    with strip:  # takes longest
        st.markdown(guidance_strip.lead(card.name))
        found = guidance_strip.strip(settings)
    asked.answer(answers.strong_guidance, found)
    asked.dared(guidance_step.sentence, chosen, pictures)
    guidance_strip.many(settings)
    guidance_limits.interval(settings, chosen)
    guidance_limits.not_this(settings)
    look(explained("guidance.look"))
else:
    with stage:
        st.info(explained("guidance.no_words"))
formulas(*guidance.equations(w), note=guidance.note(w, card.latent is not None))
show_code("guidance")
