"""docs/networks.md and the contact sheets in it, from the model cards: `python docs/networks.py`."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from explainer.media.pictures import MONTAGE_GAP  # noqa: E402
from explainer.networks.checkpoints import FOLDER, ModelCard, picture_size, read_card  # noqa: E402
from explainer.networks.codec_files import SUBFOLDER, CodecCard, read_codec_card  # noqa: E402
from explainer.training.evaluation.report import HEAD, percent, row, table  # noqa: E402
from explainer.training.recipes import RECIPES  # noqa: E402
from explainer.ui.drawing.numbers import with_error  # noqa: E402

SHEETS = ROOT / "docs" / "sheets"
WIDTH = 1000  # of a sheet, pixels
MARGIN, LINE = 8, 22
SHIPPED = [name for name in RECIPES if (FOLDER / f"{name}.json").exists()]
CODECS = sorted(p.stem for p in (FOLDER / SUBFOLDER).glob("*.json"))
JUDGES = ("classifier", "second")
FIDELITY = ("psnr", "psnr_of_mean_error", "ssim", "sharpness")
INK, PAPER = (32, 34, 38), (255, 255, 255)
METHODS = {
    "noisy": "noisy picture / √ᾱ",
    "gaussian_best": "Gaussian blur",
    "tv": "total variation",
    "nlm": "non-local means",
    "wavelet": "wavelets",
    "wiener": "Wiener filter",
    "one_step": "**one network call**",
    "iterative": "50 DDPM steps",
}


def sheet(card: ModelCard) -> Image.Image:
    """The samples of a card, each column under its word, as many in a row as there is room for."""
    with Image.open(FOLDER / f"{card.name}.png") as file:
        grid = file.convert("RGB")
    size, words = picture_size(card), card.shown
    scale = 4 if size < 64 else 2
    side, high = scale * size + MARGIN, scale * grid.height + LINE + 2 * MARGIN
    across = min(len(words), WIDTH // side)
    rows = -(-len(words) // across)
    picture = Image.new("RGB", (across * side + MARGIN, rows * high + MARGIN), PAPER)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(15)
    for i, word in enumerate(words):
        left = i * (size + MONTAGE_GAP)
        column = grid.crop((left, 0, left + size, grid.height))
        x, y = MARGIN + i % across * side, MARGIN + i // across * high
        draw.text((x, y), word, INK, font)
        larger = (scale * column.width, scale * column.height)
        picture.paste(column.resize(larger, Image.Resampling.NEAREST), (x, y + LINE))
    return picture


def denoising(measured: dict[str, Any]) -> str:
    """PSNR, SSIM and sharpness of every method at every noise level."""
    rows = measured["rows"]
    levels = list(dict.fromkeys(r["alpha_bar"] for r in rows))
    cells = {
        (r["method"], r["alpha_bar"]): f"{r['psnr']:.2f} / {r['ssim']:.2f} / {r['sharpness']:.2f}"
        for r in rows
    }
    methods = [m for m in METHODS if (m, levels[0]) in cells]
    lines = [[METHODS[m], *(cells[m, level] for level in levels)] for m in methods]
    return table(["", *(f"ᾱ = {level:g}" for level in levels)], lines)


def few_or_many(pair: dict[str, Any]) -> str:
    """What more steps brought, of one sampler."""
    few, many = pair["steps"]
    more = with_error(pair["kid_more"], pair["kid_more_error"])
    return (
        f"{few} steps of {pair['sampler']} instead of {many}, from the same {pair['n']} noises, change KID by "
        f"{more} (less is better)."
    )


SWEEPS = {"guidance": ("w",), "steps": ("sampler", "steps")}  # what each table varies
SWEPT: dict[str, Callable[[dict[str, Any]], str]] = {  # columns, where they were measured
    "KID": lambda r: with_error(r["kid"], r["kid_error"]),
    "named as asked": lambda r: f"{100 * r['named']:.1f} %",
    "spread within a word": lambda r: f"{r['spread']:.2f}" if "spread" in r else "",
    "values cut off": lambda r: f"{100 * r['clipped']:.1f} %",
    "seconds each": lambda r: (
        f"{r['seconds_per_picture']:.2f}" if "seconds_per_picture" in r else ""
    ),
}


def sweep(rows: list[dict[str, Any]], varied: tuple[str, ...]) -> str:
    """What guidance, or the sampler and its steps, change."""
    columns = {name: column for name, column in SWEPT.items() if column(rows[0])}
    lines = [[*(f"{r[key]}" for key in varied), *(c(r) for c in columns.values())] for r in rows]
    return table([*varied, *columns], lines)


def as_published(found: dict[str, Any]) -> str:
    """How near it comes with the settings of a published project of its kind."""
    apart = found["distances"]
    return (
        f"With the settings of a published project of this kind ({found['protocol']}): "
        f"{100 * found['asked_class_named']:.1f} % named as asked, FID {apart['fid']:.1f} (training pictures "
        f"{apart['fid_of_training_pictures']:.1f}), KID {with_error(apart['kid'], apart['kid_error'])}, inception "
        f"score {found['inception_score']:.2f}, all in own features, which compare with none of its figures."
    )


def judges(classes: dict[str, Any]) -> str:
    """What the judges can do, on real pictures and on those that a codec gives back; nothing without judges."""
    if "classifier_on_real_test" not in classes:
        return ""
    shares = {
        kind: " and ".join(percent(classes[f"{judge}_on_{kind}_test"]) for judge in JUDGES)
        for kind in ("real", "decoded")
        if f"classifier_on_{kind}_test" in classes
    }
    decoded = (
        f", {shares['decoded']} of what the codec gives back of them" if len(shares) > 1 else ""
    )
    return f"The judges name {shares['real']} of real test pictures{decoded}."


def of_words(classes: dict[str, Any]) -> str:
    """Distances among pictures of its words; nothing where these were not measured."""
    if not (apart := classes.get("distances_of_words")):
        return ""
    return (
        f"Among pictures of its words: FID {apart['fid']:.1f} (training pictures "
        f"{apart['fid_of_training_pictures']:.1f}), KID {with_error(apart['kid'], apart['kid_error'])}."
    )


def quiz(captions: dict[str, Any]) -> str:
    """What can be reached in naming by the nearest picture; nothing where that was not measured."""
    if (real := captions.get("shares_a_word_on_real_test")) is None:
        return ""
    return f"The same of real test pictures: {percent(real)}; by chance: {percent(captions['by_chance'])}."


def codec_chapter(card: CodecCard) -> str:
    """A codec: what it loses, by file, and its defects."""
    parts = [f"## {card.title}", f"![{card.title}](sheets/{card.name}.webp)", card.limits]
    if found := card.metrics.get("fidelity"):
        lines = [
            [r["file"], r["kind"].replace("_", " "), *(f"{r[key]:.2f}" for key in FIDELITY)]
            for r in found["sets"]
        ]
        head = ("file", "kind", "PSNR, dB", "of the mean error", "SSIM", "sharpness")
        parts += [f"{found['protocol']}.", table(head, lines)]
    for key in ("halo", "grid"):
        if measured := card.metrics.get(key):
            said = ", ".join(
                f"{name.replace('_', ' ')}: {value:g}" for name, value in measured.items()
            )
            parts.append(f"{key.capitalize()} ([what it means](evaluation.md#codecs)): {said}.")
    return "\n\n".join(part for part in parts if part)


def chapter(card: ModelCard) -> str:
    """One network: its contact sheet, its limits, its tables."""
    metrics = card.metrics
    parts = [f"## {card.title}", f"![{card.title}](sheets/{card.name}.webp)", card.limits]
    for key in ("classes", "captions"):
        if key in metrics:
            parts.append(f"Drawing: {metrics[key]['protocol']}.")
            parts += [judges(metrics[key]), of_words(metrics[key]), quiz(metrics[key])]
    parts += map(few_or_many, metrics.get("paired", {"rows": []})["rows"])
    for key, varied in SWEEPS.items():
        if key in metrics:
            measured = metrics[key]
            parts += [
                f"{key.capitalize()}: {measured['protocol']}.",
                sweep(measured["rows"], varied),
            ]
    if metrics.get("published", {}).get("distances"):
        parts.append(as_published(metrics["published"]))
    for key, title in (("denoising", "Denoising"), ("unseen", "Denoising what it was never shown")):
        if key in metrics:
            parts += [f"{title}: {metrics[key]['protocol']}.", denoising(metrics[key])]
        elif reason := metrics.get("left_out", {}).get(key):
            parts.append(f"{title}: left out; {reason}.")
    return "\n\n".join(part for part in parts if part)


def page() -> str:
    """All of docs/networks.md."""
    cards = [read_card(name) for name in SHIPPED]
    lead = """\
        Four pictures for each word, not chosen: the same four noises in every column, 30 DDPM steps, w = 2. The
        figures are those of the cards, as `python -m explainer.training evaluate` measured them
        ([what they mean](evaluation.md)); this page is written from them by `python docs/networks.py`."""
    return (
        "\n\n".join(
            [
                "# The networks that ship",
                textwrap.dedent(lead),
                table(HEAD, map(row, cards)),
                *map(chapter, cards),
                *(codec_chapter(read_codec_card(name, FOLDER)) for name in CODECS),
            ]
        )
        + "\n"
    )


def main() -> None:
    """Write everything."""
    SHEETS.mkdir(exist_ok=True)
    for name in SHIPPED:
        card = read_card(name)
        fine = {"lossless": True} if picture_size(card) < 64 else {"quality": 90}
        sheet(card).save(SHEETS / f"{name}.webp", method=6, **fine)
    for name in CODECS:
        with Image.open(FOLDER / SUBFOLDER / f"{name}.png") as file:
            file.convert("RGB").save(SHEETS / f"{name}.webp", method=6, quality=90)
    (ROOT / "docs" / "networks.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
