"""Start's film: a picture into noise, by the formula alone, and back by the network."""

from __future__ import annotations

import numpy as np
from torch import Tensor

from explainer.core.noise import noised
from explainer.experiments.sampling import run
from explainer.experiments.settings import Settings
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import Checkpoint

# where the network begins: most of what stays to be seen of the picture is its noise, and what comes back is like it.
# From t = 1000, where only noise is left, it would make up another picture
TURN = 700
STEPS = 28
SEED = 0

Moment = tuple[int, np.ndarray]  # t, and uint8 (h, w, c)


def noise_of(checkpoint: Checkpoint, x0: Tensor) -> Tensor:
    """The ε that the film mixes with x0, both (c, h, w), all the way."""
    return noised(x0, 0, SEED, checkpoint.schedule)[1]


def way_back(checkpoint: Checkpoint, x0: Tensor) -> list[Moment]:
    """From x_t at t = TURN, which is all that the network is given of x0 (c, h, w), down to t = 0."""
    x_t, _ = noised(x0, TURN, SEED, checkpoint.schedule)
    settings = Settings(checkpoint.card.name, sampler="ddim", steps=STEPS)
    walk = run(settings, x_t[None], TURN)
    return [
        (TURN, to_pixels(x_t)),
        *((step.t_next, to_pixels(step.x_next)[0]) for step in walk),
    ]
