"""Which network a front end begins with, as the cards say."""

from __future__ import annotations

import contextlib
from typing import Literal

from explainer.core.errors import UserError
from explainer.networks.checkpoints import available, read_card, ships

# cleaning any picture of a visitor's; drawing from noise; many small pictures at once, to compare them
Task = Literal["cleaning", "drawing", "comparing"]


def preferred(task: Task) -> str:
    """The network that a front end begins with for a task: whose card says so, what ships first; else any, or "".

    Pictures are cleaned in pixels.
    """
    able = available("pixels" if task == "cleaning" else "any")
    names = sorted(able, key=lambda name: not ships(name))
    for name in names:
        with contextlib.suppress(UserError):  # whoever asks for that network is told
            if task in read_card(name).best_for:
                return name
    return next(iter(names), "")
