"""Add noise: what to look for at this t, the equation, and the jump beside the walk."""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from explainer.core.noise import walk_into_noise
from explainer.core.schedule import NoiseSchedule
from explainer.experiments.claims import shapes_left, shapes_of
from explainer.experiments.noising import Spectra, noise_statistics
from explainer.media.pictures import to_pixels
from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.drawing.figures import CONFIG, schedule_plot, spectrum_plot
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import in_formula, number, whole
from explainer.ui.drawing.theme import tex
from explainer.ui.language import say
from explainer.ui.stating import numbers_of
from explainer.ui.terms import explained


def take_t(component: str) -> None:
    """A canvas with a slider of its own was let go: its t becomes the page's, and the link's."""
    if not lesson.holds(controls.T.key):
        controls.T.take(int(st.session_state[component].t))


def least_noise() -> int:
    """The slider of t where a network is asked: it has learned from t = 1 on, which is shown at 0, too, and said."""
    t = int(controls.T.draw())
    if t == 0:
        st.caption(say("look.least_noise"))
    return max(1, t)


def explanation(x0: Tensor, t: int, alpha_bar: float) -> str:
    """What to look for, in the numbers of this t and this picture."""
    left = shapes_left(shapes_of(x0), alpha_bar)
    half = explained(f"add_noise.{left.name}", **numbers_of(left, 0))
    return explained("add_noise.look", t=t, half=half, **mixture(alpha_bar))


def mixture(alpha_bar: float) -> dict[str, str]:
    """Both factors, as the canvas has them, and what they are squared, in percent: 100 together, rounded or not."""
    share = round(100 * alpha_bar)
    signal, noise = alpha_bar**0.5, (1 - alpha_bar) ** 0.5
    factors = {"signal": number(signal, 3), "noise": number(noise, 3)}
    return {**factors, "kept": number(share, 0), "covered": number(100 - share, 0)}


def equation_tex(t: int, alpha_bar: float) -> tuple[str, str]:
    """The mixture in symbols, and with the numbers of this t."""
    signal, noise = in_formula(alpha_bar**0.5), in_formula((1 - alpha_bar) ** 0.5)
    x0, eps = tex("x0", "x_0"), tex("eps", r"\varepsilon")
    return (
        rf"{tex('xt', 'x_t')} = \sqrt{{\bar\alpha_t}}\,{x0} + \sqrt{{1-\bar\alpha_t}}\,{eps}",
        rf"{tex('xt', f'x_{{{t}}}')} = {tex('x0', signal)}\,{x0} + {tex('eps', noise)}\,{eps}",
    )


def plots_for_the_curious(
    schedules: dict[str, NoiseSchedule], chosen: str, t: int, spectra: Spectra
) -> None:
    """How strong signal and noise are over t, and how strong each kind of detail is at this t."""
    left, right = st.columns(2)
    with left:
        figure = schedule_plot(schedules, chosen, t)
        st.plotly_chart(figure, config=CONFIG, alt=say("add_noise.plot_log_snr"))
        st.caption(explained("add_noise.log_snr"))
    with right:
        st.plotly_chart(spectrum_plot(spectra), config=CONFIG, alt=say("add_noise.plot_spectrum"))
        st.caption(explained("add_noise.spectrum"))


def jump_or_walk(x0: Tensor, t: int, schedule: NoiseSchedule, x_t: Tensor, seed: int) -> None:
    """A switch that sets t small steps beside one jump: other noise, same distribution."""
    if not st.toggle(say("add_noise.walk_too"), key="_walk_too"):
        return
    if t == 0:  # no noise to measure
        st.caption(say("add_noise.walk_none"))
        return
    walked = walk_into_noise(schedule, x0[None], t, [seed])[0]
    steps = say("add_noise.step_one") if t == 1 else say("add_noise.steps", n=t)
    both = ((say("add_noise.jump"), x_t), (steps, walked))
    st.html(row([_noisy(x, name, x0, t, schedule) for name, x in both], "two"))
    st.caption(explained("add_noise.walk_note", n=whole(x0.numel())))


def _noisy(x: Tensor, name: str, x0: Tensor, t: int, schedule: NoiseSchedule) -> Framed:
    """x_t with the mean and the deviation of the noise in it."""
    mean, deviation = noise_statistics(x0, t, schedule, x)
    numbers = (
        say("add_noise.mean", value=number(mean)),
        say("add_noise.deviation", value=number(deviation)),
    )
    return Framed(to_pixels(x), name, "xₜ", "xt", numbers)
