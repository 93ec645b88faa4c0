"""The networks: what each learned from, how well it does, and what it cannot do."""

import streamlit as st

from explainer.networks.checkpoints import Checkpoint, load_checkpoint
from explainer.ui.components.learning import learning_slider
from explainer.ui.controls.table import NETWORK
from explainer.ui.drawing.figures import CONFIG, loss_plot
from explainer.ui.drawing.frames import row
from explainer.ui.language import say, say_card
from explainer.ui.page import heading
from explainer.ui.presenter import presenting
from explainer.ui.sections import answers, dares, network_card, network_figures
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.network_drawing import drawing
from explainer.ui.sections.why_v import why_v
from explainer.ui.show_code import show_code
from explainer.ui.terms import explained


def made_of(checkpoint: Checkpoint) -> None:
    """What the network is, and where its training pictures came from."""
    left, right = st.columns([1, 1.4], gap="large")
    with left:
        st.table(network_card.facts(checkpoint), border="horizontal")
    with right:
        st.markdown(f"**{say('networks.data')}**")
        st.table(network_card.credits(checkpoint), border="horizontal")
    if checkpoint.card.prediction == "v":
        st.markdown(why_v(checkpoint.schedule))


def measured() -> None:
    """Every figure of the card, what it means, and how it was measured."""
    for figure in network_figures.figures(card.metrics):
        st.markdown(figure.lead)
        if figure.rows:
            st.table(figure.rows, border="horizontal")
        for note in filter(None, figure.notes):
            st.caption(note)
    if loss := card.metrics.get("loss"):
        st.markdown(explained("networks.loss_over_t"))
        plot = loss_plot(loss["t"], loss["train"], loss["test"])
        st.plotly_chart(plot, config=CONFIG, alt=say("networks.loss_alt"))


heading("networks")
checkpoint = load_checkpoint(st.session_state[NETWORK.key])
card = checkpoint.card
asked = ask("networks")
asked.answer(answers.price_of_guidance, card)
asked.dared(dares.cannot, card)

st.subheader(say_card(card.title), anchor=False)
if not presenting():  # whoever presents has no side
    st.markdown(say("networks.choose"))
drawing(card)
if moments := network_card.learning(card):
    st.subheader(say("networks.learned"), anchor=False)
    st.markdown(network_card.learned(card))
    learning_slider(network_card.words_of(card, len(moments[0].pictures)), moments, "_learning")
if drawn := network_card.samples(card):
    st.subheader(say("networks.draws"), anchor=False)
    st.html(row(drawn[: network_card.FEW], "columns"))
    st.caption(network_card.samples_note(card))
    if len(drawn) > network_card.FEW:
        with st.expander(say("networks.all_samples", n=len(drawn))):
            st.html(row(drawn, "columns"))
st.markdown(f"**{say('networks.limits')}** {say_card(card.limits)}")
if words := network_card.known_words(card):
    with st.expander(say("networks.words", n=len(card.vocabulary))):
        st.markdown(words)
with st.expander(say("networks.facts")):
    made_of(checkpoint)
if card.metrics:
    with st.expander(say("networks.measured")):
        measured()
show_code("networks")
