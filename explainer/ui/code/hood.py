"""What “Show the code” shows of the section Under the hood."""

from __future__ import annotations

from explainer.core.denoiser import Clipped, Guided, NetworkDenoiser, guide, predict
from explainer.core.noise import noised, unit_noise
from explainer.core.samplers import SAMPLERS, last
from explainer.core.schedule import SCHEDULES, NoiseSchedule
from explainer.engines.codecs import decoded, encoded
from explainer.engines.inspection import inspect as inspect_network
from explainer.experiments.added_noise import measures, ways
from explainer.experiments.anatomy import anatomy
from explainer.experiments.guidance import along_w, end, opened
from explainer.experiments.inside_unet import alike, attended, guess, limits, x0_of
from explainer.experiments.latent import network_in_latents, there_and_back
from explainer.experiments.latent_cost import codec_costs, measured, network_cost
from explainer.experiments.latent_edits import mixed, turned
from explainer.experiments.latent_noise import in_both_spaces
from explainer.experiments.one_look import one_look
from explainer.experiments.one_update import answer, losses, question, stepped, update
from explainer.experiments.plane import shape
from explainer.experiments.sampling import generate, guided_network, make_denoiser, one_step
from explainer.experiments.views import DecodedView
from explainer.networks.blocks import blocks
from explainer.networks.checkpoints import available, load_from, read_card
from explainer.networks.codec import Decoder, Encoder
from explainer.networks.descent import descend, new_optimiser
from explainer.networks.inside import Cut, Recorder
from explainer.networks.learning import loss_at, target_of
from explainer.networks.unet import UNet
from explainer.networks.weights import read_tensors
from explainer.ui.code.chains import DECODER, ENCODER, from_noise, in_latents, walk_of
from explainer.ui.controls import table
from explainer.ui.shown import Chosen, Script, Shown


def added_noise(chosen: Chosen) -> tuple[Shown, ...]:
    """DDPM's step, with and without its noise, and DDIM's."""
    first = from_noise({**chosen, table.SAMPLER.key: "ddpm"})
    return (ways, *first, SAMPLERS["ddim"], measures)


def guidance(chosen: Chosen) -> tuple[Shown, ...]:
    """A run with both halves of its calls kept, and the same picture at many strengths."""
    return (opened, along_w, end, last, guide, *from_noise({**chosen, table.SAMPLER.key: "ddim"}))


def inside_unet(chosen: Chosen) -> tuple[Shown, ...]:
    """One call of the readable network, which runs here as it stands, recorded and with parts left out."""
    clipped: tuple[Shown, ...] = (Clipped,)
    codec: tuple[Shown, ...] = ()
    if in_latents(chosen):
        clipped, codec = (), (DecodedView, encoded, ENCODER, decoded, DECODER)
    guided = (make_denoiser, guided_network, *clipped, Guided, NetworkDenoiser)
    call = (x0_of, noised, guess, one_step, *guided)
    inside = (predict, inspect_network, UNet, Recorder, Cut, blocks, anatomy, limits)
    return (*call, *inside, attended, alike, *codec)


def how_it_learns(chosen: Chosen) -> tuple[Shown, ...]:
    """One update: the question, the loss, the step, on a copy of the network as it is written to be read."""
    asked = (question, answer, losses, loss_at, target_of, NoiseSchedule.coefficients)
    return (*asked, UNet, update, stepped, new_optimiser, descend)


def two_dimensions(chosen: Chosen) -> tuple[Shown, ...]:
    """Points and the schedule; all else the browser computes."""
    schedule = str(chosen.get(table.SCHEDULE.key, table.SCHEDULE.default()))
    scripts = ("levels", "ideal", "guiding", "samplers", "layers", "learner")
    return (shape, SCHEDULES[schedule], *(Script(f"plane/{name}") for name in scripts))


def latent_space(chosen: Chosen) -> tuple[Shown, ...]:
    """The codec and what is done with latents, then the walks in both spaces; where no network is in latents, the search."""
    if not available("latents"):
        return (network_in_latents,)
    codec = (there_and_back, encoded, Encoder, decoded, Decoder, DecodedView.pictures)
    with_latents = (in_both_spaces, turned, mixed, measured, network_cost, codec_costs)
    in_pixels = from_noise({**chosen, table.NETWORK.key: ""})
    return (*codec, *with_latents, *in_pixels)


def networks(chosen: Chosen) -> tuple[Shown, ...]:
    """How a card and its weights are read and verified, and one look of the network that they make."""
    look = one_look, generate, unit_noise, *walk_of("ddim", in_latents(chosen))
    return (load_from, read_card, read_tensors, *look)
