"""Restore: a picture of which little is left, completed by the network so that it agrees with what is known."""

from functools import partial

import streamlit as st

from explainer.experiments.restoring import Damaged, Restoration, restored
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui import cached_restoring as cached
from explainer.ui.controls import table as controls
from explainer.ui.drawing.film_strip import film_strip
from explainer.ui.drawing.frames import row
from explainer.ui.language import say
from explainer.ui.page import folded, formulas, heading, look, more, stage_and_controls
from explainer.ui.picture import current_picture
from explainer.ui.playing.takeaway import source_of_restoring
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import PlannedRun, Run
from explainer.ui.sections import answers_making, restore, restore_others
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.hint import hint
from explainer.ui.sections.pixel_probe import probed_film
from explainer.ui.show_code import show_code
from explainer.ui.terms import explained

checkpoint, picture = load_checkpoint(st.session_state[controls.NETWORK.key]), current_picture()

heading("restore")
asked = ask("restore")
stage, side = stage_and_controls()
with stage:
    nothing_lost, pictures, progress, stop = st.container(), st.empty(), st.empty(), st.empty()
with side:
    damage = restore.damage(checkpoint.picture_shape[-1])
    keeping, seed = controls.KEEP.draw(), controls.SEED.draw()
with more("restore"):
    steps, sampler = controls.STEPS.draw(), controls.SAMPLER.draw()
    words, w = hint(checkpoint.card)

damaged = Damaged(checkpoint, picture.for_network(checkpoint.shape), damage)
ways = cached.classical(damaged, picture.identity)
settings = Settings(checkpoint.card.name, sampler, steps, w, words, (seed,))
about = picture.identity, damage, keeping
make = partial(restored, damaged, settings, keeping)
walks = Walks("restore", [PlannedRun(settings, make, about, exact=True)], begin="always")
subject = say("restore.subject", picture=picture.title, damage=controls.DAMAGE.called(damage.kind))


def finished(run: Run) -> Restoration | None:
    """Where a run ended, judged; None while it goes on."""
    end = run.film.end
    return None if end is None else cached.restoration(damaged, picture.identity, run.id, end)


def paint(runs: list[Run], old: bool) -> None:
    """The row of pictures, with the run where it stands."""
    (run,) = runs
    now = run.film.pictures(checkpoint.picture_shape)[0]
    framed = restore.pictures(damaged, ways, now, finished(run), settings.steps)
    pictures.html(row(framed, restore.layout(framed)))
    walks.report_all(progress, run, subject=subject)


with nothing_lost:
    restore.note(damaged)
if damaged.loses_nothing:
    left = restore.untouched(damaged, ways)
    pictures.html(row(left, restore.layout(left)))
    asked.answer(answers_making.nothing_lost, "restore")
else:
    with stop:
        walks.stop_button()
    (run,) = walks.run(paint)
    walks.put_away(stop)
    result = finished(run)
    if result:
        asked.answer(answers_making.found_again, damaged, result, keeping)
        asked.dared(restore.agreement, result.off, keeping)
        look(restore.verdict(damaged, ways, result, keeping))
    if run.film.end is not None:
        restore_others.others(damaged, settings, keeping, picture.identity, run.film.end)
    with folded("restore.film"):
        probed_film("_restore_film", walks, [run], subject=subject)
        film_strip([run.film], outlined=False)
    source = source_of_restoring(picture.sample, damage, keeping)
    walks.take_away([run], source, (picture.sample or "own", damage.kind))
st.caption(restore.honest(checkpoint.card))
formulas(*restore.equations(), note=explained("restore.symbols"))
show_code("restore")
