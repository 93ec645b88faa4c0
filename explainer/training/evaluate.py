"""Measuring a checkpoint: how well it denoises, and whether it draws what it is asked for.

Every figure carries its protocol. Denoising is measured on pictures that no network was trained on,
against filters that are tuned on each picture by looking at the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from explainer.core.baselines import baselines, rescale
from explainer.core.metrics import psnr, sharpness, ssim
from explainer.core.noise import unit_noise
from explainer.core.pictures import to_model_range, to_pixels
from explainer.core.samplers import last
from explainer.models.checkpoints import load_checkpoint
from explainer.models.pipeline import MAX_PICTURES, Settings, generate, one_step, run
from explainer.training.captions import caption_accuracy
from explainer.training.classifier import Classifier, share_named_right, train_classifier
from explainer.training.data import Pictures, load_pictures, read_set
from explainer.training.distances import features, frechet_distance, kernel_distance
from explainer.training.recipes import RECIPES, PictureSet

LEVELS = (0.85, 0.5, 0.15)
PHOTO_SETS = ("flowers-64", "pets-64", "clothing-64", "grocery-64", "caltech101-64")
DENOISED = 40  # pictures
ITERATIVE = Settings(sampler="ddpm", steps=50)


@dataclass(frozen=True)
class Row:
    """Mean of a method over all pictures at one noise level."""

    method: str
    alpha_bar: float
    psnr: float
    ssim: float
    sharpness: float


def test_sets(network: str) -> tuple[str, ...]:
    """The files whose test pictures a network is measured on."""
    return PHOTO_SETS if network == "photos" else tuple(s.file for s in RECIPES[network].sets)


def held_out(network: str, data: Path, each: int) -> Tensor:
    """`each` test pictures, evenly spaced, of each test set of a network: (N, c, h, w) in [−1, 1]."""
    without = frozenset({"faces", "faces_easy"})
    chosen = []
    for file in test_sets(network):
        spec = PictureSet(file, 1.0, without=without, captions=RECIPES[network].captioned)
        _, images = read_set(data, spec, "test")
        chosen.append(images[:: max(1, len(images) // each)][:each])
    return to_model_range(torch.cat(chosen))


def _estimates(network: str, x0: Tensor, x_t: Tensor, t: int, seed: int) -> dict[str, Tensor]:
    """Every method's estimate of one picture (c, h, w)."""
    checkpoint = load_checkpoint(network)
    alpha_bar = float(checkpoint.schedule.alpha_bar[t])
    filters = baselines(checkpoint.card.statistics)
    estimates = {"noisy": rescale(x_t, alpha_bar)}
    estimates |= {name: f(x_t, alpha_bar, x0).picture for name, f in filters.items()}
    estimates["one_step"] = one_step(network, x_t[None], t).x0[0]
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
            means = torch.tensor(scores_of).mean(0).tolist()
            rows.append(Row(method, level, *(round(m, 4) for m in means)))
    return rows


def draw_classes(each: int, settings: Settings) -> tuple[Tensor, Tensor]:
    """`each` pictures of every word, uint8 (N, c, h, w), and the index of the word (N,)."""
    pictures, labels = [], []
    for i, word in enumerate(load_checkpoint(settings.network).card.vocabulary):
        for first in range(0, each, MAX_PICTURES):
            seeds = tuple(range(first, min(first + MAX_PICTURES, each)))
            x = last(generate(replace(settings, words=word, seeds=seeds))).x_next
            pictures.append(torch.from_numpy(to_pixels(x)).movedim(-1, 1))
            labels += [i] * len(seeds)
    return torch.cat(pictures), torch.tensor(labels)


def class_accuracy(network: str, data: Path, each: int) -> dict[str, Any]:
    """How often a classifier, trained on the real pictures, names the word that was asked for."""
    recipe = RECIPES[network]
    train = load_pictures(data, recipe, "train")
    judge, test = train_classifier(train), load_pictures(data, recipe, "test")
    labelled = test.bags.sum(1) > 0
    settings = Settings(network, "ddpm", 50, 2.0)
    images, labels = draw_classes(each, settings)
    return {
        "asked_class_named": round(share_named_right(judge, images, labels), 4),
        "classifier_on_real_test": round(
            share_named_right(judge, test.images[labelled], test.bags[labelled].argmax(1)), 4
        ),
        "protocol": f"{len(images)} pictures, {each} of each word, {settings.sampler}, "
        f"{settings.steps} steps, w = {settings.w:g}; own classifier",
        **distances(judge, images, train, test),
    }


def distances(judge: Classifier, drawn: Tensor, train: Pictures, test: Pictures) -> dict[str, Any]:
    """FID and KID of drawn pictures to test pictures in own features, beside those of training pictures.

    All sets have as many pictures as were drawn; nothing where there are fewer test pictures.
    """
    n = len(drawn)
    if len(test) < n:
        return {}
    chosen = torch.Generator().manual_seed(0)
    sets = {
        "test": test.images[torch.randperm(len(test), generator=chosen)[:n]],
        "train": train.images[torch.randperm(len(train), generator=chosen)[:n]],
        "drawn": drawn,
    }
    seen = {name: features(judge, images) for name, images in sets.items()}
    result: dict[str, Any] = {"n": n, "features": "own classifier, 128"}
    for name, suffix in (("drawn", ""), ("train", "_of_training_pictures")):
        kid, error = kernel_distance(seen[name], seen["test"])
        result[f"fid{suffix}"] = round(frechet_distance(seen[name], seen["test"]), 4)
        result[f"kid{suffix}"], result[f"kid_error{suffix}"] = round(kid, 5), round(error, 5)
    return {"distances": result}


def denoising_metrics(network: str, data: Path, pictures: int) -> dict[str, Any]:
    """The denoising table for the model card."""
    sets = test_sets(network)
    each = pictures // len(sets)
    rows = denoising(network, held_out(network, data, each))
    return {
        "protocol": f"{each} test pictures of each of {', '.join(sets)}; filters tuned on each "
        f"picture; iterative: {ITERATIVE.sampler}, {ITERATIVE.steps} steps",
        "rows": [asdict(row) for row in rows],
    }


def evaluate(network: str, data: Path, each: int) -> dict[str, Any]:
    """All that is measured of a checkpoint; `each` pictures drawn of every word, none to leave that out."""
    metrics: dict[str, Any] = {}
    if each and RECIPES[network].captioned:
        drawn = Settings(network, "ddpm", 50, 2.0)
        metrics["captions"] = caption_accuracy(network, data, 2 * each, drawn)
    elif each:
        metrics["classes"] = class_accuracy(network, data, each)
    return metrics | {"denoising": denoising_metrics(network, data, DENOISED)}
