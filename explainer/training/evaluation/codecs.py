"""What a codec loses: of test pictures of every set that it learned from, and of kinds that it never saw."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from explainer.core.metrics import psnr, sharpness, ssim
from explainer.media.pictures import to_model_range
from explainer.networks.checkpoints import FOLDER, folders
from explainer.networks.codec import Codec
from explainer.networks.codec_files import SUBFOLDER, LoadedCodec, load_codec
from explainer.training.codecs.recipe import CodecRecipe
from explainer.training.evaluation.classes import judged
from explainer.training.evaluation.defects import grid, halo
from explainer.training.evaluation.real import RealPictures, given_back
from explainer.training.picture_files import read_set
from explainer.training.recipe import PictureSet, Recipe
from explainer.training.recipes import RECIPES

OF_A_SET = 300  # test pictures, at most
MOST = 99.0  # dB: what a picture counts that comes back without any error
PHOTOGRAPHS, DRAWINGS, NEW = "photographs", "emoji", "never_seen"


def find_codec(name: str) -> tuple[LoadedCodec, Path]:
    """A codec and the folder of checkpoints that holds it. Raises UserError where there is none."""
    holds = (f for f in folders() if (f / SUBFOLDER / f"{name}.json").exists())
    folder = next(holds, FOLDER)
    return load_codec(name, folder), folder


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Test pictures of one file, uint8 (N, c, h, w) of the codec's size."""

    file: str
    kind: str  # PHOTOGRAPHS, DRAWINGS or NEW
    images: Tensor


def enlarged(images: Tensor, size: int) -> Tensor:
    """uint8 (N, 1 or 3, h, h) → (N, 3, size, size): each pixel a square, the rim continued; large ones as they are."""
    times = size // images.shape[-1]
    large = images.repeat_interleave(times, 2).repeat_interleave(times, 3)
    rim = size - large.shape[-1]
    sides = (rim // 2, rim - rim // 2)
    padded = F.pad(large.float(), sides + sides, mode="replicate").byte()
    return padded.expand(-1, 3, -1, -1).contiguous()


def some_of(images: Tensor, n: int) -> Tensor:
    """n pictures, evenly spaced, or all if there are fewer."""
    rows = torch.linspace(0, len(images) - 1, min(n, len(images))).round().long()
    return images[rows]


def held_out_sets(recipe: CodecRecipe, data: Path, n: int = OF_A_SET) -> list[HeldOut]:
    """Up to n test pictures of every file in the folder: those that the codec learned from, then all others.

    A file without test pictures is left out.
    """
    learned = {spec.file for spec in recipe.sets}
    found = []
    for file, specs in _by_file(recipe.sets, *(other.sets for other in RECIPES.values())).items():
        parts = [read_set(data, spec, "test")[1] for spec in specs]
        images = torch.cat(
            [enlarged(part, recipe.network.size) for part in parts if len(part)] or parts
        )
        kind = NEW if file not in learned else DRAWINGS if specs[0].captions else PHOTOGRAPHS
        if len(images):
            found.append(HeldOut(file, kind, some_of(images, n)))
    return found


def _by_file(*groups: tuple[PictureSet, ...]) -> dict[str, list[PictureSet]]:
    """The sets of every file, as the first group that has it takes them."""
    found: dict[str, list[PictureSet]] = {}
    for sets in groups:
        new: dict[str, list[PictureSet]] = {}
        for spec in sets:
            new.setdefault(spec.file, []).append(spec)
        found |= {file: specs for file, specs in new.items() if file not in found}
    return found


@dataclass(frozen=True, eq=False)
class Scores:
    """How near each picture comes back: PSNR in dB, SSIM, sharpness relative to the original, each (N,)."""

    psnr: np.ndarray
    ssim: np.ndarray
    sharpness: np.ndarray

    def summary(self) -> dict[str, float]:
        """Means over pictures; and the PSNR of the mean square error, which the worst pictures decide."""
        error = float(np.mean(10 ** (-self.psnr / 10)))
        return {
            "n": len(self.psnr),
            "psnr": round(float(self.psnr.mean()), 3),
            "psnr_of_mean_error": round(-10 * float(np.log10(error)), 3),
            "ssim": round(float(self.ssim.mean()), 4),
            "sharpness": round(float(np.nanmean(self.sharpness)), 4),
        }


def scores(originals: Tensor, returned: Tensor) -> Scores:
    """Of uint8 pictures (N, c, h, w) and what comes back of them."""
    pairs = list(zip(to_model_range(returned), to_model_range(originals), strict=True))
    columns = (
        np.array([min(psnr(a, b), MOST) for a, b in pairs]),
        np.array([ssim(a, b) for a, b in pairs]),
        np.array([sharpness(a, b) for a, b in pairs]),
    )
    return Scores(*columns)


def together(parts: Iterable[Scores]) -> Scores:
    """All pictures of several sets."""
    keys = ("psnr", "ssim", "sharpness")
    listed = list(parts)
    return Scores(*(np.concatenate([getattr(part, key) for part in listed]) for key in keys))


def codec_metrics(
    codec: Codec, recipe: CodecRecipe, data: Path, n: int = OF_A_SET
) -> dict[str, Any]:
    """All that is measured of a codec, for its card."""
    sets = held_out_sets(recipe, data, n)
    returned = {s.file: given_back(codec, s.images) for s in sets}
    scored = {s.file: scores(s.images, returned[s.file]) for s in sets}
    of_kind = {kind: [s for s in sets if s.kind == kind] for kind in (PHOTOGRAPHS, DRAWINGS, NEW)}
    known = [s for kind in (PHOTOGRAPHS, DRAWINGS) for s in of_kind[kind]]
    drawn = of_kind[DRAWINGS]
    return {
        "fidelity": {
            "protocol": f"Up to {n} test pictures of every file, evenly spaced; psnr: mean over pictures, in dB; "
            "small pictures enlarged by whole pixels",
            **{
                kind: together(scored[s.file] for s in some).summary()
                for kind, some in of_kind.items()
                if some and kind != NEW
            },
            "sets": [{"file": s.file, "kind": s.kind, **scored[s.file].summary()} for s in sets],
        },
        "halo": _over(drawn, returned, halo),
        "grid": _over(known, returned, grid),
        "judged": judged_through(codec, data),
    }


def _over(
    sets: list[HeldOut],
    returned: dict[str, Tensor],
    measure: Callable[[Tensor, Tensor], dict[str, float]],
) -> dict[str, float]:
    """A measure over all pictures of some sets; nothing where there are none."""
    if not sets:
        return {}
    return measure(torch.cat([s.images for s in sets]), torch.cat([returned[s.file] for s in sets]))


def judged_through(codec: Codec, data: Path) -> dict[str, Any]:
    """For each network with judges for pictures of this size: what they name of real test pictures, before and after."""
    config = codec.config
    networks = [r for r in RECIPES.values() if _fits(r, config.channels, config.size)]
    return {recipe.name: _judged(codec, RealPictures(recipe.name, data)) for recipe in networks}


def _fits(recipe: Recipe, channels: int, size: int) -> bool:
    own = not recipe.captioned and not recipe.judges
    return own and (recipe.network.channels, recipe.network.size) == (channels, size)


def _judged(codec: Codec, real: RealPictures) -> dict[str, Any]:
    judges, test = real.judges, real.test
    decoded = replace(test, images=given_back(codec, test.images))
    return judged(judges, test) | judged(judges, decoded, "decoded")
