"""Runs that a cluster computes."""

from explainer.core.samplers import last
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import read_card

RUNS = [Settings("digits", "ddim", 5, 2.0, str(i), (i,)) for i in range(6)]


LONG = Settings("digits", "ddpm", 30, 2.0, "3", (1,))


CARD = read_card("digits")


def picture(settings):
    return last(generate(settings)).x_next
