"""Add noise: x_t = √ᾱ_t·x0 + √(1−ᾱ_t)·ε as a picture equation, at any t."""

import streamlit as st

from explainer.core.noise import unit_noise
from explainer.core.pictures import to_pixels
from explainer.core.schedule import SCHEDULES, NoiseSchedule, make_schedule
from explainer.models.pipeline import picture_shape
from explainer.ui import controls
from explainer.ui.figures import CONFIG, schedule_plot
from explainer.ui.frames import Framed, Operator, row
from explainer.ui.page import formulas, heading, look
from explainer.ui.picture import current_picture
from explainer.ui.show_code import show_code
from explainer.ui.theme import tex
from explainer.ui.views.common import noised, number
from explainer.ui.words import say


def explanation(t: int, alpha_bar: float) -> str:
    """What to look for, in the numbers of this t."""
    if t == 0:
        half = say("add_noise.clean")
    else:
        snr = alpha_bar / (1 - alpha_bar)
        key = "more_signal" if snr > 1 else "more_noise"
        half = say(f"add_noise.{key}", snr=number(snr))
    signal, noise = alpha_bar**0.5, (1 - alpha_bar) ** 0.5
    return say("add_noise.look", t=t, signal=number(signal), noise=number(noise), half=half)


def equation_tex(t: int, signal: str, noise: str) -> tuple[str, str]:
    """The mixture in symbols, and with the numbers of this t."""
    x0, eps = tex("x0", "x_0"), tex("eps", r"\varepsilon")
    return (
        rf"{tex('xt', 'x_t')} = \sqrt{{\bar\alpha_t}}\,{x0} + \sqrt{{1-\bar\alpha_t}}\,{eps}",
        rf"{tex('xt', f'x_{{{t}}}')} = {tex('x0', signal)}\,{x0} + {tex('eps', noise)}\,{eps}",
    )


@st.fragment
def page() -> None:
    """A fragment: moving t redraws this page without the rest of the app."""
    stage = st.container()
    t = controls.T.draw()
    text, plots = st.columns([1, 1.2], gap="large")
    with plots:
        left, right = st.columns(2)
        with left:
            name = controls.SCHEDULE.draw()
        with right:
            seed = controls.SEED.draw()
    schedule = make_schedule(name)
    alpha_bar = float(schedule.alpha_bar[t])
    signal, noise = number(alpha_bar**0.5, 3), number((1 - alpha_bar) ** 0.5, 3)
    x0 = current_picture().for_network(picture_shape(st.session_state[controls.NETWORK.key]))
    x_t, eps = noised(x0, t, seed, schedule)
    with stage:
        equation: list[Framed | Operator] = [
            Framed(to_pixels(x0), say("add_noise.x0"), "x₀", "x0"),
            Operator("×", signal, "x0"),
            Operator("+"),
            Framed(to_pixels(eps / 3), say("add_noise.eps"), "ε", "eps"),
            Operator("×", noise, "eps"),
            Operator("="),
            Framed(to_pixels(x_t), f"{say('add_noise.xt')}, t = {t}", "xₜ", "xt", large=True),
        ]
        st.html(row(equation, "equation"))
    with text:
        look(explanation(t, alpha_bar))
    with plots:
        all_schedules = {key: make_schedule(key) for key in SCHEDULES}
        for measure, column in zip(("alpha_bar", "log_snr"), st.columns(2), strict=True):
            figure = schedule_plot(all_schedules, name, t, measure)
            column.plotly_chart(figure, config=CONFIG, alt=say(f"add_noise.plot_{measure}"))
    formulas(*equation_tex(t, signal, noise), note=say("add_noise.symbols"))
    st.caption(say("add_noise.eps_note"))
    show_code(NoiseSchedule.add_noise, NoiseSchedule.coefficients, SCHEDULES[name], unit_noise)


heading("add_noise")
page()
