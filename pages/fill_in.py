"""Fill in: paint a hole into the picture, and see what the network puts there."""

import streamlit as st

from explainer.experiments.filling import Holed
from explainer.experiments.settings import Settings
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui import cached_restoring as cached
from explainer.ui.components.film_player import PlayerTrack
from explainer.ui.controls import table as controls
from explainer.ui.drawing.frames import row
from explainer.ui.language import say
from explainer.ui.page import folded, formulas, heading, look, more, stage_and_controls
from explainer.ui.picture import current_picture
from explainer.ui.playing.takeaway import source_of_filling
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import Run
from explainer.ui.sections import answers_making, fill_in
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.hint import hint
from explainer.ui.sections.pixel_probe import probed_film
from explainer.ui.show_code import show_code
from explainer.ui.terms import explained

checkpoint, picture = load_checkpoint(st.session_state[controls.NETWORK.key]), current_picture()
x0 = picture.for_network(checkpoint.shape)

heading("fill_in")
asked = ask("fill_in")
stage, side = stage_and_controls()
with side:
    kind = fill_in.hole_choice()
    times, seed = int(controls.TIMES.draw()), controls.SEED.draw()
with more("fill_in"):
    steps, length = controls.STEPS.draw(), int(controls.STRETCH.draw())
    words, w = hint(checkpoint.card)
with stage:
    left, right = st.columns(2, gap="medium")
    with left:
        holed = Holed(checkpoint, x0, fill_in.board(to_pixels(x0), kind))
    with right:
        made, progress, stop = st.empty(), st.empty(), st.empty()
    others = st.empty()
settings = Settings(checkpoint.card.name, "ddpm", steps, w, words, (seed,), shared_path=False)
subject = say("fill_in.subject", picture=picture.title)


def paint(runs: list[Run], old: bool) -> None:
    """The row of pictures, with the runs where they stand."""
    by_hand = cached.filled_by_hand(holed, picture.identity)
    jumps, rest = fill_in.pictures(holed, by_hand, runs, times)
    made.html(row([jumps]))
    others.html(row(rest, "fours"))
    walks.report_all(progress, *runs, subject=subject)


if why := fill_in.missing(holed):
    made.info(why)
    asked.answer(answers_making.nothing_lost, "fill_in")
else:
    planned = fill_in.planned(holed, settings, length, times, picture.identity)
    walks = Walks("fill_in", planned, begin="always")
    with stop:
        walks.stop_button()
    runs = walks.run(paint)
    walks.put_away(stop)
    if all(run.film.done for run in runs):
        own, found = holed.filled(x0), fill_in.ended(holed, runs)["jumps"]
        asked.answer(answers_making.filled, own, found)
        asked.dared(fill_in.at_the_edge, holed, runs, times)
        look(fill_in.verdict(holed, runs, times))
    with folded("fill_in.film"):
        tracks = [PlayerTrack("x_t", i, large=True) for i in range(len(runs))]
        probed_film("_fill_in_film", walks, runs, tracks, subject)
    calls = fill_in.calls(runs, length, times)
    source = source_of_filling(picture.sample, fill_in.as_begun(holed, kind), calls)
    walks.take_away(runs, source, (picture.sample or "own",), fill_in.way_name)
st.caption(explained("fill_in.honest", network=checkpoint.card.name))
formulas(*fill_in.equations(), note=explained("fill_in.symbols"))
show_code("fill_in")
