"""What came of a dare, in a sentence computed from what is on screen: Generate, How many steps?, Noise added back, Latent space, The networks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from explainer.experiments.claims import same_seed_here
from explainer.experiments.latent_edits import Turned, parts
from explainer.experiments.pair import likeness_of
from explainer.experiments.tones import broad_share
from explainer.networks.checkpoints import ModelCard, read_card
from explainer.networks.conditions import parse_condition
from explainer.ui import cached
from explainer.ui.drawing.numbers import number
from explainer.ui.language import say, say_card
from explainer.ui.runs import Run, named
from explainer.ui.sections.added_noise import NARROW
from explainer.ui.stating import state

SOFT = 0.8  # of a picture's contrast between broad patches: with more there is hardly an edge


def generated(runs: Sequence[Run], old: bool) -> str:
    """Generate: which of two words the network finds in its mixtures, or what a single call gives."""
    if old or not runs or not runs[0].film.done:
        return ""
    run = runs[0]
    words = _words(run)
    if len(words) == 2:
        return _halfway(run, (words[0], words[1]))
    return _one_call(run) if run.settings.steps == 1 else ""


def _words(run: Run) -> list[str]:
    """The words that all its pictures are a mixture of; none where they are not of one prompt."""
    prompts = set(run.settings.prompts)
    vocabulary = read_card(run.settings.network).vocabulary
    return list(parse_condition(prompts.pop(), vocabulary)) if len(prompts) == 1 else []


def _halfway(run: Run, words: tuple[str, str]) -> str:
    assert run.film.result is not None
    found = cached.nearer_word(run.settings, words, run.film.result)
    n = len(run.settings.seeds)
    key = "dared_both" if found.both > max(found.first, found.second) else "dared_either"
    counts = {"first": found.first, "second": found.second, "both": found.both, "n": n}
    one, other = map(named, words)
    return say(f"bridge.generate.{key}", one=one, other=other, **counts)


def _one_call(run: Run) -> str:
    assert run.film.result is not None
    share = float(np.mean([broad_share(picture) for picture in run.film.result]))
    key = "dared_soft" if share >= SOFT else "dared_fine"
    return say(f"bridge.generate.{key}", share=number(100 * share, 0))


def stayed(runs: Sequence[Run], old: bool) -> str:
    """How many steps?: whether the picture stayed although each run met noise of its own."""
    if old or not runs or not all(run.film.done for run in runs):
        return ""
    alike = likeness_of([run.film for run in runs], runs[0].settings.network)
    here = state(same_seed_here([run.settings for run in runs], alike.kind))
    key = "dared_far" if alike.is_far else "dared"
    return f"{here} {say(f'bridge.how_many_steps.{key}', apart=number(100 * alike.apart, 0))}"


def still_shown(kept: float | None) -> str:
    """Noise, added back: whether so few steps still show what is lost; None while they are made."""
    if kept is None:
        return ""
    key = "dared_shown" if kept < NARROW else "dared_hidden"
    return say(f"bridge.added_noise.{key}", share=number(100 * kept, 0))


def stood_for(turned: Turned) -> str:
    """Latent space: what a whole map that was changed stood for, judged by what changed in the picture."""
    shares = asdict(parts(turned.after - turned.before))
    most = max(shares, key=lambda name: shares[name])
    percent = {name: number(100 * share, 0) for name, share in shares.items()}
    return say(f"bridge.latent_space.dared_{most}", **percent)


def cannot(card: ModelCard) -> str:
    """The networks: what the network that was chosen instead cannot do."""
    return say_card(card.limits)
