"""Glossary: every term of the pages in one sentence."""

import streamlit as st

from explainer.ui.language import say
from explainer.ui.page import heading
from explainer.ui.sections.glossary import terms_and_meanings

heading("glossary")
st.html(terms_and_meanings())
st.caption(say("glossary.print"))
