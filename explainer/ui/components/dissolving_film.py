"""Start's film: a picture dissolves in the visitor's browser, and comes back in pictures that the network made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from explainer.core.schedule import NoiseSchedule
from explainer.experiments.dissolve import TURN, Moment
from explainer.media.pictures import to_pixels
from explainer.media.transport import base64_of
from explainer.ui.components import component
from explainer.ui.components.frame_feed import feed
from explainer.ui.components.noise_canvas import EPS_SCALE, fixed_point
from explainer.ui.drawing.theme import colour

_film = component("dissolving_film")


@dataclass(frozen=True)
class Part:
    """What stands under a part of the film: the symbol, in its quantity's colour, and what one sees."""

    symbol: str
    quantity: str
    said: str


@dataclass(frozen=True)
class DissolvingFilm:
    """A film on the page. `show` it; `bring_back` when the network has made its way back."""

    identity: str  # of the picture and the network
    subject: str  # the same for every crop of a picture: for each, the film plays once by itself

    def show(
        self,
        x0: Tensor,
        eps: Tensor,
        schedule: NoiseSchedule,
        parts: Mapping[str, Part],
        words: Mapping[str, str],
    ) -> None:
        """Draw it for x0 and ε, (c, h, w). `parts`: picture, out, again, waiting, network, end."""
        _film(
            key="_dissolving_film",
            data={
                "id": self.identity,
                "subject": self.subject,
                "size": x0.shape[1],
                "channels": x0.shape[0],
                "x0": base64_of(to_pixels(x0)),
                "eps": fixed_point(eps),
                "eps_scale": EPS_SCALE,
                "alpha_bar": schedule.alpha_bar.tolist(),
                "turn": TURN,
                "parts": {name: _looks(part) for name, part in parts.items()},
                "words": dict(words),
            },
        )

    def bring_back(self, moments: Sequence[Moment]) -> None:
        """Hand the film what the network made, from t = TURN to 0."""
        pictures = np.stack([pixels for _, pixels in moments])
        times = [t for t, _ in moments]
        feed(data={"id": self.identity, "times": times, "pictures": base64_of(pictures)})


def _looks(part: Part) -> dict[str, str]:
    return {"symbol": part.symbol, "colour": colour(part.quantity), "said": part.said}
