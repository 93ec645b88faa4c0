"""What each choice of the training recipe is worth: python benchmarks/recipe_choices.py --data FOLDER

Trains a small network on MNIST at 14×14 over and over, each time with one choice changed and all else the
same (pictures, noise, steps), and lets a judge trained on real pictures of that size look at what it draws, without
guidance, which would hide mistakes. At this scale a difference is a hint, not a law: the last row, the first recipe with
other first weights, says how much chance does.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from explainer.core.denoiser import Clipped, NetworkDenoiser
from explainer.core.noise import FreshNoise, unit_noise
from explainer.core.samplers import ddpm_step, last, walk
from explainer.core.schedule import make_schedule
from explainer.media.pictures import to_pixels
from explainer.networks.config import UNetConfig
from explainer.networks.judges import Judges, new_judges, share_named_right
from explainer.networks.learning import Objective
from explainer.networks.word_unet import WordUNet
from explainer.training.data import Pictures, load_pictures
from explainer.training.evaluation.distances import frechet_distance, seen_by
from explainer.training.evaluation.teaching import teach
from explainer.training.loop import new_state, train
from explainer.training.place import find_place
from explainer.training.recipe import Recipe
from explainer.training.recipes import DIGITS

SMALL = replace(
    DIGITS, network=UNetConfig(14, 1, (16, 32), (False, True), blocks=1), warmup_steps=100
)
STEPS = 50  # of DDPM, for each picture


@dataclass(frozen=True)
class Choice:
    """One change to the recipe; `first_weights` is their seed."""

    name: str
    recipe: Recipe = SMALL
    first_weights: int = 0


CHOICES = (
    Choice("the recipe: v, cosine, plain loss, average over 10 %, words 5 times as fast"),
    Choice("predicts ε", replace(SMALL, objective=Objective(prediction="eps"))),
    Choice("predicts x0", replace(SMALL, objective=Objective(prediction="x0"))),
    Choice("linear schedule", replace(SMALL, objective=Objective(schedule="linear"))),
    Choice("min-SNR weights, cap 5", replace(SMALL, objective=Objective(snr_cap=5.0))),
    Choice("average over 5 %", replace(SMALL, ema_gamma=16.97)),
    Choice("average over 25 %", replace(SMALL, ema_gamma=2.02)),
    Choice("words as fast as the rest", replace(SMALL, word_rate=1.0)),
    Choice(
        "half the channels",
        replace(SMALL, network=UNetConfig(14, 1, (8, 16), (False, True), head_dim=16)),
    ),
    Choice("the recipe, other first weights", first_weights=1),
)


def trained(choice: Choice, pictures: Pictures, steps: int) -> WordUNet:
    """The averaged weights after so many steps; the clock of the learning rate counts steps."""
    place = find_place()
    state = new_state(choice.recipe, place.device, choice.first_weights)
    for _ in train(choice.recipe, state, pictures, place, steps, clock=lambda: float(state.step)):
        pass
    return state.average.eval()


@torch.inference_mode()
def drawn(model: WordUNet, objective: Objective, each: int) -> tuple[Tensor, Tensor]:
    """`each` pictures of every digit, uint8 (N, 1, h, w), and the digits (N,)."""
    schedule, shape = make_schedule(objective.schedule), model.unet.config
    raw = NetworkDenoiser(model.unet, schedule, objective.prediction)
    size, words = (shape.channels, shape.size, shape.size), len(model.words)
    seeds = [*range(each)] * words
    steps = walk(
        ddpm_step,
        Clipped(raw, schedule),
        schedule,
        unit_noise(size, seeds),
        schedule.timesteps(STEPS),
        condition=model.words.repeat_interleave(each, 0),
        noise=FreshNoise(size, seeds),
    )
    images = torch.from_numpy(to_pixels(last(steps).x_next)).movedim(-1, 1)
    return images, torch.arange(words).repeat_interleave(each)


def judges_for(pictures: Pictures, test: Pictures, steps: int) -> Judges:
    """They only know this size; nothing of them is kept."""
    judges = new_judges(1, SMALL.network.size, len(SMALL.vocabulary))
    teach(judges.first, pictures, steps)
    labels = test.bags.argmax(1)
    print(
        f"judge on real test pictures: {share_named_right(judges.first, test.images, labels):.1%}"
    )
    return judges


def main(arguments: list[str] | None = None) -> None:
    """Train, draw, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of training files")
    parser.add_argument("--steps", type=int, default=1500, help="of 64 pictures, for each choice")
    parser.add_argument("--each", type=int, default=100, help="pictures to draw of each digit")
    parser.add_argument("--judge-steps", type=int, default=1400, help="to train the judge")
    options = parser.parse_args(arguments)
    pictures, test = (
        load_pictures(options.data, SMALL, part).reduced(2) for part in ("train", "test")
    )
    judges = judges_for(pictures, test, options.judge_steps)
    real = seen_by(judges.features, test.images[: 10 * options.each])
    print("| changed | named as asked | own FID |\n|---|---|---|")
    for choice in CHOICES:
        model = trained(choice, pictures, options.steps)
        images, labels = drawn(model, choice.recipe.objective, options.each)
        named = share_named_right(judges.first, images, labels)
        fid = frechet_distance(seen_by(judges.features, images), real)
        print(f"| {choice.name} | {named:.1%} | {fid:.1f} |", flush=True)


if __name__ == "__main__":
    main()
