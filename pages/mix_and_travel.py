"""Mix and travel: what lies between two words, between a picture and its noise, between two noises."""

import streamlit as st

from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.controls import table as controls
from explainer.ui.language import say
from explainer.ui.page import formulas, heading, look, more, stage_and_controls
from explainer.ui.picture import current_picture
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import Run
from explainer.ui.sections import mix_formulas, mix_words, there_and_back, travel
from explainer.ui.sections.bridges import ask
from explainer.ui.show_code import show_code
from explainer.ui.terms import explained

checkpoint = load_checkpoint(st.session_state[controls.NETWORK.key])
card = checkpoint.card

heading("mix_and_travel")
asked = ask("mix_and_travel")
stage, side = stage_and_controls()
with side:
    ends = mix_words.Ends(controls.FIRST.draw(), controls.SECOND.draw())
    buttons, seed = st.container(), int(controls.SEED.draw())
with more("mix_and_travel"):
    w = controls.W.draw()


def words() -> None:
    """One noise, told ever more of the second word."""
    plan = mix_words.planned(card.name, ends, w, seed)
    walks = Walks("mix_and_travel", [plan], "arrival", say("mix_and_travel.button"))
    with buttons:
        walks.buttons()
    with stage:
        large, said, strip, status = st.empty(), st.empty(), st.empty(), st.empty()

    def paint(runs: list[Run], old: bool) -> None:
        mix_words.show(large, strip, runs[0], old)
        walks.report_all(status, *runs, old=old)

    runs = walks.run(paint)
    said.markdown(mix_words.sentence(runs))
    asked.answer(mix_words.answer, runs)
    with stage:
        walks.take_away(runs, mix_words.source, mix_words.of(runs[0]) if runs else ())


if card.vocabulary:
    words()
else:
    with stage:
        st.info(explained("mix_and_travel.no_words"))
picture = current_picture()
st.subheader(say("mix_and_travel.trip"), anchor=False)
found = there_and_back.show(checkpoint, picture, seed)
asked.dared(there_and_back.sentence, found)
there_and_back.all_steps(checkpoint, picture)
st.subheader(say("mix_and_travel.travel"), anchor=False)
travel.show(checkpoint, picture, seed)
look(explained("mix_and_travel.look"))
formulas(*mix_formulas.equations(), note=explained("mix_and_travel.symbols"))
show_code("mix_and_travel")
