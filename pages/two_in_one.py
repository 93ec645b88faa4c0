"""Two in one: a picture of two words, which of them depends on how it is held or from where it is seen."""

import streamlit as st

from explainer.experiments.two_in_one import HYBRID, kind_of, wanted
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.components.film_player import FilmPlayer
from explainer.ui.controls import table as controls
from explainer.ui.language import say
from explainer.ui.page import folded, formulas, heading, look, more, stage_and_controls
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import Run
from explainer.ui.sections import two_in_one, two_limits, two_step
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.pixel_probe import pixel_probe
from explainer.ui.show_code import show_code
from explainer.ui.terms import explained

card = load_checkpoint(st.session_state[controls.NETWORK.key]).card

heading("two_in_one")
asked = ask("two_in_one")
stage, side = stage_and_controls()
with side:
    trial = two_in_one.chosen()
    buttons = st.container()
    two_in_one.trials(card.name, trial)
    seed = int(controls.SEED.draw())
with more("two_in_one"):
    kind = kind_of(trial.way)
    w, sigma = controls.W.draw(), controls.BLUR.draw(disabled=trial.way != HYBRID)


def story() -> None:
    """The picture that turns, its film, and one step of it opened up."""
    asked_for = wanted(card.name, trial, w, seed, sigma)
    plan = two_in_one.planned(asked_for)
    walks = Walks("two_in_one", [plan], "arrival", say("two_in_one.button"))
    with buttons:
        walks.buttons()
    with stage:
        picture, score = st.empty(), st.empty()
        status, files = st.empty(), st.container()
    with folded("two_in_one.film"):  # its last pictures are those to choose from
        film = FilmPlayer(st.container(), "_two_in_one_film", two_in_one.TRACKS, probe=True)
        read = st.container()

    def paint(runs: list[Run], old: bool) -> None:
        two_in_one.show(picture, runs[0], walks.why_old(old))
        film.show(runs, old)
        walks.report(status, *runs)

    runs = walks.run(paint)
    with read:
        pixel_probe(film, walks, runs)
    if runs and runs[0].film.done:
        made = two_in_one.of(runs[0])
        score.markdown(two_in_one.score(runs[0]))
        with files:
            walks.take_away(runs, two_in_one.source, two_in_one.about(made))
        two_step.show(made, made.settings.seeds[two_in_one.picked(runs[0])])
    asked.answer(two_in_one.answer, runs)
    asked.dared(two_in_one.sentence_of, runs)
    look(explained(f"two_in_one.look_{kind}"))
    two_limits.alone(asked_for, [] if walks.changed(runs) else runs)


if card.vocabulary:
    story()
else:
    with stage:
        st.info(explained("two_in_one.no_words"))
two_limits.latents(trial.way)
formulas(*two_step.equations(trial.way), note=explained("two_in_one.symbols"))
show_code("two_in_one")
