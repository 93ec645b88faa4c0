"""How it learns: one update, from the dice to the weights."""

from __future__ import annotations

import html
import random

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from torch import Tensor

from explainer.experiments.one_update import Answer, Pictures, Tried, Update
from explainer.networks.checkpoints import Checkpoint
from explainer.ui.controls import table as controls
from explainer.ui.drawing.figures import CONFIG
from explainer.ui.drawing.frames import Framed
from explainer.ui.drawing.learning_plots import rate_plot
from explainer.ui.drawing.numbers import in_formula, number, whole
from explainer.ui.drawing.theme import tex
from explainer.ui.language import say
from explainer.ui.presenter import presenting
from explainer.ui.sections.guidance_step import heat_of
from explainer.ui.terms import explained, with_marks

HOTTEST = 1.0  # an error of the answer from which on its map is white: as large as the noise itself
LITTLE = 0.01  # a change of the loss by a smaller share is hardly any
SYMBOLS = {"v": "v", "eps": "ε", "x0": "x₀"}
ANSWERS = {"v": "v̂", "eps": "ε̂", "x0": "x̂₀"}
TEX = {"v": "v", "eps": r"\varepsilon", "x0": "x_0"}
TARGETS = {
    "v": r"\sqrt{\bar\alpha_t}\,\varepsilon-\sqrt{1-\bar\alpha_t}\,x_0",
    "eps": r"\varepsilon",
    "x0": "x_0",
}
COLOUR = {"v": "xt", "eps": "eps", "x0": "x0hat"}


def _dice() -> None:
    """The button that draws another t and another noise."""
    st.button(
        say("how_it_learns.dice"),
        key="_dice",
        icon=":material/casino:",
        type="primary",
        width="stretch",
        on_click=_roll,
    )


def _roll() -> None:
    """Chance itself; what it gave stands in the controls and in the link."""
    chance = random.SystemRandom()
    controls.T.take(chance.randint(1, int(controls.T.high)))
    controls.SEED.take(chance.randint(controls.SEED.low, controls.SEED.high))


def rolled() -> tuple[int, int, float]:
    """The controls, in a row; t, which is 1 at least, as there is nothing to learn at 0, the seed, and the rate's power of ten."""
    place = st.expander(say("present.controls")) if presenting() else st.container()
    with place:
        row = st.columns([1.1, 1.3, 1, 1.3], gap="medium", vertical_alignment="bottom")
        with row[0]:
            _dice()
        with row[1]:
            t = max(1, int(controls.T.draw()))
        with row[2]:
            seed = int(controls.SEED.draw())
        with row[3]:
            rate = float(controls.RATE.draw())
    return t, seed, rate


def show(checkpoint: Checkpoint, found: Answer, pictures: Pictures) -> None:
    """What is asked, and what is answered."""
    st.html(
        f'<div class="nw-turn">{_asked(found, pictures)}{_answered(checkpoint, found, pictures)}</div>'
    )


def told(checkpoint: Checkpoint, found: Answer) -> tuple[DeltaGenerator, DeltaGenerator]:
    """The loss, in words; the places for what becomes of the weights, and for steps of other sizes."""
    left, right = st.columns([1, 1.1], gap="large")
    left.markdown(sentence(checkpoint, found))
    return left, right


def _asked(found: Answer, pictures: Pictures) -> str:
    """x₀ · √ᾱ + ε · √(1−ᾱ) = x_t, as html."""
    asked = found.question
    return _sum(
        say("how_it_learns.asked"),
        Framed(
            pictures.x0, say("how_it_learns.picture"), "x₀", "x0", (f"× {number(asked.signal)}",)
        ),
        "+",
        Framed(pictures.eps, say("how_it_learns.noise"), "ε", "eps", (f"× {number(asked.noise)}",)),
        "=",
        Framed(pictures.x_t, say("how_it_learns.noisy", t=asked.t), "xₜ", "xt"),
    )


def _answered(checkpoint: Checkpoint, found: Answer, pictures: Pictures) -> str:
    """The answer minus what was asked for, and where they differ, as html."""
    kind = checkpoint.card.prediction
    error = error_map(found.said - found.question.target, pictures.answer.shape[:2])
    loss = with_marks("how_it_learns.loss", value=number(found.loss, 4))
    return _sum(
        say("how_it_learns.answered"),
        Framed(
            pictures.answer, say("how_it_learns.answer"), ANSWERS[kind], COLOUR[kind], dashed=True
        ),
        "−",
        Framed(pictures.target, say("how_it_learns.target"), SYMBOLS[kind], COLOUR[kind]),
        "→",
        Framed(error, say("how_it_learns.error"), "", "conditional", (loss,)),
    )


def _sum(title: str, *parts: Framed | str) -> str:
    inner = [
        part.html() if isinstance(part, Framed) else f'<b class="nw-sign">{html.escape(part)}</b>'
        for part in parts
    ]
    return f'<section><p><b>{html.escape(title)}</b></p><div class="nw-sum">{"".join(inner)}</div></section>'


def error_map(error: Tensor, size: tuple[int, int]) -> np.ndarray:
    """Where an answer (c, h, w) is wrong, on one fixed scale: black is right, white wrong by HOTTEST and more."""
    pixels = heat_of(error, HOTTEST)
    times = size[0] // pixels.shape[0]  # latents are smaller than their pictures
    return pixels.repeat(times, axis=0).repeat(times, axis=1)


def sentence(checkpoint: Checkpoint, found: Answer) -> str:
    """What the network was asked, and how wrong it is."""
    kind, asked = checkpoint.card.prediction, found.question
    return explained(
        f"how_it_learns.loss_{kind}",
        t=asked.t,
        n=whole(asked.x0.numel()),
        loss=number(found.loss, 4),
        signal=number(asked.signal),
        noise=number(asked.noise),
    )


def moved(found: Update) -> str:
    """How far the step moves the weights, and what becomes of the loss."""
    told = explained(
        "how_it_learns.moved",
        n=whole(found.weights),
        moved=_small(found.moved),
        percent=_small(100 * found.moved / found.size),
    )
    same = say(
        f"how_it_learns.same_{fate(found.before.same, found.chosen.same)}", **_change(found, "same")
    )
    others = say(
        f"how_it_learns.others_{fate(found.before.others, found.chosen.others)}",
        **_change(found, "others"),
    )
    return f"{told} {same} {others}"


def fate(before: float, after: float) -> str:
    """What a step makes of a loss: "falls", "rises", or "stays" where it hardly changes."""
    share = after / max(before, 1e-12) - 1
    return "stays" if abs(share) < LITTLE else "falls" if share < 0 else "rises"


def _change(found: Update, which: str) -> dict[str, str]:
    before, after = getattr(found.before, which), getattr(found.chosen, which)
    percent = 100 * (after / max(before, 1e-12) - 1)
    return {
        "before": number(before, 4),
        "after": number(after, 4),
        "percent": number(abs(percent), 1 if abs(percent) < 100 else 0),
    }


def _small(value: float) -> str:
    """Two digits of a number that may be tiny, without an exponent."""
    digits = max(0, 1 - int(np.floor(np.log10(max(value, 1e-9)))))
    return number(value, min(digits, 9))


def rates(found: Update) -> None:
    """The loss after a step of every size."""
    st.markdown(f"**{say('how_it_learns.rates')}** {explained('how_it_learns.rates_lead')}")
    plot = rate_plot(found.before, found.tried, found.chosen)
    st.plotly_chart(plot, config=CONFIG, alt=say("how_it_learns.rates_alt"), key="_rates")
    best = min(found.tried, key=lambda tried: tried.same)
    st.markdown(rates_sentence(found.before, best, found.tried[-1]))


def rates_sentence(before: Tried, best: Tried, largest: Tried) -> str:
    """Which step would have helped this picture most, and what it does to the others."""
    key = fate(before.others, best.others)
    return say(
        f"how_it_learns.best_{key}",
        rate=_small(best.rate),
        before=number(before.same, 4),
        after=number(best.same, 4),
        others_before=number(before.others, 4),
        others=number(best.others, 4),
        largest=_small(largest.rate),
        worst=number(largest.same, 2),
    )


def equations(checkpoint: Checkpoint, found: Update) -> tuple[str, ...]:
    """The loss of this update and the step, with today's numbers."""
    kind, asked = checkpoint.card.prediction, found.question
    eps, x0, noisy = tex("eps", r"\varepsilon"), tex("x0", "x_0"), tex("xt", "x_t")
    answer = tex(COLOUR[kind], rf"\hat {TEX[kind]}_\theta")
    target = TARGETS[kind].replace(r"\varepsilon", eps).replace("x_0", x0)
    loss, rate = in_formula(found.before.same, 4), in_formula(found.chosen.rate, None)
    return (
        rf"{noisy}=\sqrt{{\bar\alpha_t}}\,{x0}+\sqrt{{1-\bar\alpha_t}}\,{eps}"
        rf",\qquad t\sim\{{1,\dots,{checkpoint.schedule.T}\}},\quad {eps}\sim\mathcal N(0,I)",
        rf"L(\theta)=\frac1{{{asked.x0.numel()}}}\left\lVert {answer}({noisy},{asked.t})-"
        rf"\left({target}\right)\right\rVert^2={loss}",
        rf"\theta\;\leftarrow\;\theta-\eta\,\frac{{\hat m}}{{\sqrt{{\hat s}}+\epsilon}},"
        rf"\qquad\eta={rate},\quad\hat m=\nabla L,\;\hat s=(\nabla L)^2",
    )
