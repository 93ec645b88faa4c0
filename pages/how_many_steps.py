"""How many steps? Two walks from the same noise, a ladder of them, and a blind test."""

import streamlit as st

from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.components.film_player import TWO_RUNS, FilmPlayer
from explainer.ui.controls import table as controls
from explainer.ui.drawing.film_strip import film_strip
from explainer.ui.language import say
from explainer.ui.page import curious, folded, heading, look, more, stage_and_controls
from explainer.ui.playing.on_device import DeviceRun, device_switch
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import Run, from_noise
from explainer.ui.sections import answers, dares, pair
from explainer.ui.sections.blind_test import blind_test
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.ladder import ladder
from explainer.ui.sections.network_tiles import network_tiles
from explainer.ui.sections.pixel_probe import pixel_probe
from explainer.ui.sections.prompt import prompt
from explainer.ui.show_code import show_code

checkpoint = load_checkpoint(st.session_state[controls.NETWORK.key])
card, shape = checkpoint.card, checkpoint.picture_shape

heading("how_many_steps")
asked = ask("how_many_steps")
network_tiles()
stage, side = stage_and_controls()
with side:
    words = prompt(card)
    steps = controls.STEPS_A.draw(), controls.STEPS_B.draw()
    buttons = st.container()
    st.container().caption(pair.only_first(words))  # under the button, which is to be in sight
    seed = controls.SEED.draw()
with more("how_many_steps"):
    w, sampler = controls.W.draw(), controls.SAMPLER.draw()
    shared = controls.SHARED_PATH.draw()
    on_device = device_switch(card.name, sampler)

both = [Settings(card.name, sampler, n, w, words, (seed,), shared_path=shared) for n in steps]
planned = [from_noise(settings) for settings in both]
walks = Walks("how_many_steps", planned, "arrival", say("how_many_steps.button"))
with buttons:
    walks.buttons(on_device)
with stage:
    player = FilmPlayer(st.container(), "_pair_film", TWO_RUNS, pair.cost_of, probe=True)
    verdict = st.empty()
below = st.container()


def paint(runs: list[Run], old: bool) -> None:
    """Both pictures with their counters."""
    player.show(runs, old)
    verdict.markdown(f"{pair.distance_verdict(runs)} {walks.why_old(old)}")


device = DeviceRun(player, pair.counting, pair.planned_verdicts)
with stage:
    runs = walks.run(paint, device if on_device else None)
asked.answer(answers.likeness, runs)
done, old = all(run.film.done for run in runs), walks.changed(runs)
asked.dared(dares.stayed, runs, old)
with stage:
    pixel_probe(player, walks, runs)
    walks.take_away(runs)
with below:
    look(pair.two_answers(both[0], [] if old else runs))
if runs:
    if done:
        with folded("how_many_steps.over"):
            pair.compare(runs, shape, old)
    with folded("film.heading"):
        film_strip([run.film for run in runs], old)
with folded("how_many_steps.ladder"):
    ladder(both[0], shape)
if steps[0] != steps[1]:
    with folded("blind.title"):
        blind_test(*sorted(both, key=lambda s: s.steps))
if runs and done:
    with curious():
        pair.measured(runs)
show_code("how_many_steps")
