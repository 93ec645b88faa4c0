"""The networks: model cards as a page. Everything here is read from the cards and their sample grids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from explainer.media.pictures import MONTAGE_GAP
from explainer.networks.checkpoints import Checkpoint, ModelCard, home_of, picture_size
from explainer.networks.codec_files import read_codec_card
from explainer.networks.spaces import LatentSpace, Space
from explainer.ui.drawing.frames import Framed
from explainer.ui.drawing.numbers import number, whole, with_error
from explainer.ui.language import say, say_card


@dataclass(frozen=True)
class Table:
    """A table of the page: what it shows, its rows, and how that was measured."""

    lead: str
    rows: list[dict[str, str]]
    protocol: str


def samples(card: ModelCard) -> list[Framed]:
    """The sample grid of a checkpoint, one column of pictures for each word; none without the file."""
    columns = sample_columns(card)
    words = card.shown or [""] * len(columns)
    return [Framed(c, word) for c, word in zip(columns, words, strict=True)] if columns else []


def sample_sheet(card: ModelCard) -> Path:
    """Where the sample grid of a checkpoint lies, if it has one."""
    return home_of(card.name) / f"{card.name}.png"


def sample_columns(card: ModelCard) -> list[np.ndarray]:
    """The columns of the sample grid, uint8 (h, w, 3), one for each word; none without the file."""
    if not sample_sheet(card).exists():
        return []
    with Image.open(sample_sheet(card)) as image:
        grid = np.asarray(image.convert("RGB"))
    size = picture_size(card)
    return [grid[:, x : x + size] for x in range(0, grid.shape[1], size + MONTAGE_GAP)]


def known_words(card: ModelCard) -> str:
    """All words of a large vocabulary, where the samples do not show them all; else nothing."""
    return ", ".join(card.vocabulary) if card.prompts else ""


def learning(card: ModelCard) -> list[Framed]:
    """Snapshots along the training, each what the network then made of the same noise."""
    frames = []
    for path in sorted((home_of(card.name) / "snapshots").glob(f"{card.name}-*.png")):
        seen = int(path.stem.removeprefix(f"{card.name}-"))
        with Image.open(path) as image:
            frames.append(
                Framed(np.asarray(image.convert("RGB")), say("networks.after", seen=whole(seen)))
            )
    return frames


def facts(checkpoint: Checkpoint) -> dict[str, str]:
    """What the network is, and what its training was."""
    card, parameters = checkpoint.card, sum(p.numel() for p in checkpoint.model.parameters())
    shape, training = card.architecture, card.training
    channels, height, width = checkpoint.picture_shape
    colours = say("networks.rgb" if channels == 3 else "networks.grey")
    loss = training.get("validation_loss")
    return {
        say("networks.pictures"): f"{height}×{width}, {colours}",
        **_latent_facts(checkpoint.space),
        say("networks.parameters"): f"{number(parameters / 1e6, 1)} M",
        say("networks.widths"): ", ".join(str(w) for w in shape.widths),
        say("networks.schedule"): f"{card.schedule}, T = {card.T}, {card.prediction}",
        say("networks.seen"): whole(training["pictures_seen"]),
        say("networks.minutes"): number(training["minutes"], 0),
        say("networks.loss"): "" if loss is None else number(loss, 4),
    }


def _latent_facts(space: Space) -> dict[str, str]:
    """What x is, and which codec makes it; nothing for a network that works on pixels."""
    if not isinstance(space, LatentSpace):
        return {}
    z, height, width = space.shape
    ratio = prod(space.picture_shape) / prod(space.shape)
    parameters = sum(p.numel() for p in space.codec.parameters()) / 1e6
    return {
        say("networks.works_on"): say(
            "networks.latents", size=f"{height}×{width}×{z}", ratio=number(ratio, None)
        ),
        say("networks.codec"): f"{space.card.codec}, {number(parameters, 1)} M",
    }


def credits(checkpoint: Checkpoint) -> list[dict[str, str]]:
    """Where the training pictures came from, the codec's among them."""
    keys, card = ("name", "licence", "attribution"), checkpoint.card
    data = [*card.data]
    if card.latent:
        codec = read_codec_card(card.latent.codec, home_of(card.name))
        data += [entry for entry in codec.data if entry not in data]
    return [{say(f"networks.{key}"): say_card(entry[key]) for key in keys} for entry in data]


def denoising_tables(metrics: dict[str, Any]) -> list[Table]:
    """How it cleans pictures of its own kinds, and of others, where that was measured."""
    measured = [(key, metrics[key]) for key in ("denoising", "unseen") if key in metrics]
    return [
        Table(say(f"networks.{key}"), _methods(m["rows"]), m["protocol"]) for key, m in measured
    ]


def _methods(rows: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """One row for each method: PSNR, SSIM and sharpness at each noise level."""
    table = []
    for method in dict.fromkeys(r["method"] for r in rows):
        cells = {say("networks.method"): say(f"method.{method}")}
        for r in (r for r in rows if r["method"] == method):
            scores = (number(r["psnr"]), number(r["ssim"]), number(r["sharpness"]))
            cells[f"ᾱ = {number(r['alpha_bar'], None)}"] = " / ".join(scores)
        table.append(cells)
    return table


def sweep_tables(metrics: dict[str, Any]) -> list[Table]:
    """What guidance and what the number of steps change, where that was measured."""
    tables = []
    for key, varied in (("guidance", ("w",)), ("steps", ("sampler", "steps"))):
        if sweep := metrics.get(key):
            cells = [_sweep_row(r, varied) for r in sweep["rows"]]
            tables.append(Table(say(f"networks.{key}"), cells, sweep["protocol"]))
    return tables


def few_or_many(metrics: dict[str, Any]) -> tuple[list[str], str]:
    """A sentence for each sampler of which few and many steps were compared, and how; nothing without them."""
    if not (measured := metrics.get("paired")):
        return [], ""
    sentences = [
        say(
            "networks.paired",
            sampler=row["sampler"],
            few=row["steps"][0],
            many=row["steps"][1],
            n=row["n"],
            more=with_error(row["kid_more"], row["kid_more_error"]),
        )
        for row in measured["rows"]
    ]
    return sentences, measured["protocol"]


def published(metrics: dict[str, Any]) -> str:
    """How near it comes with the settings of a published project; empty if that was not measured."""
    found = metrics.get("published", {})
    if not (apart := found.get("distances")):
        return ""
    return say(
        "networks.published",
        asked=number(100 * found["asked_class_named"], 1),
        fid=number(apart["fid"]),
        floor=number(apart["fid_of_training_pictures"]),
        kid=with_error(apart["kid"], apart["kid_error"]),
        score=number(found["inception_score"], 2),
        protocol=found["protocol"],
    )


def _sweep_row(row: dict[str, Any], varied: tuple[str, ...]) -> dict[str, str]:
    seconds = row.get("seconds_per_picture")
    return {
        **{say(f"networks.{key}_varied"): _varied(row[key]) for key in varied},
        say("networks.kid"): with_error(row["kid"], row["kid_error"]),
        say("networks.asked"): f"{number(100 * row['named'], 1)} %",
        **({say("networks.spread"): number(row["spread"])} if "spread" in row else {}),
        say("networks.clipped"): f"{number(100 * row['clipped'], 1)} %",
        **({say("networks.each"): f"{number(seconds)} s"} if seconds else {}),
        "n": str(row["n"]),
    }


def _varied(value: float | str) -> str:
    """A sampler's name, a number of steps, a guidance scale."""
    return value if isinstance(value, str) else number(value, None)


def named_right(metrics: dict[str, Any]) -> str:
    """Whether it draws what it is asked for, as real ones are, and new; empty if that was not measured."""
    if captions := metrics.get("captions"):
        shares = {
            k: number(100 * captions[k], 1) for k in ("shares_a_word", "same_name", "by_chance")
        }
        return say("networks.said", **shares, protocol=captions["protocol"])
    classes = metrics.get("classes")
    if not classes:
        return ""
    named = say(
        "networks.named",
        asked=number(100 * classes["asked_class_named"], 1),
        real=number(100 * classes["classifier_on_real_test"], 1),
        protocol=classes["protocol"],
    )
    parts = [named, _second(classes), _likeness(classes), _nearest(classes)]
    return "\n\n".join(part for part in parts if part)


def _second(classes: dict[str, Any]) -> str:
    """What the second judge says."""
    if "second_on_real_test" not in classes:
        return ""
    shares = (classes["asked_class_named_by_second"], classes["second_on_real_test"])
    asked, real = (number(100 * share, 1) for share in shares)
    return say("networks.second", asked=asked, real=real)


def _likeness(classes: dict[str, Any]) -> str:
    """How far its pictures are from real ones."""
    if not (apart := classes.get("distances")):
        return ""
    floor = apart["fid_of_training_pictures"]
    return say("networks.fid", fid=number(apart["fid"]), floor=number(floor), n=apart["n"])


def _nearest(classes: dict[str, Any]) -> str:
    """How near its pictures are to those that it learned from."""
    if not (near := classes.get("nearest")):
        return ""
    repeated = number(100 * near["repeated"], 1)
    texts = {key: number(near[key], 3) for key in ("drawn", "test")}
    return say("networks.nearest", **texts, repeated=repeated, protocol=near["protocol"])
