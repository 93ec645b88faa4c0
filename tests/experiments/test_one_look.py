"""One look of a network: what is drawn of it is what a walk does there."""

from __future__ import annotations

import numpy as np

from explainer.experiments.one_look import BEFORE, STEPS, one_look
from explainer.experiments.sampling import generate
from explainer.media.pictures import to_pixels


def test_a_look_is_the_step_of_the_walk_that_it_names():
    look = one_look("digits")
    steps = list(generate(look.settings))
    step, after = steps[BEFORE], steps[BEFORE + 1]
    assert len(steps) == STEPS
    assert (look.t, look.s) == (step.t, after.t)
    assert np.array_equal(look.x_t, to_pixels(step.x_t)[0])
    assert np.array_equal(look.x0, to_pixels(step.prediction.x0)[0])
    assert np.array_equal(look.x_s, to_pixels(after.x_t)[0])


def test_a_network_in_latents_is_looked_at_through_its_decoder(tiny_latent):
    look = one_look(tiny_latent)
    assert look.x_t.shape == look.x0.shape == look.x_s.shape == (16, 16, 3)
