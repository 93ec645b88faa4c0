"""Start's strip: a picture into noise, and back by the network."""

from __future__ import annotations

import numpy as np
from torch import Tensor

from explainer.core.noise import noised
from explainer.experiments.sampling import run
from explainer.experiments.settings import Settings
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import Checkpoint

TO = 600  # the noise level at which it turns
STEPS = 30
FRAMES = 5  # on each way, the first picture not counted

Moment = tuple[int, np.ndarray]  # t, and uint8 (h, w, c)


def dissolve(checkpoint: Checkpoint, x0: Tensor) -> tuple[list[Moment], list[Moment]]:
    """Into noise, from t = 0 to TO, and back again, from TO to 0. x0: (c, h, w)."""

    def x_at(t: int) -> Tensor:
        return noised(x0, t, 0, checkpoint.schedule)[0]

    there = [(t, to_pixels(x_at(t))) for t in range(0, TO + 1, TO // FRAMES)]
    settings = Settings(checkpoint.card.name, sampler="ddim", steps=STEPS)
    back = [
        (step.t_next, to_pixels(step.x_next)[0])
        for step in run(settings, x_at(TO)[None], TO)
        if step.i % (STEPS // FRAMES) == 0
    ]
    return there, [there[-1], *back]
