"""What the page on mistakes shows again and again, computed once. The underscore keeps films out of a key."""

from __future__ import annotations

import streamlit as st

from explainer.experiments import harm
from explainer.experiments.harm import Measures
from explainer.media.film import Film
from explainer.ui.runs import Run


def measured(run: Run, right: Run) -> Measures:
    """`harm.measured` for two finished runs, the second of which is right."""
    return _measured(run.id, right.id, run.settings.network, run.film, right.film)


@st.cache_data(max_entries=256, show_spinner=False)
def _measured(run: str, right: str, network: str, _film: Film, _right: Film) -> Measures:
    return harm.measured(_film, _right, network)


CACHES = (_measured,)
