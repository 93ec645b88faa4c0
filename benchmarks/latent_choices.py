"""What each choice is worth to networks that draw in latents: python benchmarks/latent_choices.py --data FOLDER

Three tables, each choice a run of its own on the same budget of pictures:

- codecs: each is trained anew, then judged by a probe, a network that learns to draw in its latents. How well pictures
  come back says little of how well new ones can be drawn.
- rates: batch and learning rate of a network in the latents of the codec that ships.
- guidance: how to sample, from one network: the scale, an interval of t, an early snapshot in the place of the
  unconditional half.

The judges that ship name what is drawn. In the first two, the second row differs from the first by chance alone.
"""

from __future__ import annotations

import argparse
import copy
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from benchmarks.latent_probe import (
    Probe,
    Trained,
    autoguided,
    guided,
    held_out_loss,
    in_latents_of,
    named,
    one_call,
    probed,
    shipped,
)
from explainer.core.denoiser import Denoiser
from explainer.networks.checkpoints import FOLDER
from explainer.networks.codec_files import CodecCard, LoadedCodec, load_codec
from explainer.networks.judges import Judges, load_judges
from explainer.training.codecs.commands import held_out, kinds_of
from explainer.training.codecs.critics import FeatureNetwork, learned_features
from explainer.training.codecs.loop import CodecState, new_codec_state, train_codec
from explainer.training.codecs.recipe import CODEC, CodecRecipe
from explainer.training.codecs.watch import CodecWatch
from explainer.training.data import LoadedSet, as_pool, load_sets
from explainer.training.place import Place, find_place
from explainer.training.recipe import Recipe
from explainer.training.recipes import PHOTOS_LATENT

W = 2.0  # guidance scale of the first two tables


@dataclass(frozen=True)
class CodecChoice:
    """One change to the codec's recipe; `first_weights` is their seed."""

    name: str
    recipe: CodecRecipe = CODEC
    first_weights: int = 0


CODEC_CHOICES = (
    CodecChoice("the recipe: 16 channels, noise 0.15, scale equivariance 0.25"),
    CodecChoice("the recipe, other first weights", first_weights=1),
    CodecChoice("no noise on the latents", replace(CODEC, noise=0.0)),
    CodecChoice("noise 0.3", replace(CODEC, noise=0.3)),
    CodecChoice("no scale equivariance", replace(CODEC, weights=replace(CODEC.weights, scale=0.0))),
    CodecChoice("8 channels", replace(CODEC, network=replace(CODEC.network, latent=8))),
    CodecChoice("32 channels", replace(CODEC, network=replace(CODEC.network, latent=32))),
)


@dataclass(frozen=True)
class RateChoice:
    """One change to the network's recipe; all see the same number of pictures."""

    name: str
    recipe: Recipe = PHOTOS_LATENT
    first_weights: int = 0


RATE_CHOICES = (
    RateChoice("the recipe: batch 128, rate 0.001"),
    RateChoice("the recipe, other first weights", first_weights=1),
    RateChoice("rate 0.0005", replace(PHOTOS_LATENT, peak_lr=5e-4)),
    RateChoice("rate 0.002", replace(PHOTOS_LATENT, peak_lr=2e-3)),
    RateChoice("batch 64, rate 0.0007", replace(PHOTOS_LATENT, batch=64, peak_lr=7e-4)),
    RateChoice("batch 32, rate 0.0004", replace(PHOTOS_LATENT, batch=32, peak_lr=4e-4)),
    RateChoice("batch 256, rate 0.0014", replace(PHOTOS_LATENT, batch=256, peak_lr=1.4e-3)),
)

GUIDANCES: dict[str, Callable[[Trained], Denoiser]] = {
    "w = 2": lambda probe: guided(probe, 2.0),
    "w = 1 (none)": lambda probe: guided(probe, 1.0),
    "w = 1.5": lambda probe: guided(probe, 1.5),
    "w = 3": lambda probe: guided(probe, 3.0),
    "w = 3 for t from 150 to 700": lambda probe: guided(probe, 3.0, (150, 700)),
    "w = 3 for t from 1 to 700": lambda probe: guided(probe, 3.0, (1, 700)),
    "w = 1.5, away from an early snapshot": lambda probe: autoguided(probe, 1.5),
    "w = 2, away from an early snapshot": lambda probe: autoguided(probe, 2.0),
    "w = 3, away from an early snapshot": lambda probe: autoguided(probe, 3.0),
}


@dataclass(frozen=True, eq=False)
class Bench:
    """What all choices share."""

    data: Path
    checkpoints: Path
    early: Path | None
    codec_steps: int
    pictures: int  # that a probe sees
    each: int
    judges: Judges
    place: Place

    def probe(self, recipe: Recipe, codec: LoadedCodec, seed: int = 0) -> Probe:
        """A network trained in a codec's latents."""
        shaped, steps = in_latents_of(recipe, codec), max(1, self.pictures // recipe.batch)
        return probed(shaped, codec, self.data, steps, self.place, seed)

    def row(self, name: str, probe: Trained, denoiser: Denoiser, *cells: str) -> None:
        """Print a line of a table, the judges' cells last."""
        said = named(probe, denoiser, self.judges, self.each)
        print(f"| {' | '.join([name, *cells])} | {said} |", flush=True)


def compare_codecs(bench: Bench) -> None:
    """The first table."""
    sets = load_sets(bench.data, CODEC.sets, CODEC.network.size, "train")
    features = learned_features(as_pool(sets).to(bench.place.device), kinds_of(sets))
    _head("codec", "given back, dB", "validation loss", "one call, dB")
    for choice in CODEC_CHOICES:
        state = _learned_codec(choice, sets, features, bench)
        card = CodecCard(choice.recipe.name, "", choice.recipe.network, [])
        codec = LoadedCodec(card, state.average.cpu().eval())
        probe = bench.probe(PHOTOS_LATENT, codec)
        measured = held_out(choice.recipe, bench.data)
        back, _ = CodecWatch(state, Path(), 1.0, choice.recipe, state, measured).measure()
        cells = f"{back:.2f}", f"{held_out_loss(probe):.4f}", f"{one_call(probe):.2f}"
        bench.row(choice.name, probe, guided(probe, W), *cells)


def _learned_codec(
    choice: CodecChoice, sets: list[LoadedSet], features: FeatureNetwork, bench: Bench
) -> CodecState:
    pictures, place = as_pool(sets).to(bench.place.device), bench.place
    state = new_codec_state(
        choice.recipe, copy.deepcopy(features), place.device, choice.first_weights
    )
    clock = lambda: float(state.step)  # noqa: E731
    for _ in train_codec(choice.recipe, state, pictures, place, bench.codec_steps, clock):
        pass
    return state


def compare_rates(bench: Bench) -> None:
    """The second table."""
    codec = load_codec(PHOTOS_LATENT.codec, bench.checkpoints)
    _head("changed", "minutes", "validation loss", "one call, dB")
    for choice in RATE_CHOICES:
        probe = bench.probe(choice.recipe, codec, choice.first_weights)
        cells = f"{probe.minutes:.1f}", f"{held_out_loss(probe):.4f}", f"{one_call(probe):.2f}"
        bench.row(choice.name, probe, guided(probe, W), *cells)


def compare_guidance(bench: Bench) -> None:
    """The third table."""
    if bench.early:
        probe: Trained = shipped(PHOTOS_LATENT, bench.checkpoints, bench.early)
    else:
        codec = load_codec(PHOTOS_LATENT.codec, bench.checkpoints)
        probe = bench.probe(PHOTOS_LATENT, codec)
    _head("sampled with")
    for name, make in GUIDANCES.items():
        bench.row(name, probe, make(probe))


def _head(*columns: str) -> None:
    names = [*columns, "named as asked", "by the second judge"]
    print(f"\n| {' | '.join(names)} |\n|{'---|' * len(names)}")


TABLES = {"codecs": compare_codecs, "rates": compare_rates, "guidance": compare_guidance}


def main(arguments: list[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--data", type=Path, required=True, help="folder of training files")
    add("--checkpoints", type=Path, default=FOLDER, help="where the codec lies")
    text = "for guidance: folder with an earlier state of the network in --checkpoints, instead of a probe"
    add("--early", type=Path, help=text)
    add("--tables", nargs="+", choices=list(TABLES), default=list(TABLES), help="which")
    add("--codec-steps", type=int, default=2500, help="of 16 pictures, for each codec")
    add("--pictures", type=int, default=100_000, help="that each probe sees")
    add("--each", type=int, default=8, help="pictures to draw of each word")
    options = parser.parse_args(arguments)
    bench = Bench(
        data=options.data,
        checkpoints=options.checkpoints,
        early=options.early,
        codec_steps=options.codec_steps,
        pictures=options.pictures,
        each=options.each,
        judges=load_judges(PHOTOS_LATENT.judges),
        place=find_place(),
    )
    for table in options.tables:
        TABLES[table](bench)


if __name__ == "__main__":
    main()
