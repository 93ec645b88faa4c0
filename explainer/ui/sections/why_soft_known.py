"""Why one step is soft: the same in a world of a few hundred pictures, where an ideal denoiser says it exactly."""

from __future__ import annotations

import streamlit as st

from explainer.experiments import ideal
from explainer.experiments.completions import LEAST, Residual
from explainer.experiments.ideal import DRAWS, LEVELS, Hidden, Pictures, Posterior
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import Checkpoint
from explainer.ui import cached_soft as cached
from explainer.ui.controls import table as controls
from explainer.ui.drawing.figures import CONFIG
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.residual_plot import residual_plot
from explainer.ui.drawing.symbols import ESTIMATE, NOISY, ORIGINAL
from explainer.ui.language import say
from explainer.ui.page import folded
from explainer.ui.terms import explained, with_marks

LIKELIEST = 5  # pictures that are shown with their odds
ALMOST_ONE = 1.05  # equally likely pictures: hardly a doubt
TENTHS_COUNT = 9.95  # up to so many
ALMOST_ALL = 0.8  # of them


def known(checkpoint: Checkpoint, seed: int) -> None:
    """Folded: a picture of the set under noise, what is possible, and how means of draws come to the estimate."""
    pictures = ideal.known_pictures(checkpoint.card.name)
    n = len(pictures.training)
    with folded("why_soft.known"):
        st.markdown(explained("why_soft.known_lead", n=n, network=pictures.network))
        t = int(controls.KNOWN_T.draw())
        found = cached.hidden(pictures, checkpoint, t, seed)
        st.html(row(_row(found, t), "four"))
        st.markdown(possible(found.posterior, t))
        st.html(row(_likely(found.posterior), "five"))
        left, right = st.columns([1.6, 1], gap="large")
        residuals = cached.residuals(pictures, checkpoint, t, seed)
        with left:
            plot = residual_plot(residuals)
            st.plotly_chart(plot, config=CONFIG, alt=say("why_soft.plot_alt"), key="_known")
        right.markdown(rate(residuals))
        st.markdown(f"**{say('why_soft.levels')}**")
        st.html(row(_levels(pictures, checkpoint, seed), "film"))


def _row(found: Hidden, t: int) -> list[Framed]:
    """The hidden picture, under noise, one that could lie there, and the ideal estimate."""
    posterior = found.posterior
    (drawn,) = posterior.draws(1, seed=t).tolist()
    return [
        Framed(to_pixels(found.x0), say("why_soft.hidden"), *ORIGINAL),
        Framed(to_pixels(found.x_t), say("remove_noise.noisy", t=t), *NOISY),
        Framed(to_pixels(posterior.data[drawn]), say("why_soft.drawn"), "", ESTIMATE[1]),
        Framed(to_pixels(posterior.mean), say("why_soft.ideal"), *ESTIMATE),
    ]


def _likely(posterior: Posterior) -> list[Framed]:
    """The most likely pictures with their odds."""
    return [
        Framed(
            to_pixels(posterior.data[place]),
            say("why_soft.likely", i=i + 1),
            "",
            "plain",
            (percent(share),),
        )
        for i, (place, share) in enumerate(posterior.likeliest(LIKELIEST))
    ]


def percent(share: float) -> str:
    """A share in percent, with tenths."""
    return f"{number(100 * share, 1)}\N{NO-BREAK SPACE}%"


def _levels(pictures: Pictures, checkpoint: Checkpoint, seed: int) -> list[Framed]:
    """The ideal estimate under more and more of one noise."""
    each = [(t, cached.hidden(pictures, checkpoint, t, seed).posterior) for t in LEVELS]
    return [Framed(to_pixels(p.mean), f"t = {t}", *ESTIMATE, (_open(p),)) for t, p in each]


def _open(posterior: Posterior) -> str:
    """How many pictures are as good as possible, below a small picture."""
    return with_marks("why_soft.effective", value=as_many(posterior.effective))


def as_many(effective: float) -> str:
    """A number of equally likely pictures: tenths as long as they count."""
    return number(effective, 1 if effective < TENTHS_COUNT else 0)


def possible(posterior: Posterior, t: int) -> str:
    """How many pictures the noise leaves open."""
    n, effective = len(posterior.data), posterior.effective
    values = {"t": t, "n": n, "effective": as_many(effective)}
    if effective < ALMOST_ONE:
        return explained("why_soft.possible_one", **values)
    key = "possible_all" if effective > ALMOST_ALL * n else "possible_some"
    return explained(f"why_soft.{key}", **values)


def rate(residuals: list[Residual]) -> str:
    """How fast means come closer, where there is anything to average."""
    last = residuals[-1]
    if residuals[0].expected < LEAST:
        return explained("why_soft.rate_none", n=number(DRAWS, 0))
    return explained(
        "why_soft.rate",
        n=number(last.n, 0),
        first=number(residuals[0].found, 1),
        found=number(last.found),
        expected=number(last.expected),
        slope=number(ideal.slope(residuals)),
    )
