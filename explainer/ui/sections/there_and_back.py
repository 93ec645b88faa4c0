"""Mix and travel: a picture taken up to the noise that it would be drawn from, and what comes back."""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from explainer.core.noise import unit_noise
from explainer.experiments import travelling
from explainer.experiments.travelling import TRIPS, Bell, Trip
from explainer.experiments.views import view_of
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import Checkpoint
from explainer.ui import cached_travelling as cached
from explainer.ui.controls import table as controls
from explainer.ui.drawing.figures import CONFIG, closeness_plot
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.symbols import ESTIMATE
from explainer.ui.language import say
from explainer.ui.picture import Picture
from explainer.ui.terms import explained, with_marks

_WANTED = (
    "_trips_wanted"  # the network and the picture for which this visitor wants all numbers of steps
)


def show(checkpoint: Checkpoint, picture: Picture, seed: int) -> Trip:
    """The picture, its noise beside fresh noise, and what comes back, for the chosen number of steps."""
    st.markdown(explained("mix_and_travel.trip_lead"))
    steps = int(controls.TRIP.draw())
    found = cached.trip(checkpoint, picture, steps)
    fresh = unit_noise(checkpoint.shape, [seed])[0]
    st.html(row(_four(checkpoint, found, fresh), "four"))
    st.markdown(f"{sentence(found)} {normality(found, fresh)}")
    return found


def _four(checkpoint: Checkpoint, found: Trip, fresh: Tensor) -> list[Framed]:
    view = view_of(checkpoint.card.name)
    own, other = (view.noise(eps[None])[0] for eps in (found.noise, fresh))
    psnr = (with_marks("mix_and_travel.closeness", psnr=number(found.closeness, 1)),)
    numbers = [_numbers(travelling.bell(eps)) for eps in (found.noise, fresh)]
    symbol, quantity = ESTIMATE
    return [
        Framed(to_pixels(found.there), say("mix_and_travel.there"), "x₀", "x0"),
        Framed(own, say("mix_and_travel.found"), "ε", "eps", numbers[0]),
        Framed(other, say("mix_and_travel.fresh"), "ε", "eps", numbers[1], dashed=True),
        Framed(to_pixels(found.back), say("mix_and_travel.back"), symbol, quantity, psnr),
    ]


def _numbers(bell: Bell) -> tuple[str, ...]:
    return (
        say("mix_and_travel.deviation", value=number(bell.deviation)),
        say("mix_and_travel.neighbours", value=number(bell.neighbours)),
    )


def sentence(found: Trip) -> str:
    """How close the picture comes back, after how many calls."""
    psnr = number(found.closeness, 1)
    return say("mix_and_travel.trip_said", n=found.steps, psnr=psnr)


def normality(found: Trip, fresh: Tensor) -> str:
    """Whether the noise that was found looks like any other."""
    own, other = travelling.bell(found.noise), travelling.bell(fresh)
    key = "normal" if own.looks_normal else "odd"
    return explained(
        f"mix_and_travel.{key}",
        deviation=number(own.deviation),
        neighbours=number(own.neighbours),
        fresh=number(other.neighbours),
    )


def all_steps(checkpoint: Checkpoint, picture: Picture) -> None:
    """Closeness against the number of steps: a button, then one point after the other."""
    of = checkpoint.card.name, picture.identity
    if st.button(say("mix_and_travel.trips_button", few=TRIPS[0], many=TRIPS[-1])):
        st.session_state[_WANTED] = of
    if st.session_state.get(_WANTED) != of:
        return
    plot, said = st.empty(), st.empty()
    found: list[Trip] = []
    for steps in TRIPS:
        found.append(cached.trip(checkpoint, picture, steps))
        figure = closeness_plot([t.steps for t in found], [t.closeness for t in found])
        with plot.container():
            alt = say("mix_and_travel.trips_alt")
            st.plotly_chart(figure, config=CONFIG, alt=alt, key=f"_trips_{steps}")
    first, last = found[0], found[-1]
    said.markdown(
        say(
            "mix_and_travel.trips_said",
            few=first.steps,
            many=last.steps,
            few_psnr=number(first.closeness, 1),
            many_psnr=number(last.closeness, 1),
        )
    )
