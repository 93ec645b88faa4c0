"""The jump canvas: where a jump to any t would land, computed in the visitor's browser from one guess."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor

from explainer.core.schedule import NoiseSchedule
from explainer.media.pictures import to_pixels
from explainer.media.transport import base64_of
from explainer.ui.components import component
from explainer.ui.components.noise_canvas import EPS_SCALE, fixed_point
from explainer.ui.drawing.theme import colour
from explainer.ui.language import say

_canvas = component("jump_canvas")


def jump_canvas(
    x_t: Tensor,
    guess: Tensor,
    eps: Tensor,
    t: int,
    place: tuple[int, int],
    schedule: NoiseSchedule,
    on_change: Callable[[], None],
    key: str,
    held: bool = False,
) -> None:
    """Draw x_t, the guess x̂0 and the landing, from ε̂; (c, n, n) each. Where it is let go is in session_state[key].to.

    The slider goes from the lower `place` to t − 1 and stands at the other.
    """
    low, to = place
    words = {"here": say("denoising_game.here", t=t), "guess": say("denoising_game.guess", t=t)}
    _canvas(
        key=key,
        data={
            "size": x_t.shape[-1],
            "channels": x_t.shape[0],
            "x_t": base64_of(to_pixels(x_t)),
            "guess": base64_of(to_pixels(guess)),
            "eps": fixed_point(eps),
            "eps_scale": EPS_SCALE,
            "t": t,
            "low": low,
            "to": to,
            "alpha_bar": schedule.alpha_bar.tolist(),
            "held": held,
            "colours": {quantity: colour(quantity) for quantity in ("xt", "x0hat")},
            "words": words
            | {
                word: say(f"denoising_game.{word}", t="{t}") for word in ("landing", "to", "choose")
            },
        },
        default={"to": to},
        on_to_change=on_change,
    )
