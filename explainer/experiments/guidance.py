"""Guidance, taken apart: both halves of every call of a run, many strengths from one noise, and what shall not be seen."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from explainer.core.denoiser import Denoiser, Prediction, acts, guide
from explainer.core.samplers import Step, last
from explainer.experiments.added_noise import share_at_limits
from explainer.experiments.sampling import generate, make_denoiser
from explainer.experiments.settings import Settings
from explainer.experiments.tones import tone_of
from explainer.experiments.views import view_of
from explainer.networks.checkpoints import Checkpoint, load_checkpoint
from explainer.networks.conditions import Condition, first_of, parse_condition
from explainer.networks.judges import judges_for, logits_of

STEPS = 20  # of every run on the page
STRENGTHS = (0.0, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 15.0)  # w of the strip
SEEDS = 16  # pictures that are measured together


@dataclass(frozen=True, eq=False)
class Halves:
    """One call of a guided run at t: what the network says with and without the words, x0 and ε (c, h, w) each."""

    i: int  # step
    t: int
    w: float  # 1 where guidance is kept to other timesteps
    unconditional: Prediction
    conditional: Prediction

    @property
    def guided(self) -> Prediction:
        """What the two are joined to, before x̂0 is clipped."""
        return guide(self.unconditional, self.conditional, torch.tensor(self.w))

    @property
    def push(self) -> Tensor:
        """ε_c − ε_u, (c, h, w): what the words change in the guess of the noise."""
        return self.conditional.eps - self.unconditional.eps


def begun(network: str, words: str, seed: int, w: float) -> Settings:
    """The run that the page opens up: one picture, of the first of several prompts, without noise on the way."""
    return Settings(network, "ddim", STEPS, w, first_of(words), (seed,))


def opened(settings: Settings) -> list[Halves]:
    """Every step of a run of one picture, with both halves of its call; empty where there are no words.

    At w = 0 and 1 a run needs only one half; here both are asked for.
    """
    guided = make_denoiser(
        load_checkpoint(settings.network), settings.w, settings.interval, both=True
    )
    steps = generate(settings, denoiser=guided)
    return [halves for step in steps if (halves := _halves(step, settings))]


def _halves(step: Step, settings: Settings) -> Halves | None:
    p = step.prediction
    if p is None or p.unconditional is None or p.conditional is None:
        return None
    w = settings.w if acts(settings.interval, step.t) else 1.0
    return Halves(step.i, step.t, w, _first(p.unconditional), _first(p.conditional))


def _first(p: Prediction) -> Prediction:
    """Of a batch, the first, apart from the batch's memory."""
    return Prediction(p.x0[0].clone(), p.eps[0].clone())


@dataclass(frozen=True, eq=False)
class Pictures:
    """The halves of a call and what they are joined to, as pictures, by name: uint8 (h, w, c) each."""

    x0: dict[str, np.ndarray]
    eps: dict[str, np.ndarray]


def pictures(network: str, halves: Halves) -> Pictures:
    """What a network's halves look like: "unconditional", "conditional" and "guided"."""
    three = {
        "unconditional": halves.unconditional,
        "conditional": halves.conditional,
        "guided": halves.guided,
    }
    view = view_of(network)
    (x0,) = view.pictures(torch.stack([p.x0 for p in three.values()]))
    eps = view.noise(torch.stack([p.eps for p in three.values()]))
    return Pictures(dict(zip(three, x0, strict=True)), dict(zip(three, eps, strict=True)))


def end(settings: Settings) -> np.ndarray:
    """Where a run of one picture ends, uint8 (h, w, c)."""
    (ends,) = view_of(settings.network).pictures(last(generate(settings)).x_next)
    first: np.ndarray = ends[0]
    return first


def size(x: Tensor) -> float:
    """Root of the mean square: the strength of noise, 1 where it is standard normal."""
    return float(x.double().square().mean().sqrt())


def strip(settings: Settings) -> Settings:
    """The same picture once for every strength, whichever is chosen elsewhere."""
    return replace(settings, w=1.0, seeds=settings.seeds[:1] * len(STRENGTHS))


def along_w(settings: Settings) -> Generator[Step, None, None]:
    """The pictures of `strip`, one for each of STRENGTHS, in one batch from one noise."""
    checkpoint = load_checkpoint(settings.network)
    guided = make_denoiser(checkpoint, torch.tensor(STRENGTHS), settings.interval)
    return generate(strip(settings), denoiser=guided)


@dataclass(frozen=True)
class Look:
    """What guidance does to a picture that can be counted."""

    contrast: float  # how far its values lie from their mean, grey levels of 255
    clipped: float  # share of values at the darkest or the brightest that there is


def look(picture: np.ndarray) -> Look:
    """Of uint8 (h, w, c)."""
    return Look(tone_of(picture).contrast, share_at_limits(picture))


def can_name(network: str) -> bool:
    """Whether there is a small classifier of a network's words."""
    return judges_for(network) is not None


def names(network: str, pictures: np.ndarray) -> list[str]:
    """What a small classifier of the network's words takes each picture for, uint8 (b, h, w, c); [] where there is none."""
    judges = judges_for(network)
    if judges is None:
        return []
    vocabulary = load_checkpoint(network).card.vocabulary
    images = torch.from_numpy(pictures).movedim(-1, 1)
    return [vocabulary[i] for i in logits_of(judges.first, images).argmax(1).tolist()]


def asked_for(settings: Settings) -> set[str]:
    """The words of a run's prompt."""
    vocabulary = load_checkpoint(settings.network).card.vocabulary
    return set(parse_condition(settings.words, vocabulary))


def many(settings: Settings) -> Settings:
    """The same for SEEDS pictures, from the run's seed on."""
    first = settings.seeds[0]
    return replace(settings, seeds=tuple(range(first, first + SEEDS)))


WAYS = ("plain", "condition", "weight")  # to say what shall not be seen: not at all, and two ways


def without(settings: Settings) -> Settings:
    """The same picture once for each of WAYS."""
    return replace(settings, seeds=settings.seeds[:1] * len(WAYS))


def not_shown(settings: Settings, against: str) -> Generator[Step, None, None]:
    """A picture of the words; one with `against` in the place of the empty condition; one with it as a negative weight.

    All from one noise, in one batch. Raises UserError for unknown words.
    """
    checkpoint = load_checkpoint(settings.network)
    conditions, negative = _conditions(checkpoint, settings.words, against)
    guided = make_denoiser(checkpoint, settings.w, settings.interval, negative)
    return generate(without(settings), denoiser=told(guided, conditions))


def _conditions(checkpoint: Checkpoint, words: str, against: str) -> tuple[Tensor, Tensor]:
    """What each of WAYS is told, and what takes the place of the empty condition, (3, d) each."""
    vocabulary = checkpoint.card.vocabulary
    wanted, unwanted = (parse_condition(text, vocabulary) for text in (words, against))
    nothing: Condition = {}
    told = checkpoint.vectors([wanted, wanted, less(wanted, unwanted)])
    return told, checkpoint.vectors([nothing, unwanted, nothing])


def less(wanted: Condition, unwanted: Condition) -> dict[str, float]:
    """The bag of what is wanted, with a negative weight for what is not."""
    words = dict.fromkeys([*wanted, *unwanted])
    return {word: wanted.get(word, 0.0) - unwanted.get(word, 0.0) for word in words}


def told(denoiser: Denoiser, conditions: Tensor) -> Denoiser:
    """The same denoiser, told these conditions whatever the run says."""

    def as_told(x_t: Tensor, t: Tensor, condition: Tensor | None = None) -> Prediction:
        return denoiser(x_t, t, conditions)

    return as_told
