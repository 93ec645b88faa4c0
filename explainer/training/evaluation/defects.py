"""Two defects of codecs as numbers: halos on white around what is drawn there, and a grid in flat areas.

Both are in what a codec gives back, uint8 (N, c, h, w), and are measured against the originals. A convolution that looks
at other pixels at every second place, or a decoder that doubles its maps, can leave a pattern with their period.
"""

from __future__ import annotations

import numpy as np
import torch
from scipy.ndimage import distance_transform_edt
from torch import Tensor

BANDS = {  # pixels from the next pixel that is not white: more than, up to
    "at_edges": (0.0, 2.0),  # blur
    "near": (2.0, 6.0),  # halos
    "far": (10.0, np.inf),  # what the white itself has of errors
}
BLOCK = 16  # pixels: so many frequencies lie between those of a grid
PERIODS = (2, 4, 8)
FLAT = 3.0  # grey levels: a block that varies less shows nothing
ENDS = (8.0, 247.0)  # nearly black and white, where errors are cut off
ROUNDING = 1 / 12  # variance of rounding to grey levels: nobody sees a grid below it


def halo(originals: Tensor, returned: Tensor) -> dict[str, float]:
    """Mean absolute error, in grey levels of 255, where the original is white: by the distance from what is not.

    A band of which there is no pixel is left out.
    """
    error = (returned.float() - originals.float()).abs().mean(1).numpy()  # (N, h, w)
    distance = np.stack([_from_ink(w) for w in (originals == 255).all(1).numpy()])
    within = {name: (distance > low) & (distance <= high) for name, (low, high) in BANDS.items()}
    return {name: round(float(error[w].mean()), 3) for name, w in within.items() if w.any()}


def _from_ink(white: np.ndarray) -> np.ndarray:
    """Distance of each white pixel (h, w) to the next that is not; infinite where all are white."""
    if white.all():
        return np.full(white.shape, np.inf)
    distance: np.ndarray = distance_transform_edt(white)
    return distance


def grid(originals: Tensor, returned: Tensor) -> dict[str, float]:
    """Power of the error in flat blocks at the periods of a grid, over that of the frequencies beside: 1 without one.

    By period in pixels ("2", "4", "8"), and of how many blocks. Blocks that are nearly black or white are left out.
    """
    blocks = _blocks(originals.float())  # (n, c, BLOCK, BLOCK)
    error = (_blocks(returned.float()) - blocks).mean(1)
    mean = blocks.mean((1, 2, 3))
    flat = blocks.std((2, 3)).amax(1) < FLAT
    flat &= (mean > ENDS[0]) & (mean < ENDS[1])
    lines = torch.cat([error[flat], error[flat].mT]).flatten(0, 1)  # rows and columns
    if not len(lines):
        return {"blocks": 0}
    power = torch.fft.rfft(lines.double(), norm="ortho").abs().square().mean(0) + ROUNDING
    return {
        **{str(period): round(_peak(power, BLOCK // period), 3) for period in PERIODS},
        "blocks": int(flat.sum()),
    }


def _blocks(x: Tensor) -> Tensor:
    """(N, c, h, w) → (n, c, BLOCK, BLOCK), side by side."""
    squares = x.unfold(2, BLOCK, BLOCK).unfold(
        3, BLOCK, BLOCK
    )  # (N, c, rows, columns, BLOCK, BLOCK)
    return squares.permute(0, 2, 3, 1, 4, 5).flatten(0, 2)


def _peak(power: Tensor, k: int) -> float:
    """Power at frequency k over the geometric mean of those beside: 1 along any power law, about."""
    beside = [k - 1, k + 1] if k + 1 < len(power) else [k - 1]
    return float(power[k] / power[beside].log().mean().exp())
