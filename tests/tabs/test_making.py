"""What the tabs do with a picture beside cleaning it: the same as the pages of the section Make."""

from __future__ import annotations

import numpy as np

from explainer.core.samplers import last
from explainer.experiments.inside_unet import x0_of
from explainer.experiments.redrawing import begun, redrawn
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import load_checkpoint
from explainer.tabs import functions


def test_redrawing_ends_where_the_pages_run_does_and_without_noise_at_the_picture():
    settings = begun("digits", "3", 7, 2.0, 60)
    checkpoint = load_checkpoint("digits")
    x0 = functions.picture_for("digits", None)
    *_, end = functions.redraw(None, 60, "3", 2.0, 7, "digits")
    made = last(redrawn(settings, x0_of(checkpoint, x0), 60)).x_next
    assert np.array_equal(end.result, functions.rgb(to_pixels(made)[0]))
    (same,) = functions.redraw(None, 0, "3", 2.0, 7, "digits")
    assert np.array_equal(same.result, functions.rgb(to_pixels(x0)))
