"""Two dimensions: diffusion where one can see everything, points in a plane."""

import streamlit as st

from explainer.core.schedule import make_schedule
from explainer.experiments.plane import POINTS
from explainer.ui import touring
from explainer.ui.components.plane import plane
from explainer.ui.contents import page_of
from explainer.ui.controls import table as controls
from explainer.ui.links import show_address
from explainer.ui.page import formulas, heading, look, more, telling_errors
from explainer.ui.sections import answers
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.plane import KEY, LANDED, OWN, equations, landed, take
from explainer.ui.show_code import show_code
from explainer.ui.terms import explained


@st.fragment
@telling_errors()
def page() -> None:
    """A fragment: what is set on the plane redraws this page without the rest of the app."""
    asked, stage = ask("two_dimensions"), st.container()
    with st.container(key="bound_t"):  # hidden: the plane has controls, these have the address
        values = {control: control.draw() for control in OWN}
    with more("two_dimensions"):
        schedule, seed = make_schedule(controls.SCHEDULE.draw()), controls.SEED.draw()
    wanted = asked.is_guessed or asked.is_dared
    with stage:
        plane(KEY, schedule, seed, values, wanted, take, _again)
    asked.answer(answers.where_it_ends, landed())
    asked.dared(answers.after_few_steps, landed(), values[controls.STEPS])
    look(explained("two_dimensions.look"))
    st.caption(explained("two_dimensions.fair", n=POINTS))
    formulas(*equations(), note=explained("two_dimensions.symbols"))
    show_code("two_dimensions")
    show_address(page_of("two_dimensions"), "fragment")
    touring.settle("fragment")
    if st.session_state.pop(LANDED, False) and asked.is_dared:
        st.rerun()  # what came of the dare stands at the page's end, outside of this


def _again() -> None:
    """The plane has said where samples land: the page is drawn anew with it."""
    st.session_state[LANDED] = True


heading("two_dimensions")
page()
