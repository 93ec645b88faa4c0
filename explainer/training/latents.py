"""Latents of all training pictures, computed once and kept in a file beside the state of the training.

A network in latents then learns without ever calling the codec. Each picture is encoded several times: as it is,
mirrored, a little smaller and aside, a part of it larger, whatever its recipe asks for.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path

import safetensors.torch
import torch
import torch.nn.functional as F
from safetensors import safe_open
from torch import Tensor

from explainer.core.errors import UserError
from explainer.engines.hardware import channels_last_copy
from explainer.media.pictures import to_model_range
from explainer.networks.checkpoints import FOLDER
from explainer.networks.codec_files import SUBFOLDER, LoadedCodec, read_codec_card
from explainer.networks.spaces import LatentCard, LatentSpace
from explainer.training.data import LoadedSet, Pictures, as_pool, load_sets, mirrored
from explainer.training.place import computing_fast
from explainer.training.recipe import PictureSet, Recipe, Split

AT_ONCE = 128  # pictures through the encoder
PARTS: tuple[Split, ...] = ("train", "validation")
SMALLEST = 0.88  # of the pictures that are moved
View = Callable[[Tensor, Tensor], Tensor]  # of pictures, and how close each may be seen


@dataclass(frozen=True, eq=False)
class Latents:
    """A pool of latents. views: float16 (views, N, z, h, w), normalised as the space says, the first as it is."""

    views: Tensor
    bags: Tensor
    probability: Tensor
    space: LatentSpace

    def __len__(self) -> int:
        return len(self.bags)

    def plain(self, chosen: Tensor) -> Tensor:
        """The latents of these pictures as they are."""
        return self.views[0, chosen].float()

    def varied(self, chosen: Tensor, recipe: Recipe, generator: torch.Generator) -> Tensor:
        """One of the kept views of each; the recipe has had its say when they were computed."""
        which = torch.randint(len(self.views), (len(chosen),), generator=generator)
        return self.views[which.to(chosen.device), chosen].float()

    def to(self, device: torch.device) -> Latents:
        """The same, with latents and bags on a device; the draws are made on the CPU."""
        return replace(self, views=self.views.to(device), bags=self.bags.to(device))


def latents_file(folder: Path, name: str) -> Path:
    """Where the latents of a network's pictures are kept, beside the state of its training."""
    return folder / f"{name}-latents.safetensors"


def bring_codec(name: str, source: Path | None, out: Path) -> None:
    """Copy a codec into a folder of checkpoints; without a source, from those that ship, if there is none yet.

    Raises UserError if another codec of that name is there: networks in its latents would draw other pictures.
    """
    home, source = out / SUBFOLDER, source or (FOLDER if not has_codec(name, out) else out)
    card = read_codec_card(name, source)
    if has_codec(name, out):
        if read_codec_card(name, out).sha256 != card.sha256:
            raise UserError(
                f"There is another codec in {home}. Give a folder of its own with --out."
            )
        return
    home.mkdir(parents=True, exist_ok=True)
    for ending in (".safetensors", ".json"):  # the card last: it says that there is a codec
        shutil.copyfile(source / SUBFOLDER / f"{name}{ending}", home / f"{name}{ending}")


def has_codec(name: str, folder: Path) -> bool:
    """Whether a folder of checkpoints holds a codec."""
    return (folder / SUBFOLDER / f"{name}.json").exists()


def views_of(recipe: Recipe, part: Split = "train") -> list[View]:
    """In how many ways each picture (b, c, h, w) is encoded; those held back only as they are."""
    views: list[View] = [lambda x, closest: x]
    if part != "train":
        return views
    generator = torch.Generator().manual_seed(3)
    if recipe.flip:
        views.append(lambda x, closest: x.flip(3))  # left-right

    def smaller(x: Tensor, closest: Tensor) -> Tensor:
        return moved(x, generator, torch.full_like(closest, SMALLEST))

    def closer(x: Tensor, closest: Tensor) -> Tensor:
        return moved(mirrored(x, generator) if recipe.flip else x, generator, closest)

    return views + [smaller] * recipe.moved + [closer] * recipe.closer


def moved(x: Tensor, generator: torch.Generator, most: Tensor) -> Tensor:
    """Each picture (b, c, h, w) a little smaller or larger, up to its `most` (b,), and as far aside as there is room.

    Where it is smaller its edge goes on; where it is larger, parts of it are cut off.
    """

    def between(low: Tensor | float, high: Tensor | float) -> Tensor:
        return (low + (high - low) * torch.rand(len(x), generator=generator)).to(x)

    zoom = 1 / between(most.clamp(max=1), most.clamp(min=1))
    none, room = torch.zeros_like(zoom), (zoom - 1).abs()
    rows = [
        torch.stack([zoom, none, room * between(-1, 1)], 1),
        torch.stack([none, zoom, room * between(-1, 1)], 1),
    ]
    where = F.affine_grid(torch.stack(rows, 1), list(x.shape), align_corners=False)
    return F.grid_sample(x, where, mode="bicubic", padding_mode="border", align_corners=False)


def closest_of(sets: list[LoadedSet]) -> Tensor:
    """Up to how many times as large each picture of a pool of these sets may be seen, (N,)."""
    return torch.cat([torch.full((len(s.labels),), s.spec.closest) for s in sets])


@torch.no_grad()
def encode_all(
    codec: LoadedCodec, images: Tensor, closest: Tensor, view: View, device: torch.device
) -> Tensor:
    """The codec's own latents of uint8 pictures (N, c, h, w): float16 (N, z, h, w), computed as fast as training."""
    encoder = channels_last_copy(codec.codec.encoder, device, torch.float32)
    parts = []
    for part, limits in zip(images.split(AT_ONCE), closest.split(AT_ONCE), strict=True):
        x = view(to_model_range(part.to(device)), limits)
        with computing_fast(device):
            parts.append(encoder(x).half().contiguous().cpu())
    return torch.cat(parts)


def moments(views: list[Tensor], probability: Tensor) -> tuple[list[float], list[float]]:
    """Mean and deviation of each channel over pictures as training draws them, every view as often as any other."""
    means, squares = [], []
    for view in views:
        for chosen, p in zip(view.split(1024), probability.split(1024), strict=True):
            z = chosen.double()
            means.append(p @ z.mean((2, 3)))
            squares.append(p @ z.square().mean((2, 3)))
    mean = torch.stack(means).sum(0) / len(views)
    deviation = (torch.stack(squares).sum(0) / len(views) - mean.square()).sqrt()
    return [round(v, 5) for v in mean.tolist()], [round(v, 5) for v in deviation.tolist()]


def _key(recipe: Recipe, codec: LoadedCodec, data: Path) -> str:
    """What the latents depend on. Whoever changes any of it computes them anew."""
    names = {spec.file for spec in recipe.sets}
    files = sorted(f for f in data.iterdir() if any(f.name.startswith(name) for name in names))
    sizes = [(f.name, f.stat().st_size) for f in files]
    sets = [_in_order(spec) for spec in recipe.sets]
    how = [recipe.flip, recipe.moved, recipe.closer, recipe.picture_size]
    parts = [codec.card.sha256, sets, how, sizes]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _in_order(spec: PictureSet) -> list[object]:
    """A set's fields; what has no order of its own is sorted, since every process would write it in another."""
    values = (getattr(spec, f.name) for f in fields(spec))
    return [sorted(value) if isinstance(value, frozenset) else value for value in values]


def keep_latents(
    recipe: Recipe, codec: LoadedCodec, data: Path, path: Path, device: torch.device
) -> None:
    """Write the latents of a recipe's pictures unless the file has them."""
    key = _key(recipe, codec, data)
    if path.exists() and _metadata(path).get("key") == key:
        return
    print(f"computing the latents of all pictures; they are kept in {path}", flush=True)
    tensors: dict[str, Tensor] = {}
    for part in PARTS:
        sets = load_sets(data, recipe.sets, recipe.picture_size, part)
        pictures, closest = as_pool(sets, recipe.vocabulary), closest_of(sets)
        views = [
            encode_all(codec, pictures.images, closest, view, device)
            for view in views_of(recipe, part)
        ]
        if part == "train":
            mean, deviation = moments(views, pictures.probability)
            tensors |= {"mean": torch.tensor(mean), "deviation": torch.tensor(deviation)}
            space = LatentSpace(codec.codec, _card(codec, tensors))
        tensors |= {f"{part}.{k}": v for k, v in _tensors(pictures, views, space).items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    safetensors.torch.save_file(tensors, unfinished, {"key": key})
    unfinished.replace(path)


def _tensors(pictures: Pictures, views: list[Tensor], space: LatentSpace) -> dict[str, Tensor]:
    """What the file says of one part."""
    for view in views:
        for some in view.split(1024):
            some.copy_(space.normalised(some.float()))
    bags, probability = pictures.bags.byte(), pictures.probability
    return {"views": torch.stack(views), "bags": bags, "probability": probability}


def read_latents(path: Path, codec: LoadedCodec, part: Split) -> Latents:
    """One part of what `keep_latents` wrote."""
    tensors = safetensors.torch.load_file(path)
    views, bags, p = (tensors[f"{part}.{key}"] for key in ("views", "bags", "probability"))
    return Latents(views, bags.float(), p, LatentSpace(codec.codec, _card(codec, tensors)))


def _card(codec: LoadedCodec, tensors: dict[str, Tensor]) -> LatentCard:
    mean, deviation = (
        tuple(round(v, 5) for v in tensors[k].tolist()) for k in ("mean", "deviation")
    )
    return LatentCard(codec.card.name, codec.card.sha256, mean, deviation)


def _metadata(path: Path) -> dict[str, str]:
    with safe_open(path, "pt") as file:
        return file.metadata() or {}
