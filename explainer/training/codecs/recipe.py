"""What a codec is trained on, and how its losses weigh. Data, not code."""

from __future__ import annotations

from dataclasses import dataclass, replace

from explainer.networks.config import CodecConfig
from explainer.training.recipe import PictureSet
from explainer.training.recipes import EMOJI_LATENT, PHOTOS

# photographs kept from the codec, to see what it does with kinds that are new to it
NEVER_SHOWN = "hands-64"
PHOTOGRAPHS, DRAWINGS = 0.55, 0.45  # shares of a batch


@dataclass(frozen=True)
class Weights:
    """How much each loss counts, next to the mean absolute error of a picture in [−1, 1]."""

    square: float = 1.0  # mean square error: what PSNR measures
    features: float = 0.3  # distance in a classifier's features: edges and textures
    scale: float = 0.25  # a latent of half the size must decode to the picture at half the size
    size: float = 0.001  # mean square of the latents, which keeps them near unit scale
    critic: float = 0.02  # what a small critic takes for blurred


@dataclass(frozen=True)
class CodecRecipe:
    """A codec to train."""

    name: str
    title: str
    network: CodecConfig
    sets: tuple[PictureSet, ...]
    weights: Weights = Weights()
    noise: float = 0.15  # on the latents, in each channel's deviations: like a generator's mistakes
    critic_from: float = 0.7  # share of the time after which the critic has a say
    batch: int = 16  # per process
    peak_lr: float = 5e-4
    warmup_steps: int = 200
    ema_gamma: float = 16.97  # power-function average, 5 % of the run wide (EDM2, equation 123)
    data: tuple[dict[str, str], ...] = ()
    limits: str = ""  # for its card: what gets lost


def _shared(sets: tuple[PictureSet, ...], share: float) -> tuple[PictureSet, ...]:
    """These sets with weights that sum to `share`, every picture of a set as often as any other."""
    total = sum(spec.weight for spec in sets)
    return tuple(replace(s, weight=share * s.weight / total, balance=1.0) for s in sets)


CODEC = CodecRecipe(
    name="codec",
    title="Codec: 64×64 RGB ↔ 16 maps of 8×8",
    network=CodecConfig(),
    sets=_shared(tuple(s for s in PHOTOS.sets if s.file != NEVER_SHOWN), PHOTOGRAPHS)
    + _shared(EMOJI_LATENT.sets, DRAWINGS),
    data=tuple(d for d in PHOTOS.data if d["name"] != "Sign Language Digits") + EMOJI_LATENT.data,
    limits="It keeps 1,024 numbers of the 12,288 that a picture has. What is fine and irregular gets lost: "
    "fur, leaves, small letters. It learned from photographs of everyday things and from emoji; of other kinds of "
    "pictures it keeps less.",
)

CODECS = {recipe.name: recipe for recipe in (CODEC,)}
