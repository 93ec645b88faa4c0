"""The plot of an order: for each band of waves, how far the guesses of a run agree with its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from explainer.core.schedule import NoiseSchedule
from explainer.experiments.spectral import Order
from explainer.ui.drawing.figures import finish
from explainer.ui.drawing.theme import INK, colour
from explainer.ui.language import say

ROW = 26  # pixels


def band_name(band: tuple[int, int]) -> str:
    """A band's waves per picture: "3", or "4–5"."""
    low, high = band[0], band[1] - 1
    return str(low) if low == high else say("spectral_lens.order_band", low=low, high=high)


def order_plot(found: Order, schedule: NoiseSchedule) -> go.Figure:
    """Bands from broad at the top to fine, timesteps as the run goes; where each settles, and where noise lays it bare."""
    names, figure = [band_name(band) for band in found.bands], go.Figure()
    figure.add_heatmap(
        x=found.ts,
        y=names,
        z=found.agreement.clip(0, 1),
        zmin=0,
        zmax=1,
        colorscale=[[0, _clear(colour("x0hat"))], [1, colour("x0hat")]],
        showscale=False,
        xgap=1,
        ygap=1,
        hovertemplate=say("spectral_lens.order_hover", **_LATER) + "<extra></extra>",
    )
    bands = range(len(names))
    settled = [found.settled(band) for band in bands]
    bare = [found.surfaces(band, schedule.alpha_bar) for band in bands]
    _marks(figure, names, bare, {"symbol": "diamond-open", "size": 13, "color": colour("eps")})
    _marks(figure, names, settled, {"symbol": "circle", "size": 10, "color": "#fff"})
    axes = say("spectral_lens.order_x"), say("spectral_lens.order_y")
    finish(figure, *axes, 90 + ROW * len(names))
    figure.update_layout(hovermode="closest")
    figure.update_xaxes(range=[schedule.T + 40, 0])
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    return figure


_LATER = {"x": "%{x}", "z": "%{z:.2f}", "band": "%{y}"}  # filled in by the plot


def _marks(
    figure: go.Figure,
    names: list[str],
    ts: Sequence[int | None],
    marker: dict[str, Any],
) -> None:
    """One mark for each band; none where it has no t."""
    there = [(t, name) for t, name in zip(ts, names, strict=True) if t is not None]
    figure.add_scatter(
        x=[t for t, _ in there],
        y=[name for _, name in there],
        mode="markers",
        marker={"line": {"color": INK[0], "width": 2}, **marker},
        hoverinfo="skip",
    )


def _clear(hexadecimal: str) -> str:
    """The same colour, not seen at all."""
    red, green, blue = (int(hexadecimal[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0)"
