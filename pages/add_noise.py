"""Add noise: x_t = √ᾱ_t·x0 + √(1−ᾱ_t)·ε as a picture equation, at any t."""

from functools import partial

import streamlit as st

from explainer.core.noise import noised
from explainer.core.schedule import SCHEDULES, make_schedule
from explainer.experiments.noising import spectra
from explainer.experiments.sampling import picture_shape
from explainer.ui import touring
from explainer.ui.components.noise_canvas import noise_canvas
from explainer.ui.contents import page_of
from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.links import show_address
from explainer.ui.page import curious, formulas, heading, look, telling_errors
from explainer.ui.picture import current_picture
from explainer.ui.sections import answers
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.noising import (
    equation_tex,
    explanation,
    jump_or_walk,
    plots_for_the_curious,
    take_t,
)
from explainer.ui.show_code import show_code
from explainer.ui.terms import explained


@st.fragment
@telling_errors()
def page() -> None:
    """A fragment: moving t redraws this page without the rest of the app."""
    asked, stage = ask("add_noise"), st.container()
    with st.container(key="bound_t"):  # hidden: the canvas has the slider, this one has the address
        t = controls.T.draw()
    text, side = st.columns([2, 1], gap="large")
    with side:
        name, seed = controls.SCHEDULE.draw(), controls.SEED.draw()
    schedules = {key: make_schedule(key) for key in SCHEDULES}
    alpha_bar = float(schedules[name].alpha_bar[t])
    x0 = current_picture().for_network(picture_shape(st.session_state[controls.NETWORK.key]))
    x_t, eps = noised(x0, t, seed, schedules[name])
    with stage:
        held, let_go = lesson.holds(controls.T.key), partial(take_t, "_canvas")
        noise_canvas(x0, eps, t, schedules, name, let_go, "_canvas", held)
    asked.answer(answers.recognised, t, alpha_bar)
    asked.dared(answers.left_of_it, name, t, alpha_bar)
    with text:
        look(explanation(x0, t, alpha_bar))
        jump_or_walk(x0, t, schedules[name], x_t, seed)
    with curious():
        plots_for_the_curious(schedules, name, t, spectra(x0, x_t, alpha_bar))
    formulas(*equation_tex(t, alpha_bar), note=explained("add_noise.symbols"))
    show_code("add_noise")
    show_address(page_of("add_noise"), "fragment")
    touring.settle("fragment")


heading("add_noise")
page()
