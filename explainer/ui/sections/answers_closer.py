"""How a visitor's guess compares with what is on screen: the pages of Look closer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from explainer.experiments.completions import Standings
from explainer.experiments.convergence import Curves
from explainer.experiments.copies import Nearest
from explainer.ui.drawing.numbers import number
from explainer.ui.language import say
from explainer.ui.sections import steps_curves
from explainer.ui.sections.copies_found import percent, tendency
from explainer.ui.sections.game_end import Outcome
from explainer.ui.sections.guesses import beside
from explainer.ui.sections.spectral_lens import MOST, Lens
from explainer.ui.sections.why_soft import NOTICED

LEVEL = 0.5  # dB: less is as close
NEAR = 3  # percent of all waves: as near as a slider by fives allows
FEW_TIMES, MANY_TIMES = 4, 40  # of ten times: below and above, a distance has fallen otherwise


def closest_of_many(guess: str, found: Standings) -> str:
    """Why one step is soft: the closest of all completions beside the average of all."""
    gain = found.mean.psnr - found.best
    truth = "even" if abs(gain) < NOTICED else "mean" if gain > 0 else "sharp"
    answer = say(
        "bridge.why_soft.answer",
        n=found.mean.n,
        best=number(found.best, 1),
        mean=number(found.mean.psnr, 1),
    )
    return f"{beside('why_soft', guess, [truth])} {answer}"


def standing(guess: int, lens: Lens) -> str:
    """Spectral lens: which share of a picture's waves stands above the noise."""
    share = 100 * lens.spectra.share(lens.kept)
    key = "near" if abs(share - guess) <= NEAR else "fewer" if share < guess else "more"
    if key == "fewer" and lens.spectra.contrast(lens.kept) < MOST:
        key = "fewer_plain"
    return say(f"bridge.spectral_lens.{key}", guess=guess, t=lens.t, **lens.shares)


def tenfold(guess: str, curves: Curves | None) -> str:
    """Steps, deeper: how much nearer ten times the steps bring ddim; None while the curves are computed."""
    if curves is None:
        return say("bridge.steps_deeper.look", guess=say(f"bridge.steps_deeper.{guess}"))
    ddim = curves.curves["ddim"]
    times = steps_curves.fall(ddim)
    truth = "little" if times < FEW_TIMES else "tenfold" if times <= MANY_TIMES else "hundredfold"
    answer = say(
        "bridge.steps_deeper.answer",
        few=number(ddim.apart[ddim.tenth], 1),
        many=number(ddim.apart[-1], 1),
        times=number(times, 1),
        heun=number(steps_curves.fall(curves.curves["heun"]), 1),
    )
    return f"{beside('steps_deeper', guess, [truth])} {answer}"


def nearness(guess: str, found: Sequence[Nearest]) -> str:
    """Did it copy?: whether drawn pictures are nearer to training pictures than new ones."""
    if not found:
        return say("bridge.did_it_copy.look", guess=say(f"bridge.did_it_copy.{guess}"))
    answer = say(
        "bridge.did_it_copy.answer",
        n=len(found),
        percent=percent(float(np.median([each.closer for each in found]))),
    )
    return f"{beside('did_it_copy', guess, [tendency(found)])} {answer}"


def played(guess: str, found: Outcome) -> str:
    """The denoising game: whether five calls by hand came closer than five in even steps."""
    own, even = found.own, found.others["even"]
    truth = "as_close" if abs(own - even) < LEVEL else "closer" if own > even else "farther"
    numbers = {"own": number(own, 1), "even": number(even, 1), "level": number(LEVEL, 1)}
    answer = say("bridge.denoising_game.answer", **numbers)
    return f"{beside('denoising_game', guess, [truth])} {answer}"
