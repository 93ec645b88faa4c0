"""How many steps? Two walks from the same noise, taking turns."""

from functools import partial

import streamlit as st

from explainer.core.noise import BrownianNoise
from explainer.core.samplers import SAMPLERS, walk
from explainer.core.schedule import NoiseSchedule
from explainer.models.checkpoints import load_checkpoint
from explainer.models.pipeline import Settings, generate, picture_shape
from explainer.ui import controls
from explainer.ui.frames import row
from explainer.ui.page import heading, look, run_buttons, stage_and_controls
from explainer.ui.running import Part, Run, kept, play
from explainer.ui.show_code import show_code
from explainer.ui.views.how_many_steps import distance_verdict, side_by_side
from explainer.ui.words import say

network = st.session_state[controls.NETWORK.key]
vocabulary = load_checkpoint(network).card.vocabulary

heading("how_many_steps")
stage, side = stage_and_controls()
with side:
    steps = controls.STEPS_A.draw(), controls.STEPS_B.draw()
    words, seed = controls.WORDS.draw(vocabulary), controls.SEED.draw()
    go = run_buttons("how_many_steps")
    with st.expander(say("generate.more")):
        w, sampler = controls.W.draw(), controls.SAMPLER.draw()

both = [Settings(network, sampler, n, w, words, (seed,)) for n in steps]
with stage:
    pictures, verdict = st.empty(), st.empty()


def paint(runs: list[Run]) -> None:
    """Both pictures with their counters; the difference once both are there."""
    old = [r.settings for r in runs] != both
    pictures.html(row(side_by_side(runs, picture_shape(network), old), "pair"))
    verdict.markdown(distance_verdict(runs, picture_shape(network), old))


runs = kept("_how_many_steps")
if go or not runs:
    parts = [Part(s, partial(generate, s)) for s in both]
    runs = play("_how_many_steps", parts, paint)
else:
    paint(runs)
look(say("how_many_steps.look"))
show_code(NoiseSchedule.timesteps, SAMPLERS[sampler], walk, BrownianNoise)
