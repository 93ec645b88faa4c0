"""What could be done before networks: filters, each given its best chance.

Every filter first divides by the signal scale, x_t/√ᾱ_t, or its result would have too little contrast, √ᾱ_t of it;
every parameter is tuned for this very picture by peeking at the original, which no real user could.
A network that still wins has won fairly. Pictures: (c, h, w) in [−1, 1].
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
import torch
from scipy.fft import dct, dctn, idct, idctn
from scipy.ndimage import gaussian_filter
from skimage.restoration import (
    cycle_spin,
    denoise_nl_means,
    denoise_tv_chambolle,
    denoise_wavelet,
)
from torch import Tensor

from explainer.core.metrics import psnr
from explainer.core.spectrum import rings


@dataclass(frozen=True, eq=False)
class Filtered:
    """A filtered picture and the parameter it was made with."""

    picture: Tensor
    parameter: float


def rescale(x_t: Tensor, alpha_bar: float) -> Tensor:
    """x_t/√ᾱ_t: the picture at its own contrast, plus noise of deviation √(1−ᾱ)/√ᾱ."""
    return x_t / math.sqrt(alpha_bar)


def gaussian_blur(picture: Tensor, sigma: float) -> Tensor:
    """Gaussian blur with standard deviation `sigma` in pixels; infinite gives the mean colour."""
    if math.isinf(sigma):
        return picture.mean((1, 2), keepdim=True).expand_as(picture).clone()
    blurred = gaussian_filter(picture.numpy(), (0, sigma, sigma), mode="reflect", truncate=4)
    return torch.from_numpy(blurred)


def _with_library(
    filter_: Callable[[np.ndarray, int | None], np.ndarray], picture: Tensor
) -> Tensor:
    """Call filter_(array, channel axis) with the channels last, or without any if there is only one."""
    x = picture.permute(1, 2, 0).double().numpy()
    grey = x.shape[2] == 1
    result = filter_(x[..., 0], None)[..., None] if grey else filter_(x, 2)
    return torch.from_numpy(np.ascontiguousarray(result.transpose(2, 0, 1))).float()


def non_local_means(picture: Tensor, strength: float, noise: float) -> Tensor:
    """Average of places that look alike (Buades et al. 2005): `strength` times the known noise deviation."""
    return _with_library(
        lambda x, axis: denoise_nl_means(
            x,
            patch_size=5,
            patch_distance=9,
            h=strength * noise,
            sigma=noise,
            channel_axis=axis,
        ),
        picture,
    )


def total_variation(picture: Tensor, weight: float) -> Tensor:
    """The nearest picture of small total variation (Chambolle 2004); a larger weight is smoother."""
    return _with_library(
        lambda x, axis: denoise_tv_chambolle(x, weight=weight, channel_axis=axis), picture
    )


def wavelet_shrinkage(picture: Tensor, strength: float, noise: float) -> Tensor:
    """Shrink the details of Haar wavelets as far as each scale's noise asks (BayesShrink, Chang et al. 2000).

    `strength` times the known noise deviation is taken for the noise. Brightness and colour differences are
    shrunk by themselves; the mean of 16 positions of the wavelets' grid hides it (Coifman and Donoho 1995).
    Needs the package PyWavelets.
    """
    levels = int(math.log2(picture.shape[-1])) - 1
    settings = {"sigma": strength * noise, "method": "BayesShrink", "wavelet_levels": levels}

    def shrunk(x: np.ndarray, axis: int | None) -> np.ndarray:
        colours = x if axis is None else dct(x, axis=axis, norm="ortho")
        kw = settings | {"channel_axis": axis}
        spun: np.ndarray = cycle_spin(
            colours, denoise_wavelet, 3, workers=1, func_kw=kw, channel_axis=axis
        )
        return spun if axis is None else np.asarray(idct(spun, axis=axis, norm="ortho"))

    return _with_library(shrunk, picture)


def best_of(make: Callable[[float], Tensor], grid: Sequence[float], original: Tensor) -> Filtered:
    """The parameter with the highest PSNR: a rising grid, then the gaps on both sides of its best."""

    def score(parameter: float) -> float:
        return psnr(tried[parameter], original)

    tried = {p: make(p) for p in grid}
    best = grid.index(max(tried, key=score))
    for a, b in pairwise(grid[max(best - 1, 0) : best + 2]):
        if a > 0 and not math.isinf(b):
            middle = math.sqrt(a * b)
            tried[middle] = make(middle)
    winner = max(tried, key=score)
    return Filtered(tried[winner], winner)


@dataclass(frozen=True, eq=False)
class PictureStatistics:
    """What the Wiener filter knows of a set of pictures: their mean colour, and how strong detail is.

    `power` (c, rings): mean energy of a cosine coefficient by ring of frequency, ring k holding k half
    cycles per picture, for brightness first, then the colour differences (a cosine transform over the
    channels). White noise of variance 1 has power 1 everywhere.
    """

    mean: tuple[float, ...]
    power: tuple[tuple[float, ...], ...]


def _cosine(x: np.ndarray) -> np.ndarray:
    """Orthonormal cosine transform over channels, rows and columns: (…, c, h, w).

    It mirrors at the edges, where a Fourier transform would see a jump, and over the channels it
    separates brightness from colour, which hardly go together.
    """
    transformed: np.ndarray = dctn(x, axes=(-3, -2, -1), norm="ortho")
    return transformed


def _rings(h: int, w: int) -> np.ndarray:
    """Ring of each cosine coefficient (h, w); the corner shares the last ring."""
    ring: np.ndarray = rings(torch.arange(h), torch.arange(w)).clamp(max=max(h, w) - 1).numpy()
    return ring


def picture_statistics(pictures: Tensor) -> PictureStatistics:
    """Statistics of pictures (n, c, h, w) in [−1, 1]."""
    mean = pictures.double().mean((0, 2, 3))
    centred = (pictures.double() - mean[:, None, None]).cpu().numpy()
    energy = np.square(_cosine(centred)).mean(0)
    ring = _rings(*energy.shape[1:]).ravel()
    power = [np.bincount(ring, e.ravel()) / np.bincount(ring) for e in energy]
    return PictureStatistics(tuple(mean.tolist()), tuple(tuple(p.tolist()) for p in power))


def wiener(
    picture: Tensor, noise: float, statistics: PictureStatistics, trust: float = 1.0
) -> Tensor:
    """The best linear filter for Gaussian pictures with these statistics (Wiener 1949).

    Every frequency is kept by the share S/(S + noise²/trust) of its power that is picture; `noise` is the
    deviation, and `trust` above 1 keeps more of the picture and of the noise.
    """
    mean = np.array(statistics.mean)[:, None, None]
    power = np.array(statistics.power)[:, _rings(*picture.shape[1:])]
    kept = power / (power + noise**2 / trust)
    filtered = idctn(kept * _cosine(picture.double().numpy() - mean), axes=(0, 1, 2), norm="ortho")
    return torch.from_numpy(filtered + mean).float()


BLUR_GRID = (0.0, 0.35, 0.5, 0.7, 0.85, 1.0, 1.2, 1.4, 1.7, 2.0, 2.5, 3.0, 4.0, 5.5, 8.0, math.inf)
NLM_GRID = (0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.2, 1.6, 2.4)
WAVELET_GRID = (0.7, 1.0, 1.4)
TRUST_GRID = (0.2, 0.4, 0.7, 1.0, 1.4, 2.0, 3.0, 5.0)
TV_GRID = (0.03, 0.06, 0.12, 0.2, 0.3, 0.45, 0.7, 1.0, 1.5, 2.5, 4.0, 6.0, 9.0, 14.0, 20.0)


def best_blur(x_t: Tensor, alpha_bar: float, original: Tensor) -> Filtered:
    """Gaussian blur with the best σ for this picture, from none at all to the mean colour."""
    scaled = rescale(x_t, alpha_bar)
    return best_of(lambda sigma: gaussian_blur(scaled, sigma), BLUR_GRID, original)


def best_non_local_means(x_t: Tensor, alpha_bar: float, original: Tensor) -> Filtered:
    """Non-local means with the best strength for this picture and the true noise level."""
    scaled, noise = rescale(x_t, alpha_bar), math.sqrt(1 / alpha_bar - 1)
    return best_of(lambda h: non_local_means(scaled, h, noise), NLM_GRID, original)


def best_total_variation(x_t: Tensor, alpha_bar: float, original: Tensor) -> Filtered:
    """Total variation with the best weight for this picture."""
    scaled = rescale(x_t, alpha_bar)
    return best_of(lambda weight: total_variation(scaled, weight), TV_GRID, original)


def best_wavelet(x_t: Tensor, alpha_bar: float, original: Tensor) -> Filtered:
    """Wavelet shrinkage with the best threshold for this picture and the true noise level."""
    scaled, noise = rescale(x_t, alpha_bar), math.sqrt(1 / alpha_bar - 1)
    return best_of(lambda k: wavelet_shrinkage(scaled, k, noise), WAVELET_GRID, original)


def best_wiener(
    x_t: Tensor, alpha_bar: float, original: Tensor, statistics: PictureStatistics
) -> Filtered:
    """The Wiener filter with the best trust for this picture and the true noise level."""
    scaled, noise = rescale(x_t, alpha_bar), math.sqrt(1 / alpha_bar - 1)
    return best_of(lambda trust: wiener(scaled, noise, statistics, trust), TRUST_GRID, original)


Baseline = Callable[[Tensor, float, Tensor], Filtered]


def baselines(statistics: PictureStatistics | None) -> dict[str, Baseline]:
    """Every filter, by name; the Wiener filter needs the statistics of the training pictures."""
    known: dict[str, Baseline] = {
        "gaussian_best": best_blur,
        "tv": best_total_variation,
        "nlm": best_non_local_means,
    }
    if statistics is not None:
        known["wiener"] = partial(best_wiener, statistics=statistics)
    return known
