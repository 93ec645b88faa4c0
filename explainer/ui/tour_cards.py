"""Teach: each tour as a card that begins it or gives its link away."""

from __future__ import annotations

import streamlit as st

from explainer.tours import Tour, tours
from explainer.ui.controls.table import LANG
from explainer.ui.controls.tour import Place
from explainer.ui.language import language, say
from explainer.ui.links import address, show_link
from explainer.ui.sections.lesson_plan import plan_name
from explainer.ui.touring import begin


def tour_cards() -> None:
    """Side by side, in the order of their length."""
    for tour, place in zip(tours(), st.columns(len(tours()), gap="medium"), strict=True):
        with place, st.container(border=True, height="stretch"):
            _card(tour)


def _card(tour: Tour) -> None:
    with st.container(height="stretch"):  # so that all buttons stand in one row
        st.markdown(f"**{plan_name(tour.name)}**")
        st.caption(say("teach.minutes", n=tour.minutes, steps=len(tour.steps)))
        st.markdown(say(f"plan_{tour.name}.for_whom"))
    with st.container(horizontal=True, key=f"tour_card_{tour.name}"):
        key, icon = f"_teach_begin_{tour.name}", ":material/play_arrow:"
        st.button(say("teach.begin"), key=key, icon=icon, on_click=begin, args=(tour.name,))
        with st.popover(say("teach.link"), icon=":material/link:"):
            st.caption(say("teach.link_lead"))
            show_link(tour_link(tour))


def tour_link(tour: Tour) -> str:
    """Whoever opens it begins the tour, in the language of the page."""
    return address("", {**Place(tour.name, 1).texts(), LANG.key: [language()]})
