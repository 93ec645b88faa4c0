"""Noise, added back: why DDPM adds noise at every step, and what becomes of its pictures without."""

from functools import partial

import streamlit as st

from explainer.experiments.added_noise import ways
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.components.film_player import FilmPlayer
from explainer.ui.controls import table as controls
from explainer.ui.language import say
from explainer.ui.page import formulas, heading, look, more, stage_and_controls
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import Run, from_noise
from explainer.ui.sections import added_noise, answers, dares
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.pixel_probe import pixel_probe
from explainer.ui.sections.prompt import prompt
from explainer.ui.show_code import show_code
from explainer.ui.terms import explained

card = load_checkpoint(st.session_state[controls.NETWORK.key]).card

heading("added_noise")
asked = ask("added_noise")
stage, side = stage_and_controls()
with side:
    words, seed = prompt(card), controls.SEED.draw()
    buttons = st.container()
with more("added_noise"):
    steps = controls.STEPS.draw()

settings = ways(card.name, words, steps, seed)
planned = [from_noise(s, added_noise.FRAMES) for s in settings.values()]
walks = Walks("added_noise", planned, "arrival", say("added_noise.button"))
with buttons:
    walks.buttons()
with stage:
    standing: list[Run] = []  # what the lines under each way compare
    lines = partial(added_noise.lines, standing)
    player = FilmPlayer(st.container(), "_added_noise_film", added_noise.TRACKS, lines, probe=True)
    status = st.empty()


def paint(runs: list[Run], old: bool) -> None:
    """All three ways where they stand, and what their pictures have in common."""
    standing[:] = runs
    player.show(runs, old)
    walks.report(status, *runs, old=old)


runs = walks.run(paint)
asked.answer(answers.variety, added_noise.kept_variety(runs))
asked.dared(dares.still_shown, added_noise.kept_variety(runs))
look(added_noise.verdict(runs))
pixel_probe(player, walks, runs)
walks.take_away(runs, name=added_noise.way_name)
formulas(*added_noise.equations(), note=explained("added_noise.symbols"))
show_code("added_noise")
