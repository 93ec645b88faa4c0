"""The tours that can be taken, as a line of buttons."""

from __future__ import annotations

import streamlit as st

from explainer.tours import tours
from explainer.ui.language import say
from explainer.ui.touring import begin


def offer() -> None:
    """One button for each, with its minutes."""
    with st.container(key="tours", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(say("tour.offer"), width="content")
        for tour in tours():
            label = say("tour.begin", name=say(f"{tour.section}.name"), n=tour.minutes)
            key, icon = f"_tour_begin_{tour.name}", ":material/tour:"
            st.button(label, key=key, icon=icon, type="tertiary", on_click=begin, args=(tour.name,))
