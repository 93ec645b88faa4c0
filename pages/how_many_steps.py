"""How many steps? Two walks from the same noise, and a ladder of them."""

from dataclasses import replace
from functools import partial

import streamlit as st

from explainer.core.noise import BrownianNoise
from explainer.core.samplers import SAMPLERS, walk
from explainer.core.schedule import NoiseSchedule
from explainer.models.checkpoints import load_checkpoint
from explainer.models.pipeline import Settings, generate, picture_shape
from explainer.ui import controls
from explainer.ui.blind_test import blind_test
from explainer.ui.components.before_after import before_after
from explainer.ui.components.film_player import TWO_RUNS, FilmPlayer
from explainer.ui.figures import CONFIG
from explainer.ui.frames import row
from explainer.ui.page import film_strip, heading, look, more, run_buttons, stage_and_controls
from explainer.ui.running import Part, Run, is_free, kept, play
from explainer.ui.show_code import show_code
from explainer.ui.takeaway import take_away_each
from explainer.ui.views.common import live_pixels
from explainer.ui.views.how_many_steps import (
    cost_of,
    counting,
    difference,
    distance_verdict,
    ladder_figure,
    ladder_lead,
    ladder_sentence,
    ladder_strip,
    outline_verdict,
    planned_verdicts,
    walks_of_ladder,
)
from explainer.ui.views.on_device import (
    again,
    device_switch,
    run_here_again,
    run_on_device,
    start_button,
)
from explainer.ui.words import say

network = st.session_state[controls.NETWORK.key]
shape, vocabulary = picture_shape(network), load_checkpoint(network).card.vocabulary

heading("how_many_steps")
stage, side = stage_and_controls()
with side:
    steps = controls.STEPS_A.draw(), controls.STEPS_B.draw()
    words, seed = controls.WORDS.ask(vocabulary), controls.SEED.draw()
    buttons = st.container()
    with more(*controls.FOLDED["how_many_steps"]):
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


def compare(runs: list[Run]) -> None:
    """The two finished pictures over each other, and their difference."""
    old = [r.settings for r in runs] != both
    left, right = comparison.columns(2)
    with left:
        first, second = (live_pixels(r.film, shape)[0] for r in runs)
        names = [say("how_many_steps.side", n=r.film.n) for r in runs]
        before_after(first, second, (names[0], names[1]), "_compare", old)
    with right:
        st.html(row([difference(runs, shape, old)]))


def ladder(settings: Settings) -> None:
    """The same noise in ever more steps."""
    st.subheader(say("how_many_steps.ladder"), anchor=False)
    st.markdown(ladder_lead(settings))
    with st.container(horizontal=True):
        climb = st.button(say("how_many_steps.ladder_button"), key="_ladder_go")
        st.button(say("run.stop"), key="_ladder_stop")
    rungs, strip, progress = kept("_ladder"), st.empty(), st.empty()

    def paint_ladder(rungs: list[Run]) -> None:
        strip.html(row(ladder_strip(rungs, shape), "nine"))
        if rungs[-1].running:
            progress.progress(*rungs[-1].progress)

    if climb:
        parts = [Part(s, partial(generate, s)) for s in walks_of_ladder(settings)]
        rungs = play("_ladder", parts, paint_ladder)
    elif rungs and replace(rungs[0].settings, steps=settings.steps) == settings:
        paint_ladder(rungs)
    else:
        return
    if not rungs[-1].film.done:
        progress.caption(rungs[-1].status)
        return
    progress.markdown(ladder_sentence(rungs, shape))
    alt = say("how_many_steps.ladder_alt")
    st.plotly_chart(ladder_figure(rungs, shape), config=CONFIG, alt=alt)


def on_this_server(anew: bool) -> str:
    """Both walks as the server makes them, and what it can do with them; when their outlines stood."""
    runs = kept("_how_many_steps")
    if go or anew or not runs or ([r.settings for r in runs] != both and is_free(*both)):
        runs = play("_how_many_steps", [Part(s, partial(generate, s)) for s in both], paint, go)
        cost.empty()
    else:
        paint(runs)
    if all(r.film.done for r in runs):
        compare(runs)
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
ladder(both[0])
if steps[0] != steps[1]:
    blind_test(*sorted(both, key=lambda s: s.steps))
show_code(NoiseSchedule.timesteps, SAMPLERS[sampler], walk, BrownianNoise)
