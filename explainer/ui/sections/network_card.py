"""The networks: model cards as a page. Everything here is read from the cards and their sample grids."""

from __future__ import annotations

from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from explainer.experiments.live import drawing
from explainer.media.pictures import MONTAGE_GAP
from explainer.networks.checkpoints import Checkpoint, ModelCard, home_of, picture_size
from explainer.networks.codec_files import read_codec_card
from explainer.networks.names import name_of
from explainer.networks.spaces import LatentSpace, Space
from explainer.ui.components.learning import Moment
from explainer.ui.controls.own import drawn_by
from explainer.ui.drawing.frames import Framed
from explainer.ui.drawing.numbers import number, whole
from explainer.ui.language import enumerated, language, say, say_card
from explainer.ui.terms import explained

FEW = 12  # columns of samples that stand on the page; more are folded


def samples(card: ModelCard) -> list[Framed]:
    """The sample grid of a checkpoint, one column of pictures for each word; none without the file."""
    columns, size = sample_columns(card), picture_size(card)
    words = words_of(card, len(columns))
    return [Framed(_without_gaps(c, size), word) for c, word in zip(columns, words, strict=True)]


def _without_gaps(column: np.ndarray, size: int) -> np.ndarray:
    """A column of pictures (h, w, 3) as (h, w, 4): where the sheet's grey shows between them, the page does."""
    shows = np.arange(len(column)) % (size + MONTAGE_GAP) < size
    alpha = np.broadcast_to(np.uint8(255) * shows[:, None, None], (*column.shape[:2], 1))
    return np.concatenate([column, alpha.astype(np.uint8)], axis=-1)


def words_of(card: ModelCard, columns: int) -> tuple[str, ...]:
    """The word of each column of a sheet, in the language of the page; "" without words, or if the sheet is of others."""
    named = tuple(name_of(word, language()) for word in card.shown)
    return named if len(named) == columns else ("",) * columns


def sample_sheet(card: ModelCard) -> Path:
    """Where the sample grid of a checkpoint lies, if it has one."""
    return home_of(card.name) / f"{card.name}.png"


def sample_columns(card: ModelCard) -> list[np.ndarray]:
    """The columns of the sample grid, uint8 (h, w, 3), one for each word; none without the file.

    Of a network that the visitor trained, what it last drew.
    """
    if (mine := drawn_by(card.name)) is not None:
        return [np.broadcast_to(picture, (*picture.shape[:2], 3)) for picture in mine]
    return _columns(sample_sheet(card), card) if sample_sheet(card).exists() else []


def _columns(sheet: Path, card: ModelCard) -> list[np.ndarray]:
    with Image.open(sheet) as image:
        grid = np.asarray(image.convert("RGB"))
    size = picture_size(card)
    return [grid[:, x : x + size] for x in range(0, grid.shape[1], size + MONTAGE_GAP)]


def samples_note(card: ModelCard) -> str:
    """How the samples were made."""
    if drawn_by(card.name) is None:
        return explained("networks.samples")
    return explained("networks.samples_own", n=drawing.STEPS, w=number(drawing.W, None))


def known_words(card: ModelCard) -> str:
    """All words of a large vocabulary, where the samples do not show them all; else nothing."""
    return enumerated(card.vocabulary) if card.prompts else ""


def learning(card: ModelCard) -> list[Moment]:
    """Snapshots along the training, each what the network then made of the same noise for each word."""
    return [
        Moment(say("networks.after", seen=whole(seen)), _columns(path, card))
        for seen, path in _snapshots(card)
    ]


def learned(card: ModelCard) -> str:
    """What the snapshots are: how many, and from when to when; and whether the network learned on after the last."""
    seen = [seen for seen, _ in _snapshots(card)]
    first, last, total = whole(seen[0]), whole(seen[-1]), card.training["pictures_seen"]
    lead = say("networks.learned_lead", n=len(seen), first=first, last=last)
    on = say("networks.learned_on", total=whole(total)) if (total or 0) > seen[-1] else ""
    return f"{lead} {on}".strip()


def _snapshots(card: ModelCard) -> list[tuple[int, Path]]:
    """After how many pictures, and the file, in that order."""
    files = (home_of(card.name) / "snapshots").glob(f"{card.name}-*.png")
    counts = ((file.stem.removeprefix(f"{card.name}-"), file) for file in files)
    return sorted((int(count), file) for count, file in counts if count.isdigit())


def facts(checkpoint: Checkpoint) -> dict[str, str]:
    """What the network is, and what its training was."""
    card = checkpoint.card
    shape = card.architecture
    channels, height, width = checkpoint.picture_shape
    colours = say("networks.rgb" if channels == 3 else "networks.grey")
    return {
        say("networks.pictures"): f"{height}×{width}, {colours}",
        **_latent_facts(checkpoint.space),
        say("networks.parameters"): f"{number(checkpoint.parameters / 1e6, 1)} M",
        say("networks.widths"): enumerated(str(w) for w in shape.widths),
        say("networks.schedule"): f"{card.schedule}, T = {card.T}, {card.prediction}",
        **_training_facts(card.training),
    }


def _training_facts(training: dict[str, Any]) -> dict[str, str]:
    """How long it learned, the training that it continued included; nothing that nobody knows."""
    minutes = training["minutes"] + training.get("continues", {}).get("minutes", 0)
    seen, loss = training["pictures_seen"], training.get("validation_loss")
    return {
        **({say("networks.seen"): whole(seen)} if seen else {}),
        **({say("networks.minutes"): number(minutes, 1 if minutes < 5 else 0)} if minutes else {}),
        **({say("networks.loss"): number(loss, 4)} if loss is not None else {}),
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
