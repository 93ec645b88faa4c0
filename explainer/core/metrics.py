"""How close, and how sharp. All measures compare clipped pictures in [−1, 1], (channels, height, width)."""

from __future__ import annotations

import math

import numpy as np
from scipy.fft import dctn, idctn
from scipy.ndimage import gaussian_filter
from skimage.metrics import peak_signal_noise_ratio, structural_similarity
from torch import Tensor

from explainer.core.units import GREY_LEVELS

DETAIL = 0.25  # cycles per pixel: half the finest frequency that pixels can hold
MEDIAN_OF_NORMAL = 0.6745  # of the size of normal numbers, in their deviation
FAINTEST = (
    0.5 / GREY_LEVELS
)  # half a grey level: with less fine detail on average a picture has none


def to_unit(picture: Tensor) -> np.ndarray:
    """(c, h, w) in [−1, 1] → (h, w, c) float64 in [0, 1], clipped."""
    return ((picture.detach().double().cpu().clamp(-1, 1) + 1) / 2).permute(1, 2, 0).numpy()


def psnr(estimate: Tensor, reference: Tensor) -> float:
    """Peak signal-to-noise ratio in dB; infinite for equal pictures."""
    a, b = to_unit(reference), to_unit(estimate)
    return (
        float("inf") if np.array_equal(a, b) else float(peak_signal_noise_ratio(a, b, data_range=1))
    )


def ssim(estimate: Tensor, reference: Tensor) -> float:
    """Structural similarity, at most 1 (Wang et al. 2004), with the paper's Gaussian window."""
    return float(
        structural_similarity(
            to_unit(reference),
            to_unit(estimate),
            data_range=1,
            channel_axis=2,
            gaussian_weights=True,
            sigma=1.5,
            use_sample_covariance=False,
            win_size=min(11, (min(reference.shape[1:]) - 1) // 2 * 2 + 1),
        )
    )


def detail_energy(picture: Tensor) -> float:
    """Energy above DETAIL cycles per pixel, over all channels.

    By cosine transform: a Fourier transform would take the jump from the right edge back to the left
    for detail.
    """
    waves, fine = _waves(picture)
    return float(np.square(waves[:, fine]).sum())


def _waves(picture: Tensor) -> tuple[np.ndarray, np.ndarray]:
    """The cosine transform (c, h, w), and which of its places are detail, (h, w)."""
    x = picture.double().clamp(-1, 1).cpu().numpy()
    fy, fx = (np.arange(n) / (2 * n) for n in x.shape[1:])
    return dctn(x, axes=(1, 2), norm="ortho"), np.hypot(fy[:, None], fx[None, :]) > DETAIL


def fine_detail(picture: Tensor) -> tuple[float, float]:
    """How strong the detail above DETAIL is at a usual place, and how strong over all: deviations of values in [−1, 1].

    Both are the same of noise, which is everywhere; edges lie in few places, and their first is the smaller one. The
    first is the median's, as in Donoho and Johnstone 1994.
    """
    waves, fine = _waves(picture)
    detail = idctn(np.where(fine, waves, 0), axes=(1, 2), norm="ortho")
    return float(np.median(np.abs(detail)) / MEDIAN_OF_NORMAL), float(detail.std())


def has_detail(picture: Tensor) -> bool:
    """Whether it has any fine detail that sharpness could be measured by."""
    return detail_energy(picture) / picture.numel() > FAINTEST**2


def sharpness(estimate: Tensor, reference: Tensor) -> float:
    """Fine detail relative to the original's: 1 is as sharp as the original, below 1 soft, above 1 noisy.

    The ratio of high-band amplitudes. Not gradient energy: that would call pure noise the sharpest. Not a number
    where the original has no fine detail.
    """
    if not has_detail(reference):
        return math.nan
    return math.sqrt(detail_energy(estimate) / detail_energy(reference))


def _edges(pictures: Tensor) -> np.ndarray:
    """Strength of the coarse edges, brightness only: (n, h, w), mean 0, norm 1; all 0 without any edge."""
    grey = pictures.detach().double().clamp(-1, 1).mean(1).cpu().numpy()
    width = grey.shape[1] / 48
    smooth = gaussian_filter(grey, width, mode="reflect", axes=(1, 2))
    strength = np.hypot(*np.gradient(smooth, axis=(1, 2)))
    strength -= strength.mean((1, 2), keepdims=True)
    norm = np.linalg.norm(strength, axis=(1, 2), keepdims=True)
    edges: np.ndarray = strength / np.maximum(norm, 1e-12)
    return edges


def outline_agreement(estimates: Tensor, reference: Tensor) -> np.ndarray:
    """Correlation of the coarse edges of n estimates (n, c, h, w) with a picture's (c, h, w): (n,), in −1…1.

    1 where both have the same outlines.
    """
    agreement: np.ndarray = (_edges(estimates) * _edges(reference[None])).sum((1, 2))
    return agreement
