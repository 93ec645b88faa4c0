"""What the pages' chains have in common: the way from a run down to the network."""

from __future__ import annotations

from explainer.core.denoiser import Clipped, Guided, NetworkDenoiser, predict
from explainer.core.noise import unit_noise
from explainer.core.samplers import SAMPLERS, walk
from explainer.engines.codecs import decoded
from explainer.engines.engine import Engine
from explainer.engines.local import LocalEngine
from explainer.experiments.sampling import generate, guided_network, make_denoiser, run
from explainer.experiments.turns import take_turns
from explainer.experiments.views import DecodedView
from explainer.networks.checkpoints import is_latent
from explainer.networks.codec import Decoder, Encoder
from explainer.networks.unet import UNet
from explainer.ui.controls import table
from explainer.ui.shown import Chosen, FasterForm, Shown

NETWORK = FasterForm(UNet, "tests/engines/fast_torch, tests/engines/test_choice.py")
ENCODER = FasterForm(Encoder, "tests/engines/fast_torch, tests/engines/test_codecs.py")
DECODER = FasterForm(Decoder, "tests/engines/fast_torch, tests/engines/test_codecs.py")
CALL: tuple[Shown, ...] = (NetworkDenoiser, predict, Engine.__call__, LocalEngine.compute, NETWORK)


def walk_of(sampler: str, in_latents: bool = False) -> tuple[Shown, ...]:
    """From a walk down to the network; pixels are clipped, latents decoded."""
    clipped, look = ((), (DecodedView, decoded, DECODER)) if in_latents else ((Clipped,), ())
    guided = (make_denoiser, guided_network)
    return (run, *guided, walk, SAMPLERS[sampler], *clipped, Guided, *CALL, *look)


def sampler_of(chosen: Chosen) -> str:
    """The chosen sampler's name."""
    return str(chosen.get(table.SAMPLER.key, table.SAMPLER.default()))


def in_latents(chosen: Chosen) -> bool:
    """Whether the chosen network draws in latents."""
    return is_latent(str(chosen.get(table.NETWORK.key, "")))


def from_noise(chosen: Chosen) -> tuple[Shown, ...]:
    """Pictures from noise."""
    return (generate, unit_noise, take_turns, *walk_of(sampler_of(chosen), in_latents(chosen)))


def nothing(chosen: Chosen) -> tuple[Shown, ...]:
    """For a page that computes no picture."""
    return ()
