"""How many steps? Two walks from the same noise, and a ladder of them."""

from functools import partial

import streamlit as st

from explainer.core.noise import BrownianNoise
from explainer.core.samplers import SAMPLERS, walk
from explainer.core.schedule import NoiseSchedule
from explainer.experiments.sampling import Settings, generate, picture_shape
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.blind_test import blind_test
from explainer.ui.components.film_player import TWO_RUNS, FilmPlayer
from explainer.ui.controls import table as controls
from explainer.ui.language import say
from explainer.ui.page import film_strip, heading, look, more, run_buttons, stage_and_controls
from explainer.ui.playing.on_device import (
    again,
    device_switch,
    run_here_again,
    run_on_device,
    start_button,
)
from explainer.ui.playing.running import Part, Run, is_free, kept, play
from explainer.ui.playing.takeaway import take_away_each
from explainer.ui.show_code import show_code
from explainer.ui.views.how_many_steps import (
    compare,
    cost_of,
    counting,
    distance_verdict,
    ladder,
    outline_verdict,
    planned_verdicts,
)

network = st.session_state[controls.NETWORK.key]
shape, vocabulary = picture_shape(network), load_checkpoint(network).card.vocabulary

heading("how_many_steps")
stage, side = stage_and_controls()
with side:
    steps = controls.STEPS_A.draw(), controls.STEPS_B.draw()
    words, seed = controls.WORDS.prompt(vocabulary), controls.SEED.draw()
    buttons = st.container()
    with more("how_many_steps"):
        w, sampler = controls.W.draw(), controls.SAMPLER.draw()
        shared = controls.SHARED_PATH.draw()
        on_device = device_switch(network, sampler)

both = [Settings(network, sampler, n, w, words, (seed,), shared_path=shared) for n in steps]
with buttons:
    if on_device:
        go, cost = start_button("how_many_steps")
    else:
        go, cost = run_buttons("how_many_steps", *both)
with stage:
    player = FilmPlayer(st.container(), "_pair_film", TWO_RUNS, cost_of)
    verdict, comparison = st.empty(), st.container()


def paint(runs: list[Run]) -> None:
    """Both pictures with their counters."""
    old = [r.settings for r in runs] != both
    player.show(runs, old)
    verdict.markdown(distance_verdict(runs, shape, old))


def on_this_server(anew: bool) -> str:
    """Both walks as the server makes them, and what it can do with them; when their outlines stood."""
    runs = kept("_how_many_steps")
    if go or anew or not runs or ([r.settings for r in runs] != both and is_free(*both)):
        runs = play("_how_many_steps", [Part(s, partial(generate, s)) for s in both], paint, go)
        cost.empty()
    else:
        paint(runs)
    if all(r.film.done for r in runs):
        with comparison:
            compare(runs, shape, [r.settings for r in runs] != both)
    take_away_each(runs)
    film_strip(runs, [r.settings for r in runs] != both)
    return outline_verdict(runs)


outlines, anew = "", st.session_state.pop(again("how_many_steps"), False)
if on_device:
    with stage:
        run_on_device("how_many_steps", player, both, go or anew, counting, planned_verdicts)
else:
    run_here_again("how_many_steps")
    outlines = on_this_server(anew)
look(f"{outlines} {say('how_many_steps.look')}")
ladder(both[0], shape)
if steps[0] != steps[1]:
    blind_test(*sorted(both, key=lambda s: s.steps))
show_code(NoiseSchedule.timesteps, SAMPLERS[sampler], walk, BrownianNoise)
