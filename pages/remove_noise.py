"""Remove noise: blur, best blur, one network call and many, from the same x_t."""

import streamlit as st

from explainer.core.baselines import best_blur, gaussian_blur
from explainer.core.denoiser import predict
from explainer.core.noise import noised
from explainer.core.samplers import SAMPLERS, walk
from explainer.engines.registry import engine_for
from explainer.experiments.sampling import Settings, one_step, picture_shape, run
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.components.film_player import FilmPlayer
from explainer.ui.controls import table as controls
from explainer.ui.drawing.figures import CONFIG, methods_plot
from explainer.ui.drawing.frames import row
from explainer.ui.drawing.theme import tex
from explainer.ui.language import say
from explainer.ui.page import film_strip, formulas, heading, look, stage_and_controls
from explainer.ui.picture import current_picture
from explainer.ui.playing.running import Part, Run, kept, play
from explainer.ui.playing.takeaway import source_of_denoising, take_away
from explainer.ui.show_code import show_code
from explainer.ui.views.common import live_pixels, number
from explainer.ui.views.remove_noise import (
    Estimate,
    blurred,
    cleaned,
    comparison,
    differences,
    filtered,
    levels,
    methods_plot_points,
    verdict,
    walked_to,
)

heading("remove_noise")
stage, side = stage_and_controls()
with stage:
    pictures, progress, stop = st.empty(), st.empty(), st.empty()
with side:
    t = max(1, controls.T.draw())
    sigma = controls.SIGMA.draw()
    steps = controls.STEPS.draw()
    sampler, seed = controls.SAMPLER.draw(), controls.SEED.draw()

network = st.session_state[controls.NETWORK.key]
picture = current_picture()
x0 = picture.for_network(picture_shape(network))
schedule = load_checkpoint(network).schedule
alpha_bar = float(schedule.alpha_bar[t])
x_t, _ = noised(x0, t, seed, schedule)
engine = engine_for(network).name
estimates = cleaned(network, engine, picture.identity, t, seed, x0)
estimates["blur"] = blurred(x_t, alpha_bar, sigma, x0)
n = min(steps, t)
settings = Settings(network, sampler, n, seeds=(seed,))


def finished(run: Run) -> Estimate:
    """Where a walk ended, and how good that is."""
    pixels = live_pixels(run.film, picture_shape(network))[0]
    return walked_to(run.id, picture.identity, pixels, x0)


def paint(runs: list[Run]) -> None:
    """The row of pictures, with the walk where it stands."""
    pixels, done = live_pixels(runs[0].film, picture_shape(network))[0], runs[0].film.done
    pictures.html(
        row(comparison(x0, t, estimates, n, pixels, finished(runs[0]) if done else None), "six")
    )
    if runs[0].running and not done:
        progress.progress(*runs[0].progress)
    else:
        progress.caption(runs[0].status)


def conclusions() -> None:
    """What the numbers say, and where every method errs."""
    result = finished(walked)
    filters = filtered(network, picture.identity, t, seed, x0)
    text, plot = st.columns([1.3, 1], gap="large")
    with text:
        look(verdict(estimates, filters, result.score, t))
    with plot:
        figure = methods_plot(methods_plot_points(estimates, filters, result.score, n))
        st.plotly_chart(figure, config=CONFIG, alt=say("remove_noise.plot_alt"))
    st.subheader(say("remove_noise.differences"), anchor=False)
    st.markdown(say("remove_noise.differences_lead"))
    for frames in differences(x0, filters, estimates["one_step"], result, n):
        st.html(row(frames, "methods"))
    st.caption(say("remove_noise.fair"))


part = Part(settings, lambda: run(settings, x_t[None], t), (t, picture.identity))
if stop.button(say("run.stop"), key="_remove_noise_stop") and (runs := kept("_remove_noise")):
    paint(runs)
else:
    runs = play("_remove_noise", [part], paint)
stop.empty()
(walked,) = runs
if walked.film.done:
    conclusions()
film_strip([walked], outlined=False)
FilmPlayer(st.container(), "_remove_noise_film").show([walked])
about = (picture.sample or "own", f"t{t}")
take_away(walked, source_of_denoising(walked, picture.sample, t), about)
st.subheader(say("remove_noise.levels"), anchor=False)
for frames in levels(network, engine, picture.identity, seed, x0):
    st.html(row(frames, "five"))
hat, noisy = tex("x0hat", r"\hat x_0"), tex("xt", "x_t")
signal, noise = number(alpha_bar**0.5, 3), number((1 - alpha_bar) ** 0.5, 3)
formulas(
    rf"{hat} = \sqrt{{\bar\alpha_t}}\,{noisy} - \sqrt{{1-\bar\alpha_t}}\,\hat v",
    rf"{hat} = {signal}\,{noisy} - {noise}\,\hat v",
    rf"\text{{blur}} = G_\sigma * \left({noisy} / \sqrt{{\bar\alpha_t}}\right)",
    note=say("remove_noise.symbols"),
)
show_code(one_step, predict, SAMPLERS[sampler], walk, gaussian_blur, best_blur)
