"""What “Show the code” shows of the section Make."""

from __future__ import annotations

from explainer.core import editing, operators
from explainer.core.classical import biharmonic, interpolated
from explainer.core.denoiser import Clipped, Guided
from explainer.core.noise import FreshNoise, noised, unit_noise
from explainer.core.samplers import SAMPLERS, last, walk
from explainer.core.schedule import NoiseSchedule
from explainer.engines.codecs import decoded, encoded
from explainer.experiments import travelling, two_in_one
from explainer.experiments.filling import corrected, repainted
from explainer.experiments.guidance import told
from explainer.experiments.inside_unet import x0_of
from explainer.experiments.latent import there_and_back
from explainer.experiments.latent_views import turned_latents
from explainer.experiments.redrawing import at_every_level, redrawn, remnants
from explainer.experiments.restoring import restored
from explainer.experiments.sampling import generate, guided_network, run
from explainer.experiments.turns import take_turns
from explainer.networks.checkpoints import available
from explainer.ui.code.chains import (
    CALL,
    DECODER,
    ENCODER,
    from_noise,
    in_latents,
    sampler_of,
    walk_of,
)
from explainer.ui.controls import table
from explainer.ui.shown import Chosen, Shown

# of each damage: the operator, and what was done about it before networks
RESTORING: dict[str, tuple[Shown, ...]] = {
    "pixels": (operators.BlockMean, interpolated),
    "blocks": (operators.Kept, operators.missing_blocks, biharmonic),
    "blur": (operators.CosineGain, operators.blur),
    "colour": (operators.Grey,),
    "waves": (operators.CosineGain, operators.coarse_waves),
}


def redraw(chosen: Chosen) -> tuple[Shown, ...]:
    """A picture under noise and back, and every level in one batch."""
    if chosen.get(table.FROM_T.key) == 0:
        return (x0_of,)
    encoder = (encoded, ENCODER, there_and_back) if in_latents(chosen) else ()
    begun = (x0_of, *encoder, redrawn, noised, unit_noise, NoiseSchedule.add_noise)
    return (
        *begun,
        at_every_level,
        editing.joining,
        take_turns,
        *walk_of("ddim", in_latents(chosen)),
        remnants,
    )


def fill_in(chosen: Chosen) -> tuple[Shown, ...]:
    """The known places put back after every move, the jumps back, and the other way: estimates corrected."""
    kept = (repainted, editing.known_kept, editing.with_jumps, FreshNoise)
    by_hand = (biharmonic, corrected, editing.Consistent, operators.Kept)
    return (*kept, *by_hand, *from_noise({**chosen, table.SAMPLER.key: "ddpm"}))


def restore(chosen: Chosen) -> tuple[Shown, ...]:
    """What the damage leaves, the classical ways, and a run whose estimates agree with what is left."""
    operator, *ways = RESTORING[str(chosen.get(table.DAMAGE.key, table.DAMAGE.default()))]
    return (*ways, restored, editing.Consistent, operator, take_turns, *walk_of(sampler_of(chosen)))


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
    codec: tuple[Shown, ...] = (encoded, ENCODER) if in_latents(chosen) else ()
    return (*words, *there, *from_noise({**chosen, table.SAMPLER.key: "ddim"}), *codec)
