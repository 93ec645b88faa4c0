"""How it learns: a training live, its place in the line, how it goes, and what it leaves."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explainer.engines import visiting
from explainer.experiments.live.line import EVERY, EVERY_IN_LINE, LINE, Place
from explainer.experiments.live.loop import learning
from explainer.experiments.live.pictures import vocabulary_of
from explainer.experiments.live.plan import ASKED, COUNT, LEVELS, Moment, Plan
from explainer.experiments.live.process import Training
from explainer.networks.descent import turn, update_average
from explainer.server import leaving
from explainer.streamlit_names import visit
from explainer.ui import cached_learning as cached
from explainer.ui.components.learning import Moment as Shown
from explainer.ui.components.learning import learning_slider
from explainer.ui.controls import table as controls
from explainer.ui.drawing.figures import CONFIG
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.learning_plots import training_plot
from explainer.ui.drawing.numbers import number, seconds, whole
from explainer.ui.language import say
from explainer.ui.picture import Picture
from explainer.ui.runs import named
from explainer.ui.sections import live_kept, one_level
from explainer.ui.shown import Python
from explainer.ui.terms import explained

PLACE = "_live"  # of this visit
# nobody looks at a training whose page was closed, nor needs what it left
leaving.WHEN_LEFT.update((LINE.leave, visiting.leave))
SHOWN = 10  # training pictures


def place() -> Place | None:
    """This visit's place in the line, or the training that it had last."""
    found: Place | None = st.session_state.get(PLACE)
    return found


def active(it: Place | None) -> bool:
    """Whether it waits or learns, so that the page must look again."""
    return it is not None and not it.left and (it.training is None or not it.training.over)


def section(picture: Picture) -> None:
    """What can be taught, the buttons, and how it goes."""
    left, right = st.columns(2, gap="medium")
    with left:
        subject = str(controls.TAUGHT.draw())
    with right:
        level = str(controls.LEVEL.draw())
    st.html(row(_taught(subject, picture), "columns"))
    told = subject if LEVELS[level] is None or subject == "picture" else "alone"
    st.caption(say(f"how_it_learns.made_{told}", n=whole(COUNT)))
    _buttons(subject, level, picture)
    st.fragment(_watch, run_every=_pace(place()))(_pace(place()))


def _pace(it: Place | None) -> float | None:
    """How often the page looks again; never where nothing goes on."""
    if it is None or not active(it):
        return None
    return EVERY if it.training else EVERY_IN_LINE


def _taught(subject: str, picture: Picture) -> list[Framed]:
    """A few of the pictures that it would learn from."""
    pictures = cached.some_of(subject, picture, SHOWN)
    return [Framed(p, say("how_it_learns.example"), bare=True) for p in pictures]


def _buttons(subject: str, level: str, picture: Picture) -> None:
    it = place()
    training = it.training if it and active(it) else None
    with st.container(horizontal=True):
        if not active(it):
            key = "how_it_learns.train" if it is None else "how_it_learns.train_again"
            st.button(
                say(key),
                key="_live_go",
                type="primary",
                on_click=_begin,
                args=(subject, level, picture),
            )
        elif training and training.state == "paused":
            st.button(say("how_it_learns.go_on"), key="_live_on", on_click=training.go_on)
        elif training:
            st.button(say("how_it_learns.pause"), key="_live_pause", on_click=training.pause)
        if active(it):
            label = say("run.stop") if training else say("how_it_learns.leave")
            st.button(label, key="_live_stop", on_click=_stop)


def _begin(subject: str, level: str, picture: Picture) -> None:
    pixels = cached.small(picture) if subject == "picture" else None
    seed = int(controls.SEED.default())
    plan = Plan(subject, seed=seed, sigma=LEVELS[level], picture=pixels)
    st.session_state[PLACE] = LINE.join(plan, visit())


def _stop() -> None:
    LINE.leave(visit())


def _watch(pace: float | None) -> None:
    """How it goes; a fragment, so that looking again draws nothing else."""
    it = place()
    if it is None:
        return
    before = LINE.position(it) if active(it) else 0
    if pace != _pace(it):
        st.rerun()  # the page has other buttons now
    if it.training is None:
        st.info(say("how_it_learns.waiting", n=before), icon=":material/hourglass_top:")
        return
    _show(it.training)


def _show(training: Training) -> None:
    report, plan = training.report, training.plan
    st.progress(min(report.step / plan.steps, 1.0), status(training))
    if report.moments:
        newest = report.moments[-1]
        st.html(row(_drawings(newest, plan), "ten"))
        if newest.seen:
            st.markdown(nearness(report.moments, plan))
    if len(report.losses) > 1:
        plot = training_plot(report.losses, plan.steps * plan.batch)
        st.plotly_chart(plot, config=CONFIG, alt=say("how_it_learns.curve_alt"), key="_live_curve")


def status(training: Training) -> str:
    """How far it is, in words."""
    report = training.report
    if training.state == "learning" and not report.step:
        return say("how_it_learns.begins")
    return say(
        f"how_it_learns.is_{training.state}",
        seen=whole(report.seen),
        steps=whole(report.step),
        seconds=seconds(report.seconds),
        left=seconds(training.left or 0.0),
    )


def _drawings(moment: Moment, plan: Plan) -> list[Framed]:
    names = _names(plan)
    pairs = zip(moment.pictures, names, strict=True)
    return [Framed(picture, name, "x̂₀", "x0hat") for picture, name in pairs]


def _names(plan: Plan) -> list[str]:
    """What each of the pictures is that it makes again and again."""
    words = vocabulary_of(plan.subject)
    if plan.sigma is not None or not words:
        name = say("how_it_learns.drawn" if plan.sigma is None else "how_it_learns.guess")
        return [name] * ASKED
    return [named(words[i % len(words)]) for i in range(ASKED)]


def nearness(moments: list[Moment], plan: Plan) -> str:
    """How near what it draws is to what it learned from, at the beginning and now."""
    first, newest = moments[0], moments[-1]
    told = say(
        "how_it_learns.apart" if plan.sigma is None else "how_it_learns.cleaned",
        first=number(first.apart, 0),
        now=number(newest.apart, 0),
        seen=whole(newest.seen),
    )
    if newest.right is None:
        return told
    return f"{told} {say('how_it_learns.read', n=newest.right, of=ASKED)}"


def code() -> tuple[Python, ...]:
    """What runs in a training, once this visit has begun one."""
    return (learning, turn, update_average) if place() else ()


def result() -> None:
    """What it drew along the way, and what it draws when asked; nothing while it learns."""
    it = place()
    if it is None or it.training is None or active(it) or not it.training.report.moments:
        return
    training = it.training
    st.subheader(say("how_it_learns.way"), anchor=False)
    moments = [
        Shown(say("networks.after", seen=whole(m.seen)), list(m.pictures))
        for m in training.report.moments
    ]
    learning_slider(_names(training.plan), moments, "_live_moments")
    live_kept.offer(training)
    if training.plan.sigma is None:
        _ask(training)
    else:
        one_level.show(training.plan, training.report.moments[-1].weights)


def _ask(training: Training) -> None:
    """Pictures of one word, or of none, drawn by what was learned."""
    subject, newest = training.plan.subject, training.report.moments[-1]
    st.markdown(explained("how_it_learns.ask"))
    words = vocabulary_of(subject)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        word = ""
        if words:
            label = say("control.words.label")
            word = st.selectbox(label, words, format_func=named, key="_live_word", width=200)
        st.button(say("how_it_learns.others"), key="_live_others", on_click=_other_noise)
    seed = st.session_state.get("_live_seed", 100)
    drawn: np.ndarray = cached.drawn(subject, newest.weights, str(word), seed, ASKED)
    st.html(row([Framed(p, f"{seed + i}", "", "x0hat") for i, p in enumerate(drawn)], "ten"))


def _other_noise() -> None:
    st.session_state["_live_seed"] = st.session_state.get("_live_seed", 100) + ASKED
