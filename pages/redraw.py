"""Redraw: a picture or a drawing under noise, denoised again, at any level and at many at once."""

import streamlit as st

from explainer.experiments.redrawing import begun, redrawn
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui import cached_inside
from explainer.ui.components.film_player import FilmPlayer, PlayerTrack
from explainer.ui.controls import table as controls
from explainer.ui.drawing.film_strip import along_the_walk
from explainer.ui.language import say
from explainer.ui.page import formulas, heading, look, stage_and_controls
from explainer.ui.playing.takeaway import source_of_denoising
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import PlannedRun, Run
from explainer.ui.sections import answers, redraw, redraw_strip
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.pixel_probe import pixel_probe
from explainer.ui.sections.prompt import prompt
from explainer.ui.show_code import show_code
from explainer.ui.terms import explained

checkpoint = load_checkpoint(st.session_state[controls.NETWORK.key])
card = checkpoint.card

heading("redraw")
asked = ask("redraw")
stage, side = stage_and_controls()
with side:
    source, words, note = redraw.source_control(), prompt(card), st.container()
    w, seed = controls.W.draw(), int(controls.SEED.draw())
    note.caption(redraw.heard(words, w))
with stage:
    before, after = st.columns(2, gap="medium")
with before:
    picture = redraw.start_with(checkpoint, source)
    level, cover = redraw.level_and_cover(source)
with level:
    t = int(controls.FROM_T.draw())
scene = cached_inside.scene(checkpoint, picture, max(1, t), seed, words)
settings = begun(card.name, words, seed, w, t)
with cover:
    redraw.covered(scene, t)
plan = PlannedRun(settings, lambda: redrawn(settings, scene.noisy.x0, t), (t, picture.identity))
walks = Walks("redraw_one", [plan], "always")
subject = say("remove_noise.subject", picture=picture.title, t=t)
with after:
    track = PlayerTrack("x_t", large=True)
    film = st.container()
    player = FilmPlayer(film, "_redraw_film", (track,), subject=subject, probe=True)
    status, stop, said = st.empty(), st.empty(), st.empty()


def paint(runs: list[Run], old: bool) -> None:
    """The run where it stands."""
    player.show(runs, old)
    walks.report(status, *runs, old=old)


runs: list[Run] = []
if t:
    with stop:
        walks.stop_button()
    runs = walks.run(paint)
    walks.put_away(stop)
else:
    with film:
        redraw.unchanged(scene)
of_now = not walks.changed(runs)
left = redraw.remnants(scene, runs) if of_now else []
said.markdown(redraw.ends(scene, picture, t, left))
with stage:
    pixel_probe(player, walks, runs)
    if of_now:  # the files and the code say what the controls say
        source_code = source_of_denoising(picture.sample, t)
        walks.take_away(runs, source_code, (picture.sample or source, f"t{t}"))
    along_the_walk([run.film for run in runs])
st.markdown(explained("redraw.strip_lead"))
rows = redraw_strip.strip(settings, redraw.beginning(scene, picture.title), t)
if rows:
    st.markdown(redraw_strip.sentence(settings, rows))
asked.answer(answers.lost, settings, rows)
asked.dared(redraw.dared, scene, picture, t, left)
look(explained("redraw.look"))
st.caption(redraw.fair(checkpoint, picture))
formulas(*redraw.equations(), note=explained("redraw.symbols"))
show_code("redraw")
