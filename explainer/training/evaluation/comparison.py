"""Networks side by side: what their cards say, and how long each takes for a picture, measured in one run."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import ModelCard, load_checkpoint, read_card
from explainer.networks.conditions import first_of
from explainer.training.evaluation.drawing import draw_prompts
from explainer.training.evaluation.report import percent, table

TIMED = Settings(sampler="dpmpp_2m", steps=20, w=2.0)
HEAD = (
    *(
        "network",
        "works on",
        "parameters",
        "named as asked",
        "by the second",
        "FID / of training pictures",
    ),
    *("its ratio", "the same, word for word", "KID", "copied", "seconds a picture", "relative"),
)


def seconds_a_picture(networks: Sequence[str], rounds: int) -> dict[str, float]:
    """How long each network takes for one guided picture as TIMED, decoder included: the fastest of some rounds.

    In turns, so that what else the machine does meets all of them.
    """
    taken: dict[str, list[float]] = {network: [] for network in networks}
    for round_ in range(rounds + 1):
        for network in networks:
            prompt = first_of(read_card(network).first_prompt)
            begin = time.perf_counter()
            draw_prompts([prompt], replace(TIMED, network=network))
            if round_:  # the first prepares the others
                taken[network].append(time.perf_counter() - begin)
    return {network: min(times) for network, times in taken.items()}


def comparison(networks: Sequence[str], rounds: int = 5) -> str:
    """A Markdown table, and what was timed. Raises UserError for a network that there is not."""
    cards = [read_card(network) for network in networks]
    seconds = seconds_a_picture(networks, rounds)
    slowest = max(seconds.values())
    rows = [
        [*_said(c), f"{seconds[c.name]:.3f}", f"{slowest / seconds[c.name]:.1f}×"] for c in cards
    ]
    said = f"{TIMED.steps} steps of {TIMED.sampler}, w = {TIMED.w:g}, decoder included, the fastest of {rounds}"
    return f"{table(HEAD, rows)}\n\nSeconds a picture: {said}, measured now."


def _said(card: ModelCard) -> list[str]:
    """What a card says, in the order of HEAD."""
    checkpoint = load_checkpoint(card.name)
    classes, captions = card.metrics.get("classes", {}), card.metrics.get("captions", {})
    channels, height, width = checkpoint.shape
    kind = f"latents of {card.latent.codec}" if card.latent else "pixels"
    millions = sum(p.numel() for p in checkpoint.model.parameters()) / 1e6
    named = classes.get("asked_class_named", captions.get("shares_a_word"))
    near = (classes or captions).get("nearest", {})
    apart = classes.get("distances", {})
    return [
        f"`{card.name}`",
        f"{kind}, {channels}×{height}×{width}",
        f"{millions:.1f} M",
        percent(named) + (" share a word" if captions else ""),
        percent(classes.get("asked_class_named_by_second")),
        fids(apart),
        ratio(apart),
        ratio(classes.get("distances_of_words", {})),
        f"{apart['kid']:.2f} ± {apart['kid_error']:.2f}" if apart else "–",
        percent(near.get("repeated")),
    ]


def fids(apart: dict[str, Any]) -> str:
    """FID of drawn and of training pictures."""
    return f"{apart['fid']:.1f} / {apart['fid_of_training_pictures']:.1f}" if apart else "–"


def ratio(apart: dict[str, Any]) -> str:
    """How many times as far drawn pictures are from test pictures as training pictures are, by FID."""
    return f"{apart['fid'] / apart['fid_of_training_pictures']:.2f}×" if apart else "–"
