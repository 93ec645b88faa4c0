"""Two pictures in one: visual anagrams and hybrid images, drawn by asking a network twice at every step."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import torch
from torch import Tensor

from explainer.core.baselines import gaussian_blur
from explainer.core.denoiser import Clipped, Denoiser, Prediction
from explainer.core.editing import VIEWS, Change, Joined, Part, anagram, hybrid
from explainer.core.samplers import Step
from explainer.experiments.sampling import generate, guided_network
from explainer.experiments.settings import Settings
from explainer.media.pictures import from_pixels, to_pixels
from explainer.networks.checkpoints import load_checkpoint, read_card
from explainer.networks.conditions import parse_condition
from explainer.networks.judges import judges_for, logits_of

BEGINS = "digits"  # the network that draws two words in one best
STEPS, PICTURES = 20, 9  # of every run on the page
HYBRID = "hybrid"
WAYS = ("half_turn", "quarter_turn", "flip", "invert", HYBRID)
USUAL_SIZE = 64  # pixels of the pictures that a hybrid's σ is counted in


@dataclass(frozen=True)
class Trial:
    """Something worth a try: a way to share a picture, and two words."""

    way: str
    first: str
    second: str


def kind_of(way: str) -> str:
    """A hybrid, or an anagram: a picture that is seen otherwise."""
    return HYBRID if way == HYBRID else "anagram"


# by network, the best first, chosen by eye from nine seeds each
WORTH: dict[str, tuple[Trial, ...]] = {
    "digits": (
        Trial("half_turn", "6", "9"),
        Trial("flip", "2", "5"),
        Trial("half_turn", "2", "2"),
        Trial(HYBRID, "0", "4"),
    ),
    "fashion": (
        Trial("half_turn", "dress", "trouser"),
        Trial("half_turn", "bag", "shirt"),
        Trial(HYBRID, "bag", "shirt"),
    ),
    "sprites": (
        Trial("flip", "potion", "hero"),
        Trial("half_turn", "weapon", "tool"),
        Trial(HYBRID, "potion", "hero"),
    ),
    "photos": (
        Trial("flip", "tulip", "trousers"),
        Trial("invert", "rose", "tulip"),
        Trial(HYBRID, "orange", "sunflower"),
    ),
}


def worth(network: str) -> tuple[Trial, ...]:
    """What to try with a network; with one that nobody has looked at, its first two words; () for one without words."""
    shown = read_card(network).shown
    if not shown:
        return ()
    first, second = (*shown[:2], shown[0])[:2]
    return WORTH.get(network) or (Trial(WAYS[0], first, second),)


def pair_of(network: str) -> tuple[str, str]:
    """The two words to begin with; ("", "") for a network without any."""
    first = next(iter(worth(network)), Trial(WAYS[0], "", ""))
    return first.first, first.second


@dataclass(frozen=True)
class Wanted:
    """Pictures that are of two words at once. `settings` say all but the words."""

    settings: Settings
    first: str
    second: str
    way: str  # one of WAYS
    sigma: float = 0.0  # of a hybrid: its blur, in pixels of a picture of USUAL_SIZE


def wanted(network: str, trial: Trial, w: float, seed: int, sigma: float) -> Wanted:
    """PICTURES of them, from a seed on. The blur counts for hybrids alone."""
    settings = Settings(network, "ddim", STEPS, w, seeds=tuple(range(seed, seed + PICTURES)))
    blur = sigma if trial.way == HYBRID else 0.0
    return Wanted(settings, trial.first, trial.second, trial.way, blur)


def low_pass(network: str, sigma: float) -> Change:
    """The coarse part of pictures (b, c, h, w): a Gaussian blur as wide as σ pixels are in 64."""
    size = load_checkpoint(network).picture_shape[-1]
    return partial(_blurred, sigma * size / USUAL_SIZE)


def _blurred(sigma: float, x: Tensor) -> Tensor:
    return torch.stack([gaussian_blur(picture, sigma) for picture in x])


def parts(wanted: Wanted) -> list[Part]:
    """What each word has a say in. Raises UserError for words that the network does not know."""
    checkpoint = load_checkpoint(wanted.settings.network)
    vocabulary = checkpoint.card.vocabulary
    first, second = (
        checkpoint.vectors([parse_condition(words, vocabulary)])
        for words in (wanted.first, wanted.second)
    )
    if wanted.way == HYBRID:
        return hybrid(first, second, low_pass(wanted.settings.network, wanted.sigma))
    return anagram(first, second, wanted.way)


def two_in_one(wanted: Wanted, inner: Denoiser | None = None) -> Denoiser:
    """The network, guided within each part; x̂0 is clipped outside of their sum. `inner` may take its place."""
    checkpoint = load_checkpoint(wanted.settings.network)
    network = inner or guided_network(checkpoint, wanted.settings.w)
    return Clipped(Joined(network, parts(wanted)), checkpoint.schedule)


def drawn(wanted: Wanted) -> Generator[Step, None, None]:
    """Pictures that both words share, one for each seed, from pure noise."""
    return generate(wanted.settings, denoiser=two_in_one(wanted))


@dataclass(frozen=True, eq=False)
class Halves:
    """One step of such a run of one picture: what each word adds to the guess, and the guess; x0 and ε (c, h, w) each."""

    i: int
    t: int
    seen: Prediction  # the second word's guess of the picture in its own view
    first: Prediction
    second: Prediction
    joined: Prediction


def opened(wanted: Wanted, seed: int) -> list[Halves]:
    """Every step of the run of one seed, with what each part of its guess is."""
    one = replace(wanted, settings=replace(wanted.settings, seeds=(seed,)))
    checkpoint = load_checkpoint(wanted.settings.network)
    network = LastAnswer(guided_network(checkpoint, wanted.settings.w))
    shares, steps = parts(one), []
    for step in generate(one.settings, denoiser=two_in_one(one, network)):
        steps.append(_halves(step, shares, network.answer))
    return steps


class LastAnswer:
    """A denoiser that keeps its last answer."""

    def __init__(self, denoiser: Denoiser) -> None:
        self._denoiser = denoiser
        self.answer = Prediction(torch.empty(0), torch.empty(0))

    def __call__(self, x_t: Tensor, t: Tensor, condition: Tensor | None = None) -> Prediction:
        """As any denoiser."""
        self.answer = self._denoiser(x_t, t, condition)
        return self.answer


def _halves(step: Step, shares: list[Part], answer: Prediction) -> Halves:
    """Of a step of one picture; the answer has a row for each part."""
    first, second = (
        Prediction(part.back(answer.x0[i : i + 1])[0], part.back(answer.eps[i : i + 1])[0])
        for i, part in enumerate(shares)
    )
    seen = Prediction(answer.x0[1].clone(), answer.eps[1].clone())
    joined = Prediction(first.x0 + second.x0, first.eps + second.eps)
    return Halves(step.i, step.t, seen, first, second, joined)


# --- what finished pictures are


def both_views(wanted: Wanted, pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pictures, uint8 (b, h, w, c), as the first and as the second word is to be seen in them."""
    if wanted.way == HYBRID:
        far = low_pass(wanted.settings.network, wanted.sigma)
        return to_pixels(far(from_pixels(pictures))), pictures
    there, _ = VIEWS[wanted.way]
    return pictures, to_pixels(there(from_pixels(pictures)))


@dataclass(frozen=True)
class Named:
    """What a small classifier takes a picture for, and how sure it is of the word that was asked for, 0…1."""

    word: str
    sureness: float
    right: bool


def named(network: str, pictures: np.ndarray, asked: str) -> list[Named]:
    """Of pictures, uint8 (b, h, w, c); [] where there is no classifier of the network's words."""
    judges, vocabulary = judges_for(network), read_card(network).vocabulary
    if judges is None:
        return []
    odds = logits_of(judges.first, torch.from_numpy(pictures).movedim(-1, 1)).softmax(1)
    words = parse_condition(asked, vocabulary)
    columns = [vocabulary.index(word) for word in words]
    taken = [vocabulary[i] for i in odds.argmax(1).tolist()]
    sure = odds[:, columns].sum(1).tolist()
    return [Named(word, s, word in words) for word, s in zip(taken, sure, strict=True)]


Pair = tuple[Named, Named]


def named_both(wanted: Wanted, pictures: np.ndarray) -> list[Pair]:
    """What is found in each picture, seen as the first word and as the second; [] where nobody can name them."""
    network, (first, second) = wanted.settings.network, both_views(wanted, pictures)
    names = named(network, first, wanted.first), named(network, second, wanted.second)
    return list(zip(*names, strict=True))


def best(found: list[Pair]) -> int:
    """The picture in which both words are found, and most surely; else the nearest to it; the first where nothing is known."""
    convinces = [
        (one.right and other.right, min(one.sureness, other.sureness)) for one, other in found
    ]
    return convinces.index(max(convinces)) if convinces else 0


def alone(wanted: Wanted) -> tuple[Settings, Settings]:
    """The same noises drawn as pictures of one word each."""
    first, second = (replace(wanted.settings, words=w) for w in (wanted.first, wanted.second))
    return first, second
