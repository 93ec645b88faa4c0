"""Two small networks of different builds that name pictures: the judges of what a network drew.

They learned from the same training pictures, know the same words, and were tested on real test pictures,
so that their own mistakes are known. They ship as `checkpoints/judges/NAME.safetensors`: a figure that
they give today they give tomorrow. How they learn: `training/evaluation/teaching.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from explainer.core.errors import UserError
from explainer.media.pictures import to_model_range
from explainer.networks.checkpoints import FOLDER, ModelCard, picture_size, read_card
from explainer.networks.weights import as_bytes, read_tensors, write_whole

LARGE = 64  # pixels from which pictures show things at any place, in any size and light
Features = Callable[[Tensor], Tensor]
"""features(uint8 (b, c, h, w)) → (b, d): what distances between sets of pictures are measured in."""


class ConvolutionalJudge(nn.Module):
    """judge(x) → logits (b, words), for x (b, c, size, size) in [−1, 1]: four convolutions and a maximum."""

    def __init__(self, channels: int, size: int, words: int) -> None:
        super().__init__()
        width = 32 if size < LARGE else 48
        layers: list[nn.Module] = []
        ins = (channels, width, 2 * width, 4 * width)
        outs = (width, 2 * width, 4 * width, 4 * width)
        for n_in, n_out, stride in zip(ins, outs, (1 if size < LARGE else 2, 2, 2, 1), strict=True):
            convolution = nn.Conv2d(n_in, n_out, 3, stride=stride, padding=1)
            layers += [convolution, nn.GroupNorm(8, n_out), nn.ReLU()]
        self.layers = nn.Sequential(*layers)
        self.name = nn.Linear(4 * width, words)

    def features(self, x: Tensor) -> Tensor:
        """What it sees before it names, (b, 128) or, of large pictures, (b, 192)."""
        return self.layers(x).amax((2, 3))

    def forward(self, x: Tensor) -> Tensor:
        return self.name(self.features(x))


class _Mixing(nn.Module):
    """One round: every patch hears of the others, then thinks for itself (Tolstikhin et al. 2021)."""

    def __init__(self, patches: int, width: int) -> None:
        super().__init__()
        self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])
        self.across = nn.Sequential(
            nn.Linear(patches, 2 * patches), nn.GELU(), nn.Linear(2 * patches, patches)
        )
        self.within = nn.Sequential(
            nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width)
        )

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.across(self.norms[0](x).mT).mT
        return x + self.within(self.norms[1](x))


class PatchJudge(nn.Module):
    """judge(x) → logits: no convolution, but square patches, each a token, mixed by two perceptrons."""

    def __init__(self, channels: int, size: int, words: int, width: int = 96) -> None:
        super().__init__()
        self.patch = 4 if size < LARGE else 8
        patches = (size // self.patch) ** 2
        self.embed = nn.Linear(channels * self.patch**2, width)
        self.rounds = nn.Sequential(*(_Mixing(patches, width) for _ in range(2)))
        self.norm = nn.LayerNorm(width)
        self.name = nn.Linear(width, words)

    def forward(self, x: Tensor) -> Tensor:
        patches = F.unfold(x, self.patch, stride=self.patch).mT  # (b, patches, c·patch²)
        return self.name(self.norm(self.rounds(self.embed(patches)).mean(1)))


@dataclass(frozen=True, eq=False)
class Judges:
    """The first judge, whose features serve for distances too, and the second, which only names."""

    first: ConvolutionalJudge
    second: PatchJudge

    def features(self, images: Tensor) -> Tensor:
        """The first judge's, of uint8 pictures."""
        return self.first.features(to_model_range(images))


def new_judges(channels: int, size: int, words: int) -> Judges:
    """Both, untrained, the same each time."""
    torch.manual_seed(0)
    return Judges(ConvolutionalJudge(channels, size, words), PatchJudge(channels, size, words))


def _path(name: str, folder: Path) -> Path:
    return folder / "judges" / f"{name}.safetensors"


def save_judges(judges: Judges, name: str, folder: Path = FOLDER) -> None:
    """Write both in half precision."""
    path = _path(name, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    tensors = {
        f"{which}.{key}": value
        for which in ("first", "second")
        for key, value in getattr(judges, which).state_dict().items()
    }
    write_whole(path, as_bytes(tensors))


def load_judges(
    name: str, folder: Path = FOLDER, expected: tuple[str, ...] | None = None
) -> Judges:
    """The judges that ship with a checkpoint. Raises UserError where there are none, or damaged ones.

    `expected` are the words of the network to be judged, if it is another; others than theirs are refused.
    """
    card = read_card(name)
    if expected is not None and expected != card.vocabulary:
        raise UserError(f"The judges of “{name}” know other words than this network.")
    path = _path(name, folder)
    if not path.exists():
        raise UserError(
            f"There are no judges for “{name}”. Train them with python -m explainer.training judge {name} "
            "--data FOLDER."
        )
    judges = _unfilled(card)
    tensors = read_tensors(path)
    for which in ("first", "second"):
        own = {k.removeprefix(f"{which}."): v for k, v in tensors.items() if k.startswith(which)}
        try:
            getattr(judges, which).load_state_dict(own)
        except RuntimeError:
            raise UserError(f"The judges in {path.name} are not for this network.") from None
        getattr(judges, which).eval()
    return judges


@lru_cache(maxsize=16)
def judges_for(network: str) -> Judges | None:
    """The judges that know a network's words, its own or another's of the same words; None where none do."""
    card = read_card(network)
    for path in sorted((FOLDER / "judges").glob("*.safetensors")):
        theirs = read_card(path.stem)
        if theirs.vocabulary == card.vocabulary and picture_size(theirs) == picture_size(card):
            return load_judges(path.stem)
    return None


def _unfilled(card: ModelCard) -> Judges:
    shape = card.architecture
    return new_judges(shape.channels, shape.size, len(card.vocabulary))


@torch.inference_mode()
def logits_of(judge: nn.Module, images: Tensor) -> Tensor:
    """A judge's logits (N, words) of uint8 pictures (N, c, h, w)."""
    return torch.cat([judge(to_model_range(part)) for part in images.split(500)])


def share_named_right(judge: nn.Module, images: Tensor, labels: Tensor) -> float:
    """Share of pictures, uint8 (N, c, h, w), whose label (N,) the judge names."""
    return float((logits_of(judge, images).argmax(1) == labels).float().mean())
