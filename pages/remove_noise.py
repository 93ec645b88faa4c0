"""Remove noise: blur, best blur, one network call and many, from the same x_t."""

import streamlit as st

from explainer.experiments.cleaning import Estimate, NoisyPicture, blurred, walk_back
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui import cached
from explainer.ui.controls import table as controls
from explainer.ui.drawing.film_strip import film_strip
from explainer.ui.drawing.frames import row
from explainer.ui.language import say
from explainer.ui.page import curious, folded, formulas, heading, look, stage_and_controls
from explainer.ui.picture import current_picture
from explainer.ui.playing.takeaway import source_of_denoising
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import PlannedRun, Run
from explainer.ui.sections import answers, cleaning
from explainer.ui.sections.best_of_all import every_measure, measures_note
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.noising import least_noise
from explainer.ui.sections.pixel_probe import probed_film
from explainer.ui.show_code import show_code
from explainer.ui.terms import explained

heading("remove_noise")
asked = ask("remove_noise")
stage, side = stage_and_controls()
with stage:
    pictures, progress, stop = st.empty(), st.empty(), st.empty()
with side:
    t = least_noise()
    sigma, steps = controls.SIGMA.draw(), controls.STEPS.draw()
    sampler, seed = controls.SAMPLER.draw(), controls.SEED.draw()

checkpoint, picture = load_checkpoint(st.session_state[controls.NETWORK.key]), current_picture()
noisy = NoisyPicture(checkpoint, picture.for_network(checkpoint.shape), t, seed)
estimates = {**cached.cleaned(noisy, picture.identity), "blur": blurred(noisy, sigma)}
settings = Settings(checkpoint.card.name, sampler, min(steps, t), seeds=(seed,))
planned = PlannedRun(settings, lambda: walk_back(noisy, settings), (t, picture.identity))
walks = Walks("remove_noise", [planned], begin="always")
subject = say("remove_noise.subject", picture=picture.title, t=t)


def finished(run: Run) -> Estimate:
    """Where a walk ended, and how good that is."""
    pixels = run.film.pictures(checkpoint.picture_shape)[0]
    return cached.walked_to(run.id, picture.identity, pixels, noisy.x0)


def paint(runs: list[Run], old: bool) -> None:
    """The row of pictures, with the walk where it stands."""
    (run,) = runs
    pixels = run.film.pictures(checkpoint.picture_shape)[0]
    result = finished(run) if run.film.done else None
    filters = cached.filtered(noisy, picture.identity) if result else {}
    compared = cleaning.marked_row(noisy, estimates, settings.steps, pixels, result, filters)
    pictures.html(row(compared, "six"))
    walks.report_all(progress, run, subject=subject)


def conclusions(one: Estimate, result: Estimate) -> None:
    """What the numbers say; folded, where every method errs."""
    asked.answer(answers.closest, estimates["best_blur"], one, result, settings.steps)
    asked.dared(answers.become, noisy, one, result, settings.steps)
    filters = cached.filtered(noisy, picture.identity)
    text, plot = st.columns([1.3, 1], gap="medium")
    with text:
        look(cleaning.conclusion(filters, estimates, result, noisy, picture.identity))
    with plot:
        cleaning.methods_compared(filters, one, result, settings.steps)
    with folded("remove_noise.differences"):
        st.markdown(say("remove_noise.differences_lead"))
        for frames in cleaning.differences(noisy.x0, filters, one, result, settings.steps):
            st.html(row(frames, "methods"))
        st.caption(explained("remove_noise.fair"))


with stop:
    walks.stop_button()
(walked,) = walks.run(paint)
walks.put_away(stop)
if walked.film.done:
    conclusions(estimates["one_step"], finished(walked))
with folded("remove_noise.film"):
    probed_film("_remove_noise_film", walks, [walked], subject=subject)
    film_strip([walked.film], outlined=False)
with folded("remove_noise.levels"):
    for frames in cleaning.levels(noisy, picture.identity):
        st.html(row(frames, "five"))
if walked.film.done:
    with curious():
        tried = cached.filtered(noisy, picture.identity), finished(walked), settings.steps
        st.markdown(every_measure(estimates, *tried))
        st.caption(measures_note(estimates, *tried))
source = source_of_denoising(picture.sample, t)
walks.take_away([walked], source, (picture.sample or "own", f"t{t}"))
formulas(*cleaning.equations(noisy), note=cleaning.symbols(checkpoint))
show_code("remove_noise")
