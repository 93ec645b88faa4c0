"""A worksheet computed with the quickest network, for the tests of what is asked and of how it prints."""

from __future__ import annotations

from functools import cache

from explainer.core.samplers import last
from explainer.experiments.cleaning import NoisyPicture, walk_back
from explainer.experiments.guidance import along_w
from explainer.experiments.sampling import generate
from explainer.experiments.worksheet import CLEANED_AT, Choice, Ends, Worksheet, worksheet
from explainer.media.pictures import reduce, to_pixels
from explainer.networks.checkpoints import load_checkpoint
from explainer.samples import sample_pixels

CHOICE = Choice("digits", "digits", "3", 11)


def noisy(choice: Choice = CHOICE) -> NoisyPicture:
    checkpoint = load_checkpoint(choice.cleaner)
    channels, size, _ = checkpoint.shape
    x0 = reduce(sample_pixels("tulip"), size, channels)
    return NoisyPicture(checkpoint, x0, CLEANED_AT, choice.seed)


@cache
def ends(choice: Choice = CHOICE) -> Ends:
    back = last(walk_back(noisy(choice), choice.back)).x_next
    few, many = (last(generate(settings)).x_next for settings in choice.lengths)
    pushed = last(along_w(choice.pushed)).x_next if choice.pushed else None
    strip = None if pushed is None else to_pixels(pushed)
    return Ends(to_pixels(back), to_pixels(few), to_pixels(many), strip)


@cache
def made(choice: Choice = CHOICE) -> Worksheet:
    return worksheet(choice, noisy(choice), ends(choice))
