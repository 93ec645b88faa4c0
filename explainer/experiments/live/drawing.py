"""What a network that learns live can do by now: it draws from noise, and the pictures are compared with what it learned from."""

from __future__ import annotations

import torch
from torch import Tensor

from explainer.core.denoiser import Clipped, Guided, NetworkCall, NetworkDenoiser
from explainer.core.noise import unit_noise
from explainer.core.samplers import ddim_step, last, walk
from explainer.core.schedule import make_schedule
from explainer.core.units import GREY_LEVELS
from explainer.experiments.live.loop import Student, weights_of
from explainer.experiments.live.one_level import apart, covered, guesses
from explainer.experiments.live.pictures import Lesson, lesson
from explainer.experiments.live.plan import ASKED, Moment, Plan
from explainer.media.pictures import to_pixels
from explainer.networks.learning import Objective
from explainer.networks.weights import as_bytes
from explainer.networks.word_unet import WordUNet

STEPS = 16  # of a run
W = 2.0  # guidance
UNSEEN = 10**6  # added to the seed, for pictures to try it on


def draw(
    network: NetworkCall, words: Tensor | None, shape: tuple[int, int, int], seeds: list[int]
) -> Tensor:
    """A picture for each seed, (b, *shape) in [−1, 1]; words: vectors (b, d), or None for none."""
    schedule = make_schedule(Objective().schedule)
    denoiser = Clipped(Guided(NetworkDenoiser(network, schedule), W), schedule)
    noise = unit_noise(shape, seeds)
    steps = walk(ddim_step, denoiser, schedule, noise, schedule.timesteps(STEPS), condition=words)
    return last(steps).x_next.clamp(-1, 1)


def asked_labels(vocabulary: tuple[str, ...]) -> Tensor:
    """The number of the word that each of ASKED pictures is asked for, (ASKED,): all in turn."""
    return torch.arange(ASKED) % max(len(vocabulary), 1)


def vectors(network: WordUNet, labels: Tensor) -> Tensor | None:
    """What the network is told of these words, (b, d); None where it knows none."""
    return network.words[labels] if len(network.words) else None


def moment(plan: Plan, taught: Lesson, student: Student) -> Moment:
    """What the average can do by now with the noise of the plan's seed, the same each time."""
    return _drawn(plan, taught, student) if plan.sigma is None else _cleaned(plan, student)


def unseen(plan: Plan, n: int) -> Tensor:
    """Pictures of the same kind that it does not learn from, (n, c, h, w)."""
    return lesson(plan.subject, plan.seed + UNSEEN, plan.picture, n).x0


def _cleaned(plan: Plan, student: Student) -> Moment:
    """Of a denoiser of one level: new pictures under that much noise, and how far its guesses are from them."""
    assert plan.sigma is not None
    x0 = unseen(plan, ASKED)
    eps = torch.randn(x0.shape, generator=torch.Generator().manual_seed(plan.seed))
    x = guesses(student.average, covered(x0, eps, plan.sigma))
    return _told(plan, student, x, apart(x, x0), None)


def _told(plan: Plan, student: Student, x: Tensor, off: float, right: int | None) -> Moment:
    weights = as_bytes(weights_of(student.average))
    return Moment(student.step * plan.batch, to_pixels(x), off, right, weights)


@torch.inference_mode()
def _drawn(plan: Plan, taught: Lesson, student: Student) -> Moment:
    """Pictures from noise, and how far each is from the nearest that it learned from."""
    network, labels = student.average, asked_labels(taught.vocabulary)
    c, h, w = taught.x0.shape[1:]
    seeds = [plan.seed + i for i in range(ASKED)]
    x = draw(network.unet, vectors(network, labels), (c, h, w), seeds)
    distance, found = taught.nearest(x)
    right = int((found == labels).sum()) if taught.vocabulary else None
    return _told(plan, student, x, GREY_LEVELS * float(distance.mean()), right)
