"""Why one step is soft: several pictures that could lie under one noise, and the one guess that is their average."""

from functools import partial

import streamlit as st

from explainer.experiments.cleaning import NoisyPicture
from explainer.experiments.completions import Fan, begun, completed
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui import cached_soft as cached
from explainer.ui.controls import table as controls
from explainer.ui.language import say
from explainer.ui.page import folded, formulas, heading, look, more, stage_and_controls
from explainer.ui.picture import current_picture
from explainer.ui.playing.takeaway import source_of_denoising
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import PlannedRun, Run
from explainer.ui.sections import answers_closer, why_soft, why_soft_known
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.noising import least_noise
from explainer.ui.sections.pixel_probe import probed_film
from explainer.ui.show_code import show_code
from explainer.ui.terms import explained

checkpoint, picture = load_checkpoint(st.session_state[controls.NETWORK.key]), current_picture()

heading("why_soft")
asked = ask("why_soft")
stage, side = stage_and_controls()
with stage:
    pictures, title, fan = st.empty(), st.empty(), st.empty()
    progress, stop = st.empty(), st.empty()
with side:
    t = least_noise()
    count, seed = int(controls.COMPLETIONS.draw()), controls.SEED.draw()
with more("why_soft"):
    steps = int(controls.FAN_STEPS.draw())

noisy = NoisyPicture(checkpoint, picture.for_network(checkpoint.shape), t, seed)
estimate = cached.estimate(noisy, picture.identity)
settings = begun(noisy, count, steps)
about = t, picture.identity
plan = PlannedRun(settings, partial(completed, noisy, settings), about, exact=True)
walks = Walks("why_soft", [plan], begin="always")
subject = say("remove_noise.subject", picture=picture.title, t=t)
title.markdown(why_soft.begins(count, settings.steps))


def found_of(run: Run) -> Fan | None:
    """Where all completions ended, beside one call's estimate; None while they are made."""
    end = run.film.end
    return None if end is None else Fan(estimate, end)


def paint(runs: list[Run], old: bool) -> None:
    """The pictures with the completions where they stand."""
    (run,) = runs
    pictures.html(why_soft.top(noisy, estimate, run.film, count, found_of(run)))
    fan.html(why_soft.fan(run.film, checkpoint.picture_shape, count))
    walks.report_all(progress, run, subject=subject)


with stop:
    walks.stop_button()
(run,) = walks.run(paint)
walks.put_away(stop)
found = found_of(run)
if found:
    standings = cached.standings(run.id, picture.identity, found, noisy.x0)
    asked.answer(answers_closer.closest_of_many, standings)
    asked.dared(why_soft.become, found, standings, t)
    why_soft.spread(found, settings.steps)
    said, measured = st.columns([1.3, 1], gap="large")
    measured.markdown(why_soft.table(standings))
    with said:
        told = why_soft.faithful(standings, found.spread, settings.steps)
        look(f"{told}\n\n{explained('why_soft.look')}")
why_soft_known.known(checkpoint, seed)
with folded("why_soft.film"):
    probed_film("_why_soft_film", walks, [run], subject=subject)
source = source_of_denoising(picture.sample, t)
walks.take_away([run], source, (picture.sample or "own", f"t{t}"))
formulas(*why_soft.equations(), note=explained("why_soft.symbols"))
show_code("why_soft")
