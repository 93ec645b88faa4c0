"""The spectral lens: which waves of a picture stand above the noise at any t, computed in the visitor's browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from torch import Tensor

from explainer.core.schedule import NoiseSchedule
from explainer.core.spectrum import radial_power
from explainer.experiments.spectral import Spectra
from explainer.media.pictures import to_pixels
from explainer.media.transport import base64_of
from explainer.ui.components import component
from explainer.ui.components.noise_canvas import noised
from explainer.ui.language import say

_lens = component("spectral_lens")
_CANVAS = ("t", "speed", "play", "pause", "x0", "xt")  # words that Add noise has, too
_WORDS = (
    *("xt_at", "kept_share", "guess_at", "guess", "level", "plot", "power", "coarse", "fine"),
    *("all_stand", "none_stands", "stand_to"),
)
_LATER = {name: f"{{{name}}}" for name in ("t", "share", "n", "pixels")}  # filled in by the browser


def spectral_lens(
    x0: Tensor,
    eps: Tensor,
    t: int,
    schedule: NoiseSchedule,
    spectra: Spectra,
    guesses: Mapping[int, Tensor],
    on_change: Callable[[], None],
    key: str,
    held: bool = False,
    tells: bool = True,
) -> None:
    """Draw the lens for x0 and ε, (c, n, n), and guesses x̂0 by their t. Where the slider is let go is in session_state[key].t.

    `tells`: whether the share of waves that stand is told.
    """
    _lens(
        key=key,
        data={
            **noised(x0, eps, t, {schedule.name: schedule.alpha_bar.tolist()}, held),
            "schedule": schedule.name,
            "spectra": {
                part: getattr(spectra, part).tolist() for part in ("picture", "noise", "cross")
            },
            "sizes": spectra.sizes.tolist(),
            "guesses": [_guess(at, guesses[at]) for at in sorted(guesses)],
            "words": _words(tells),
        },
        default={"t": t},
        on_t_change=on_change,
    )


def _guess(t: int, x0: Tensor) -> dict[str, object]:
    power = radial_power(x0, corners=True).tolist()
    return {"t": t, "pixels": base64_of(to_pixels(x0)), "power": power}


def _words(tells: bool) -> dict[str, str]:
    canvas = {word: say(f"canvas.{word}") for word in _CANVAS}
    words = {word: say(f"spectral_lens.{word}", **_LATER) for word in _WORDS}
    return canvas | words | ({} if tells else {"kept_share": say("spectral_lens.kept")})
