"""Add noise: x_t = √ᾱ_t·x0 + √(1−ᾱ_t)·ε as a picture equation, at any t."""

import math

import streamlit as st
from torch import Tensor

from explainer.core.noise import noised, unit_noise, walk_into_noise
from explainer.core.schedule import SCHEDULES, NoiseSchedule, make_schedule
from explainer.experiments.sampling import picture_shape
from explainer.ui.components.noise_canvas import noise_canvas
from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.drawing.figures import CONFIG, schedule_plot
from explainer.ui.drawing.frames import row
from explainer.ui.drawing.theme import tex
from explainer.ui.language import say
from explainer.ui.page import formulas, heading, look
from explainer.ui.picture import current_picture
from explainer.ui.show_code import show_code
from explainer.ui.views.add_noise import jump_and_walk
from explainer.ui.views.common import number


def explanation(t: int, alpha_bar: float) -> str:
    """What to look for, in the numbers of this t."""
    if t == 0:
        half = say("add_noise.clean")
    else:
        decibels = 10 * math.log10(alpha_bar / (1 - alpha_bar))
        key = "more_signal" if decibels > 0 else "more_noise" if decibels > -12 else "no_signal"
        half = say(f"add_noise.{key}", snr=number(decibels, 1))
    signal, noise = alpha_bar**0.5, (1 - alpha_bar) ** 0.5
    return say("add_noise.look", t=t, signal=number(signal), noise=number(noise), half=half)


def equation_tex(t: int, alpha_bar: float) -> tuple[str, str]:
    """The mixture in symbols, and with the numbers of this t."""
    signal, noise = number(alpha_bar**0.5, 3), number((1 - alpha_bar) ** 0.5, 3)
    x0, eps = tex("x0", "x_0"), tex("eps", r"\varepsilon")
    return (
        rf"{tex('xt', 'x_t')} = \sqrt{{\bar\alpha_t}}\,{x0} + \sqrt{{1-\bar\alpha_t}}\,{eps}",
        rf"{tex('xt', f'x_{{{t}}}')} = {tex('x0', signal)}\,{x0} + {tex('eps', noise)}\,{eps}",
    )


def take_t() -> None:
    """The canvas was let go: its t becomes the page's, and the link's."""
    if not lesson.holds(controls.T.key):
        st.session_state[controls.T.key] = int(st.session_state["_canvas"].t)


def jump_or_walk(x0: Tensor, t: int, schedule: NoiseSchedule, x_t: Tensor, seed: int) -> None:
    """One jump beside t small steps: other noise, same distribution."""
    if st.toggle(say("add_noise.walk_too"), key="_walk_too"):
        walked = walk_into_noise(schedule, x0[None], t, [seed])[0]
        st.html(row(jump_and_walk(x0, t, schedule, x_t, walked), "pair"))
        st.caption(say("add_noise.walk_note"))


@st.fragment
def page() -> None:
    """A fragment: moving t redraws this page without the rest of the app."""
    stage = st.container()
    with st.container(key="bound_t"):  # hidden: the canvas has the slider, this one has the address
        t = controls.T.draw()
    text, plots = st.columns([1, 1.2], gap="large")
    with plots:
        left, right = st.columns(2)
        with left:
            name = controls.SCHEDULE.draw()
        with right:
            seed = controls.SEED.draw()
    schedules = {key: make_schedule(key) for key in SCHEDULES}
    alpha_bar = float(schedules[name].alpha_bar[t])
    x0 = current_picture().for_network(picture_shape(st.session_state[controls.NETWORK.key]))
    x_t, eps = noised(x0, t, seed, schedules[name])
    with stage:
        held = lesson.holds(controls.T.key)
        noise_canvas(x0, eps, t, schedules, name, take_t, "_canvas", held)
    with text:
        look(explanation(t, alpha_bar))
        jump_or_walk(x0, t, schedules[name], x_t, seed)
    with plots:
        figure = schedule_plot(schedules, name, t)
        st.plotly_chart(figure, config=CONFIG, alt=say("add_noise.plot_log_snr"))
    formulas(*equation_tex(t, alpha_bar), note=say("add_noise.symbols"))
    show_code(NoiseSchedule.add_noise, NoiseSchedule.coefficients, SCHEDULES[name], unit_noise)


heading("add_noise")
page()
