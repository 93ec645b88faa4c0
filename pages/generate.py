"""Generate: pictures from noise, steered by words."""

import streamlit as st

from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.components.film_player import FilmPlayer
from explainer.ui.controls import table as controls
from explainer.ui.drawing.film_strip import along_the_walk
from explainer.ui.language import say
from explainer.ui.page import formulas, heading, look, more, stage_and_controls
from explainer.ui.playing.on_device import DeviceRun, device_switch
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import Run, from_noise
from explainer.ui.sections import answers, dares, guidance
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.network_tiles import network_tiles
from explainer.ui.sections.pixel_probe import pixel_probe
from explainer.ui.sections.prompt import all_words, prompt
from explainer.ui.sections.same_noise import same_noise, seed_chooser, what_stays
from explainer.ui.show_code import show_code
from explainer.ui.terms import explained

card = load_checkpoint(st.session_state[controls.NETWORK.key]).card

heading("generate")
asked = ask("generate")
network_tiles()
stage, side = stage_and_controls()
with side:
    words = prompt(card)
    w, buttons, seed = controls.W.draw(), st.container(), controls.SEED.draw()
with more("generate"):
    steps, sampler = controls.STEPS.draw(), controls.SAMPLER.draw()
    count = int(controls.PICTURES.draw())
    interval = controls.INTERVAL.draw(disabled=w in (0, 1))
    eta = controls.ETA.draw(disabled=sampler != "ddim")
    on_device = device_switch(card.name, sampler)
settings = Settings(
    *(card.name, sampler, steps, w, words, tuple(range(seed, seed + count))),
    eta=eta if sampler == "ddim" else 0.0,
    interval=None if w in (0, 1) else interval,  # without a push there is nowhere to push
)
walks = Walks("generate", [from_noise(settings)], "arrival", say("generate.button"))
with buttons:
    walks.buttons(on_device)
with stage:
    player, status = FilmPlayer(st.container(), "_generate_film", probe=True), st.empty()


def paint(runs: list[Run], old: bool) -> None:
    """x_t, x̂0 and ε̂ where the walk stands, and how long it will take."""
    player.show(runs, old)
    walks.report(status, *runs, old=old)


with stage:
    runs = walks.run(paint, DeviceRun(player) if on_device else None)
    if runs and runs[0].film.done:
        seed_chooser(runs[0].settings.seeds, walks.again)
    pixel_probe(player, walks, runs)
    walks.take_away(runs)
    if card.vocabulary:
        all_words(card)
asked.answer(answers.layout, runs)
look(explained("generate.look", seed=what_stays(card)))
along_the_walk([run.film for run in runs], walks.changed(runs))
if runs and card.vocabulary:
    same_noise(card, settings, seed)
formulas(*guidance.equations(w), note=guidance.note(w, card.latent is not None))
asked.dared(dares.generated, runs, walks.changed(runs))
show_code("generate")
