"""Remove noise: how near the best blur comes to one network call, from little noise to much."""

from __future__ import annotations

from explainer.experiments.cleaning import Estimate, NoisyPicture, blur_beside
from explainer.ui.cached import cleaned
from explainer.ui.drawing.numbers import number
from explainer.ui.language import enumerated, say
from explainer.ui.terms import explained

LEVELS = (100, 250, 500, 750, 900)  # the classic three, and one on each side
POOR = 15.0  # dB: hardly the picture any more
NEARLY_AS_GOOD = 1.25  # times the error: one decibel of closeness


def where_blur_does_best(noisy: NoisyPicture, identity: str) -> str:
    """At which of the noise levels on the page the best blur comes nearest to one network call."""
    shown = sorted({*LEVELS, noisy.t})
    nearest, *_, farthest = blur_beside({t: cleaned_at(noisy, identity, t) for t in shown})
    ratio = round(nearest.ratio, 2)
    verdict_ = "blur_wins" if ratio < 1 else "blur_near" if ratio <= NEARLY_AS_GOOD else "blur_far"
    facts = {"near": _error(nearest.ratio), "t": nearest.t}
    facts |= {"away": _error(farthest.ratio), "far": farthest.t}
    tried = explained("remove_noise.blur_tried", levels=enumerated(map(str, shown)))
    poor = ""
    if nearest.psnr < POOR:
        poor = say("remove_noise.blur_poor", t=nearest.t, psnr=number(nearest.psnr, 1))
    return " ".join(filter(None, [say(f"remove_noise.{verdict_}", **facts), poor, tried]))


def _error(ratio: float) -> str:
    """So many times the error, in words: below twice as a share that is more or less."""
    percent = round(100 * abs(ratio - 1))
    if percent == 0:
        return say("remove_noise.error_same")
    if ratio >= 2:
        return say("remove_noise.error_times", ratio=number(ratio, 1))
    return say(
        "remove_noise.error_more" if ratio > 1 else "remove_noise.error_less", percent=percent
    )


def cleaned_at(noisy: NoisyPicture, identity: str, t: int) -> dict[str, Estimate]:
    """The same picture under the noise of another t, cleaned."""
    return cleaned(NoisyPicture(noisy.checkpoint, noisy.x0, t, noisy.seed), identity)
