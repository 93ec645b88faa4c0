"""How well a network denoises: pictures that it was not trained on, against filters, and its loss over t.

Every filter is tuned on each picture by looking at the answer; the network is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from explainer.core.baselines import baselines, best_wavelet, rescale
from explainer.core.metrics import psnr, sharpness, ssim
from explainer.core.noise import unit_noise
from explainer.core.samplers import last
from explainer.engines.batching import BATCHER
from explainer.engines.codecs import encoded
from explainer.experiments.loss_over_t import LOSS_AT
from explainer.experiments.sampling import one_step, run
from explainer.experiments.settings import Settings
from explainer.media.pictures import to_model_range
from explainer.networks.checkpoints import load_checkpoint
from explainer.training.evaluation.real import RealPictures
from explainer.training.loop import mean_loss
from explainer.training.photographs import UNSUITED
from explainer.training.picture_files import read_set
from explainer.training.recipe import PictureSet
from explainer.training.recipes import RECIPES

LEVELS = (0.85, 0.5, 0.15, 0.05)
PHOTO_SETS = ("flowers-64", "pets-64", "clothing-64", "grocery-64", "caltech101-64")
FACES = frozenset({"faces", "faces_easy"})
# what no training of `photos` saw: classes of Caltech 101 that are left out of it, and drawn pictures
UNSEEN = {
    "photos": (
        PictureSet("caltech101-64", 1.0, only=UNSUITED - FACES),
        PictureSet("emoji-noto-64", 1.0, captions=True),
    )
}
UNSEEN_KINDS = (
    "test pictures each of four classes of Caltech 101 and of Noto emoji, which it never saw"
)
ITERATIVE = Settings(sampler="ddpm", steps=50)


@dataclass(frozen=True)
class Row:
    """Mean of a method over all pictures at one noise level."""

    method: str
    alpha_bar: float
    psnr: float
    ssim: float
    sharpness: float


def measured_on(network: str) -> tuple[PictureSet, ...]:
    """The files whose test pictures a network is measured on."""
    if network == "photos":
        return tuple(PictureSet(file, 1.0, without=FACES) for file in PHOTO_SETS)
    return RECIPES[network].sets


def held_out(data: Path, sets: Sequence[PictureSet], each: int) -> Tensor:
    """`each` test pictures, evenly spaced, of each set: (N, c, h, w) in [−1, 1]."""
    chosen = []
    for spec in sets:
        _, images = read_set(data, spec, "test")
        chosen.append(images[:: max(1, len(images) // each)][:each])
    return to_model_range(torch.cat(chosen))


def _estimates(network: str, x0: Tensor, x_t: Tensor, t: int, seed: int) -> dict[str, Tensor]:
    """Every method's estimate of one picture (c, h, w)."""
    checkpoint = load_checkpoint(network)
    alpha_bar = float(checkpoint.schedule.alpha_bar[t])
    filters = baselines(checkpoint.card.statistics) | {"wavelet": best_wavelet}
    estimates = {"noisy": rescale(x_t, alpha_bar)}
    estimates |= {name: f(x_t, alpha_bar, x0).picture for name, f in filters.items()}
    estimates["one_step"] = one_step(checkpoint, x_t[None], t).x0[0]
    settings = replace(ITERATIVE, network=network, seeds=(seed,))
    estimates["iterative"] = last(run(settings, x_t[None], t)).x_next[0]
    return estimates


def denoising(network: str, pictures: Tensor, levels: Sequence[float] = LEVELS) -> list[Row]:
    """All methods on all pictures (N, c, h, w) at each noise level; picture i has the noise of seed i."""
    schedule, rows = load_checkpoint(network).schedule, []
    for level in levels:
        t = schedule.nearest_t(level)
        measured: dict[str, list[tuple[float, float, float]]] = {}
        for seed, x0 in enumerate(pictures):
            c, h, w = x0.shape
            eps = unit_noise((c, h, w), [seed])
            x_t = schedule.add_noise(x0[None], torch.tensor([t]), eps)[0]
            for method, estimate in _estimates(network, x0, x_t, t, seed).items():
                scores = (psnr(estimate, x0), ssim(estimate, x0), sharpness(estimate, x0))
                measured.setdefault(method, []).append(scores)
        for method, scores_of in measured.items():
            means = torch.tensor(scores_of).nanmean(0).tolist()
            rows.append(Row(method, level, *(round(m, 4) for m in means)))
    return rows


def denoising_metrics(network: str, data: Path, pictures: int) -> dict[str, Any]:
    """The denoising table for the model card."""
    sets = measured_on(network)
    kind = f"test pictures of each of {', '.join(spec.file for spec in sets)}"
    return {"denoising": _table(network, data, sets, pictures, kind)}


def unseen_metrics(network: str, data: Path, pictures: int) -> dict[str, Any]:
    """The same for kinds of pictures that its training left out; nothing where there are none."""
    if network not in UNSEEN:
        return {}
    return {"unseen": _table(network, data, UNSEEN[network], pictures, UNSEEN_KINDS)}


def _table(
    network: str, data: Path, sets: Sequence[PictureSet], pictures: int, kind: str
) -> dict[str, Any]:
    each = max(1, pictures // len(sets))
    rows = denoising(network, held_out(data, sets, each))
    return {
        "protocol": f"{each} {kind}; filters tuned on each picture; iterative: "
        f"{ITERATIVE.sampler}, {ITERATIVE.steps} steps",
        "rows": [asdict(row) for row in rows],
    }


def loss_over_t(real: RealPictures, n: int = 256) -> dict[str, Any]:
    """The training loss, mean square error of v, at ten noise levels: on training and on test pictures.

    The same n pictures and noises at every level. Where the curves part, it has learned by heart.
    """
    checkpoint, objective = load_checkpoint(real.network), real.recipe.objective
    result: dict[str, Any] = {"t": list(LOSS_AT), "n": n}
    for name, pictures in (("train", real.train), ("test", real.test)):
        generator = torch.Generator().manual_seed(1)
        chosen = torch.multinomial(pictures.probability, n, replacement=True, generator=generator)
        bags = pictures.bags[chosen]
        x0 = encoded(checkpoint, to_model_range(pictures.images[chosen]))
        eps = torch.randn(x0.shape, generator=generator)
        result[name] = [
            round(BATCHER.run(partial(mean_loss, checkpoint.model, objective, x0, bags, t, eps)), 5)
            for t in (torch.full((n,), at) for at in LOSS_AT)
        ]
    return {"loss": result}
