"""Spectral lens: which waves of a picture stand above the noise, and in which order a run makes them."""

import streamlit as st

from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.components.film_player import FilmPlayer
from explainer.ui.controls import table as controls
from explainer.ui.language import say
from explainer.ui.page import folded, formulas, heading, look, more, stage_and_controls
from explainer.ui.picture import current_picture
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import Run, from_noise
from explainer.ui.sections import answers_closer, spectral_lens, spectral_order
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.pixel_probe import pixel_probe
from explainer.ui.sections.prompt import prompt
from explainer.ui.show_code import show_code
from explainer.ui.terms import explained

checkpoint = load_checkpoint(st.session_state[controls.NETWORK.key])
card, schedule = checkpoint.card, checkpoint.schedule

heading("spectral_lens")
asked, stage = ask("spectral_lens"), st.container()
with st.container(key="bound_t"):  # hidden: the lens has the slider, this one has the address
    t = int(controls.T.draw())
text, side = st.columns([2, 1], gap="large")
with side:
    seed = int(controls.SEED.draw())
lens = spectral_lens.lens_of(checkpoint, current_picture(), seed, t)
with stage:
    spectral_lens.draw(lens, asked.is_guessed)
asked.answer(answers_closer.standing, lens)
asked.dared(spectral_lens.dared, lens)
with text:
    look(spectral_lens.explanation(lens))
formulas(*spectral_lens.equations(), note=explained("spectral_lens.symbols"))

st.subheader(say("spectral_lens.order"), anchor=False)
st.markdown(explained("spectral_lens.order_lead"))
film, beside = stage_and_controls()
with beside:
    words, buttons = prompt(card), st.container()
with more("spectral_lens"):
    steps, sampler, w = controls.STEPS.draw(), controls.SAMPLER.draw(), controls.W.draw()
settings = Settings(card.name, sampler, steps, w, words, spectral_order.seeds(seed))
walks = Walks("spectral_lens", [from_noise(settings)], "arrival", say("spectral_lens.button"))
with buttons:
    walks.buttons()
with film:
    player = FilmPlayer(st.container(), "_spectral_lens_film", spectral_order.TRACKS, probe=True)
    status = st.empty()


def paint(runs: list[Run], old: bool) -> None:
    """The run where it stands."""
    player.show(runs, old)
    walks.report(status, *runs, old=old)


runs = walks.run(paint)
with film:
    pixel_probe(player, walks, runs)
    spectral_order.show(runs, schedule)
    walks.take_away(runs)
with folded("spectral_lens.caution"):
    st.markdown(explained("spectral_lens.caution_text"))
st.caption(explained("spectral_lens.small", size=checkpoint.picture_shape[-1]))
show_code("spectral_lens")
