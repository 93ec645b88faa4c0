"""What “Show the code” shows of the section Teach."""

from __future__ import annotations

from explainer.core.baselines import best_blur
from explainer.core.noise import noised
from explainer.core.schedule import NoiseSchedule
from explainer.experiments.cleaning import cleaned, walk_back
from explainer.experiments.guidance import along_w
from explainer.experiments.sampling import one_step
from explainer.experiments.worksheet import lettered, pixel_sum, shares, worksheet
from explainer.ui.code.chains import from_noise
from explainer.ui.controls import table
from explainer.ui.shown import Chosen, Shown


def teach(chosen: Chosen) -> tuple[Shown, ...]:
    """What a worksheet is made of: noise, three ways to clean, two lengths of a run, and guidance."""
    asked = (worksheet, lettered, shares, pixel_sum)
    cleaning = (noised, NoiseSchedule.add_noise, cleaned, best_blur, one_step, walk_back)
    drawing = from_noise({**chosen, table.SAMPLER.key: "ddim"})
    return (*asked, *cleaning, along_w, *drawing)
