"""The noise canvas: any x_t at sixty frames a second, computed in the visitor's browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from torch import Tensor

from explainer.core.schedule import NoiseSchedule
from explainer.media.pictures import to_pixels
from explainer.media.transport import base64_of
from explainer.ui.components import component
from explainer.ui.drawing.figures import label_places
from explainer.ui.drawing.theme import COLOURS, colour
from explainer.ui.language import language, say
from explainer.ui.terms import address

EPS_SCALE = 4096  # ε as 16-bit integers: ±8, to a 60th of a grey level

_canvas = component("noise_canvas")
_WORDS = (
    *("x0", "eps", "xt", "t", "signal", "noise", "speed", "play", "pause", "normal"),
    *("curve", "histogram", "schedules", "equal_t", "equal_snr"),
)


def fixed_point(eps: Tensor) -> str:
    """Noise (c, h, w) as it travels to a browser: 16-bit integers (h, w, c), EPS_SCALE times as large, in base64."""
    return base64_of(np.rint(eps.movedim(0, -1).numpy() * EPS_SCALE).astype(np.int16))


def noised(
    x0: Tensor, eps: Tensor, t: int, curves: Mapping[str, Sequence[float]], held: bool
) -> dict[str, object]:
    """What a browser needs to noise a picture by itself: x0 and ε, (c, h, w), and ᾱ of each schedule by its name."""
    noise, pixels = fixed_point(eps), base64_of(to_pixels(x0))
    return {
        "id": f"{hash(pixels)} {hash(noise)}",
        "size": x0.shape[1],
        "channels": x0.shape[0],
        "x0": pixels,
        "eps": noise,
        "eps_scale": EPS_SCALE,
        "t": t,
        "language": language(),
        "held": held,
        "names": list(curves),
        "alpha_bar": dict(curves),
        "colours": {quantity: colour(quantity) for quantity in COLOURS},
    }


def noise_canvas(
    x0: Tensor,
    eps: Tensor,
    t: int,
    schedules: dict[str, NoiseSchedule],
    schedule: str,
    on_change: Callable[[], None],
    key: str,
    held: bool = False,
) -> None:
    """Draw the canvas for x0 and ε, (c, h, w); t cannot be moved if `held`. Where the slider is let go is in session_state[key].t."""
    curves = {name: s.alpha_bar.tolist() for name, s in schedules.items()}
    _canvas(
        key=key,
        data={
            **noised(x0, eps, t, curves, held),
            "schedule": schedule,
            "labels": label_places(curves),
            "snr_means": address("snr"),
            "words": {word: say(f"canvas.{word}") for word in _WORDS},
        },
        default={"t": t},
        on_t_change=on_change,
    )
