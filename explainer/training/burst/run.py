"""The codec, then the networks in its latents, each for its share of the time; the averages are what comes out."""

from __future__ import annotations

import argparse
import traceback
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, cast

import torch
from torch import Tensor

from explainer.networks.checkpoints import save_checkpoint
from explainer.training.burst.deadline import SAVE_EVERY, SAY_EVERY, Deadline, Log
from explainer.training.burst.device_step import fastest_step
from explainer.training.codecs.commands import begun_codec, export_codec, held_out
from explainer.training.codecs.loop import train_codec
from explainer.training.codecs.recipe import CODECS
from explainer.training.commands import begun, pools
from explainer.training.data import as_pool, complete, load_sets
from explainer.training.export import describe
from explainer.training.latents import Latents, bring_codec, has_codec
from explainer.training.loop import train, validation_loss
from explainer.training.place import Place, find_place
from explainer.training.progress import Progress
from explainer.training.recipes import RECIPES
from explainer.training.watch import state_file

SHARES = {"codec": 0.3, "photos-latent": 0.45, "emoji-latent": 0.25}  # of the time; 0.5 if not here
LOOK_EVERY = (
    50  # steps: to wait for the device is to lose time, never to do so is to run ahead of it
)


def run_burst(options: argparse.Namespace, deadline: Deadline) -> None:
    """Train each of `options.networks` (and codecs) in turn until the deadline, saving on the way."""
    log, place = Log(options.out / "log.txt", deadline.clock), find_place()
    torch.backends.cudnn.benchmark = True  # the same shapes again and again
    log.say(f"{place}; {deadline.left():.0f} s left; torch {torch.__version__}")
    shares = [SHARES.get(name, 0.5) for name in options.networks]
    for i, name in enumerate(options.networks):
        seconds = deadline.left() * shares[i] / sum(shares[i:])
        if seconds <= 0:
            log.say(f"{name}: no time left")
            continue
        part = _codec if name in CODECS else _network
        try:
            part(name, options, seconds, deadline, log, place)
        except Exception:  # what the others can still learn is worth more
            log.say(f"{name}: {traceback.format_exc()}")
    log.say(f"done; {deadline.left():.0f} s left")


def _network(
    name: str,
    options: argparse.Namespace,
    seconds: float,
    deadline: Deadline,
    log: Log,
    place: Place,
) -> None:
    """Until its share is over, computing the latents and recording the step included."""
    until = deadline.left() - seconds
    pace = {key: getattr(options, key) for key in ("batch", "peak_lr", "warmup_steps")}
    recipe = replace(complete(RECIPES[name], options.data), **pace)
    ours = _as_commands_have_it(options, (options.start_from / f"{name}.json").exists())
    if not has_codec(recipe.codec, options.out):
        bring_codec(recipe.codec, options.start_from, options.out)
    pool, unseen = pools(recipe, options.data, ours, place)
    state = begun(recipe, ours, place)
    state.learns_from(pool.space)
    learn = fastest_step(recipe, state, cast(Latents, pool), place, log.say)
    planned = state.seconds + max(0.0, deadline.left() - until)
    log.say(f"{name}: from {state.pictures_seen:,} pictures, batch {recipe.batch}")

    def save() -> None:
        error = validation_loss(state.average, recipe.objective, unseen)
        state.losses.append((state.pictures_seen, error))
        save_checkpoint(describe(recipe, state, pool), state.average.state_dict(), options.out)
        state.save(state_file(options.state, name))
        log.say(f"{name}: {state.pictures_seen:,} pictures, validation loss {error:.4f}; saved")

    steps = train(recipe, state, pool, place, planned, deadline.clock, learn)
    _follow(name, steps, state, deadline, log, save)


def _codec(
    name: str,
    options: argparse.Namespace,
    seconds: float,
    deadline: Deadline,
    log: Log,
    place: Place,
) -> None:
    """As `_network`, the time to read the pictures included."""
    until = deadline.left() - seconds
    recipe = replace(CODECS[name], batch=options.codec_batch, peak_lr=options.codec_peak_lr)
    ours = _as_commands_have_it(options, has_codec(name, options.start_from))
    sets = load_sets(options.data, recipe.sets, recipe.network.size, "train")
    state = begun_codec(recipe, sets, ours, place)
    pictures = as_pool(sets).to(place.device)
    planned = state.seconds + max(0.0, deadline.left() - until)
    log.say(f"{name}: from {state.pictures_seen:,} pictures, batch {recipe.batch}")

    some = {kind: x.to(place.device) for kind, x in held_out(recipe, options.data).items()}

    def save() -> None:
        export_codec(recipe, state, some, options.out)
        state.save(state_file(options.state, name))
        log.say(f"{name}: {state.pictures_seen:,} pictures; saved")

    steps = train_codec(recipe, state, pictures, place, planned, deadline.clock)
    _follow(name, steps, state, deadline, log, save)


def _follow(
    name: str,
    steps: Iterable[tuple[Any, Tensor]],
    state: Progress,
    deadline: Deadline,
    log: Log,
    save: Callable[[], None],
) -> None:
    """Take the steps; say how it goes, save now and then and at the end, stop at the deadline."""
    seen, seconds = state.pictures_seen, state.seconds
    deadline.learning = True
    for _, loss in steps:
        if state.step % LOOK_EVERY:
            continue
        value = float(loss)
        if log.due(f"{name} said", SAY_EVERY):
            rate = (state.pictures_seen - seen) / (state.seconds - seconds)
            seen, seconds = state.pictures_seen, state.seconds
            log.say(f"{name}: {state.pictures_seen:,} pictures, {rate:,.0f}/s, loss {value:.4f}")
        if log.due(f"{name} saved", SAVE_EVERY):
            save()
        if deadline.left() <= 0:
            break
    save()
    deadline.learning = False


def _as_commands_have_it(options: argparse.Namespace, known: bool) -> argparse.Namespace:
    """The options as `train` has them; weights to begin with only where they are known."""
    start_from = options.start_from if known else None
    return argparse.Namespace(
        **{
            **vars(options),
            "start_from": start_from,
            "begin_as": None,
            "reduce": 1,
            "codec_from": None,
        }
    )
