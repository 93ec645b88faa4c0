"""The networks: what each learned from, how well it does, and what it cannot do."""

import streamlit as st

from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.controls.table import NETWORK
from explainer.ui.drawing.figures import CONFIG, loss_plot
from explainer.ui.drawing.frames import row
from explainer.ui.language import say, say_card
from explainer.ui.page import heading
from explainer.ui.sections import answers
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.network_card import (
    credits,
    denoising_tables,
    facts,
    few_or_many,
    known_words,
    learning,
    named_right,
    published,
    samples,
    sweep_tables,
)
from explainer.ui.show_code import show_code

heading("networks")
checkpoint = load_checkpoint(st.session_state[NETWORK.key])
card = checkpoint.card
ask("networks").answer(answers.price_of_guidance, card)

st.subheader(say_card(card.title), anchor=False)
st.markdown(say("networks.choose"))
if drawn := samples(card):
    st.html(row(drawn, "columns"))
    st.caption(say("networks.samples"))
if words := known_words(card):
    with st.expander(say("networks.words", n=len(card.vocabulary))):
        st.markdown(words)

if snapshots := learning(card):
    st.subheader(say("networks.learned"), anchor=False)
    st.markdown(say("networks.learned_lead", words=", ".join(card.shown) or "–"))
    st.html(row(snapshots, "learned"))

left, right = st.columns([1, 1.4], gap="large")
with left:
    st.markdown(f"**{say('networks.facts')}**")
    st.table(facts(checkpoint), border="horizontal")
with right:
    st.markdown(f"**{say('networks.limits')}**")
    st.markdown(say_card(card.limits))
    st.markdown(f"**{say('networks.data')}**")
    st.table(credits(checkpoint), border="horizontal")

st.subheader(say("networks.measured"), anchor=False)
if named := named_right(card.metrics):
    st.markdown(named)
for table in (*denoising_tables(card.metrics), *sweep_tables(card.metrics)):
    st.markdown(table.lead)
    st.table(table.rows, border="horizontal")
    st.caption(table.protocol)
sentences, protocol = few_or_many(card.metrics)
for sentence in sentences:
    st.markdown(sentence)
if protocol:
    st.caption(protocol)
if as_published := published(card.metrics):
    st.markdown(as_published)
if loss := card.metrics.get("loss"):
    st.markdown(say("networks.loss_over_t"))
    figure = loss_plot(loss["t"], loss["train"], loss["test"])
    st.plotly_chart(figure, config=CONFIG, alt=say("networks.loss_alt"))
show_code("networks")
