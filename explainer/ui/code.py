"""What “Show the code” shows of each page: the chain from the page's action to the network call, in its order.

A test runs every page under a profiler and holds that all of this ran and that nothing of the chain is missing.
"""

from __future__ import annotations

from explainer.core import editing, operators
from explainer.core.baselines import best_blur, gaussian_blur
from explainer.core.classical import biharmonic, interpolated
from explainer.core.denoiser import Clipped, Guided, NetworkDenoiser, guide, predict
from explainer.core.noise import BrownianNoise, FreshNoise, noised, unit_noise
from explainer.core.samplers import SAMPLERS, last, walk
from explainer.core.schedule import SCHEDULES, NoiseSchedule
from explainer.engines.codecs import decoded, encoded
from explainer.engines.engine import Engine
from explainer.engines.inspection import inspect as inspect_network
from explainer.engines.local import LocalEngine
from explainer.experiments import cleaning, travelling, two_in_one
from explainer.experiments.added_noise import measures, ways
from explainer.experiments.anatomy import anatomy
from explainer.experiments.dissolve import way_back
from explainer.experiments.filling import corrected, repainted
from explainer.experiments.guidance import along_w, end, opened, told
from explainer.experiments.inside_unet import alike, attended, guess, limits, x0_of
from explainer.experiments.latent import network_in_latents, there_and_back
from explainer.experiments.latent_cost import codec_costs, measured, network_cost
from explainer.experiments.latent_edits import mixed, turned
from explainer.experiments.latent_noise import in_both_spaces
from explainer.experiments.latent_views import turned_latents
from explainer.experiments.one_look import one_look
from explainer.experiments.one_update import answer, losses, question, stepped, update
from explainer.experiments.plane import shape
from explainer.experiments.redrawing import at_every_level, redrawn, remnants
from explainer.experiments.restoring import restored
from explainer.experiments.sampling import (
    generate,
    guided_network,
    make_denoiser,
    one_step,
    run,
)
from explainer.experiments.turns import take_turns
from explainer.experiments.views import DecodedView
from explainer.networks.blocks import blocks
from explainer.networks.checkpoints import available, is_latent, load_from, read_card
from explainer.networks.codec import Decoder, Encoder
from explainer.networks.descent import descend, new_optimiser
from explainer.networks.inside import Cut, Recorder
from explainer.networks.learning import loss_at, target_of
from explainer.networks.unet import UNet
from explainer.networks.weights import read_tensors
from explainer.ui.controls import table
from explainer.ui.shown import Chosen, FasterForm, Script, Shown

# of each damage: the operator, and what was done about it before networks
RESTORING: dict[str, tuple[Shown, ...]] = {
    "pixels": (operators.BlockMean, interpolated),
    "blocks": (operators.Kept, operators.missing_blocks, biharmonic),
    "blur": (operators.CosineGain, operators.blur),
    "colour": (operators.Grey,),
    "waves": (operators.CosineGain, operators.coarse_waves),
}

NETWORK = FasterForm(UNet, "tests/engines/fast_torch, tests/engines/test_choice.py")
ENCODER = FasterForm(Encoder, "tests/engines/fast_torch, tests/engines/test_codecs.py")
DECODER = FasterForm(Decoder, "tests/engines/fast_torch, tests/engines/test_codecs.py")
CALL: tuple[Shown, ...] = (NetworkDenoiser, predict, Engine.__call__, LocalEngine.compute, NETWORK)


def _walk(sampler: str, in_latents: bool = False) -> tuple[Shown, ...]:
    """From a walk down to the network; pixels are clipped, latents decoded."""
    clipped, look = ((), (DecodedView, decoded, DECODER)) if in_latents else ((Clipped,), ())
    guided = (make_denoiser, guided_network)
    return (run, *guided, walk, SAMPLERS[sampler], *clipped, Guided, *CALL, *look)


def _sampler(chosen: Chosen) -> str:
    return str(chosen.get(table.SAMPLER.key, table.SAMPLER.default()))


def _in_latents(chosen: Chosen) -> bool:
    return is_latent(str(chosen.get(table.NETWORK.key, "")))


def start(chosen: Chosen) -> tuple[Shown, ...]:
    """A picture into noise and back."""
    formula = (noised, unit_noise, NoiseSchedule.add_noise, Script("noising"))
    return (*formula, way_back, *_walk("ddim"))


def add_noise(chosen: Chosen) -> tuple[Shown, ...]:
    """Any t in one jump; the browser does it again at every move of the slider."""
    schedule = str(chosen.get(table.SCHEDULE.key, table.SCHEDULE.default()))
    jump = (noised, unit_noise, NoiseSchedule.add_noise, NoiseSchedule.coefficients)
    return (*jump, SCHEDULES[schedule], Script("noising"))


def remove_noise(chosen: Chosen) -> tuple[Shown, ...]:
    """Filters, one call, and a walk from the same noisy picture."""
    filters = (cleaning.cleaned, best_blur, cleaning.blurred, gaussian_blur)
    return (*filters, one_step, cleaning.walk_back, take_turns, *_walk(_sampler(chosen)))


def from_noise(chosen: Chosen) -> tuple[Shown, ...]:
    """Pictures from noise."""
    return (generate, unit_noise, take_turns, *_walk(_sampler(chosen), _in_latents(chosen)))


def how_many_steps(chosen: Chosen) -> tuple[Shown, ...]:
    """The same in two walks along one path of noise."""
    return (NoiseSchedule.timesteps, BrownianNoise, *from_noise(chosen))


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
    if _in_latents(chosen):
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


def redraw(chosen: Chosen) -> tuple[Shown, ...]:
    """A picture under noise and back, and every level in one batch."""
    if chosen.get(table.FROM_T.key) == 0:
        return (x0_of,)
    encoder = (encoded, ENCODER, there_and_back) if _in_latents(chosen) else ()
    begun = (x0_of, *encoder, redrawn, noised, unit_noise, NoiseSchedule.add_noise)
    return (
        *begun,
        at_every_level,
        editing.joining,
        take_turns,
        *_walk("ddim", _in_latents(chosen)),
        remnants,
    )


def two_in_one_picture(chosen: Chosen) -> tuple[Shown, ...]:
    """Two words asked at every step, and joined; then the same step by step, and latents that are turned."""
    is_hybrid = chosen.get(table.WAY.key) == two_in_one.HYBRID
    shares = (
        two_in_one.parts,
        editing.hybrid if is_hybrid else editing.anagram,
        two_in_one.two_in_one,
    )
    noise = (two_in_one.drawn, generate, unit_noise, take_turns, run, guided_network)
    call = (walk, SAMPLERS["ddim"], Clipped, editing.Joined, Guided, *CALL)
    codec: tuple[Shown, ...] = ()
    if available("latents"):
        codec = (turned_latents, encoded, ENCODER, decoded, DECODER)
    return (*noise, *shares, *call, two_in_one.opened, two_in_one.LastAnswer, *codec)


def mix_and_travel(chosen: Chosen) -> tuple[Shown, ...]:
    """Words mixed in one batch, and a picture to its noise and back."""
    words = (travelling.mixed, travelling.mixtures, told)
    there = (travelling.trip, travelling.noise_of, travelling.plain, editing.invert, last)
    codec: tuple[Shown, ...] = (encoded, ENCODER) if _in_latents(chosen) else ()
    return (*words, *there, *from_noise({**chosen, table.SAMPLER.key: "ddim"}), *codec)


def networks(chosen: Chosen) -> tuple[Shown, ...]:
    """How a card and its weights are read and verified, and one look of the network that they make."""
    look = one_look, generate, unit_noise, *_walk("ddim", _in_latents(chosen))
    return (load_from, read_card, read_tensors, *look)


def fill_in(chosen: Chosen) -> tuple[Shown, ...]:
    """The known places put back after every move, the jumps back, and the other way: estimates corrected."""
    kept = (repainted, editing.known_kept, editing.with_jumps, FreshNoise)
    by_hand = (biharmonic, corrected, editing.Consistent, operators.Kept)
    return (*kept, *by_hand, *from_noise({**chosen, table.SAMPLER.key: "ddpm"}))


def restore(chosen: Chosen) -> tuple[Shown, ...]:
    """What the damage leaves, the classical ways, and a run whose estimates agree with what is left."""
    operator, *ways = RESTORING[str(chosen.get(table.DAMAGE.key, table.DAMAGE.default()))]
    return (*ways, restored, editing.Consistent, operator, take_turns, *_walk(_sampler(chosen)))


def nothing(chosen: Chosen) -> tuple[Shown, ...]:
    """For a page that computes no picture."""
    return ()
