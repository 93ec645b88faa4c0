"""Share: the link to a lesson, and the Gradio tabs."""

import streamlit as st

from explainer.tabs import functions
from explainer.ui.components.tabs_frame import tabs_frame
from explainer.ui.controls import table as controls
from explainer.ui.controls.own import own
from explainer.ui.language import say
from explainer.ui.links import show_link
from explainer.ui.page import heading
from explainer.ui.place import base, home
from explainer.ui.sections import answers
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.lesson_link import api_example, lesson_link
from explainer.ui.show_code import show_code

heading("share")
own_network = st.session_state[controls.NETWORK.key] in own()
ask("share").answer(answers.sent, "_upload" in st.session_state, own_network)

st.subheader(say("lesson.heading"), anchor=False)
st.markdown(say("lesson.lead"))
left, right = st.columns([1.4, 1], gap="large")
with left:
    link = lesson_link()
with right:
    show_link(link)
if st.toggle(say("lesson.preview"), key="_lesson_preview"):
    st.iframe(link, height=640, alt=say("lesson.preview_alt"))

st.subheader(say("share.tabs"), anchor=False)
st.markdown(say("share.tabs_lead", url=f"{home()}/gradio/"))
tabs_frame(f"{base()}/gradio/?__theme={st.context.theme.type}", say("share.tabs_alt"))
with st.expander(say("share.api"), icon=":material/terminal:"):
    st.code(api_example(), language="python")
st.caption(say("share.public"))
st.caption(say("share.framed"))
show_code("share", functions.make, functions.remove_noise, functions.watch, functions.watch_all)
