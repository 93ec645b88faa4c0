"""What was measured, as Markdown: one row for each checkpoint."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from explainer.networks.checkpoints import ModelCard

OWN = {"one_step", "iterative"}  # methods that are the network's
HEAD = (
    *("network", "saw", "named as asked", "by the second", "FID / of training pictures"),
    *("to the nearest / of test pictures", "copied", "one call over the best filter, dB at ᾱ ="),
)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    lines = [list(head)]
    lines += [["---"] * len(lines[0]), *map(list, rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def gains(rows: list[dict[str, Any]]) -> dict[float, float]:
    """By level: how many dB one call has over the filter that is best there."""
    levels = dict.fromkeys(row["alpha_bar"] for row in rows)
    best = {
        level: max(r["psnr"] for r in rows if r["alpha_bar"] == level and r["method"] not in OWN)
        for level in levels
    }
    return {
        r["alpha_bar"]: r["psnr"] - best[r["alpha_bar"]] for r in rows if r["method"] == "one_step"
    }


def percent(share: float | None) -> str:
    """A share; a dash where it was not measured."""
    return "–" if share is None else f"{100 * share:.1f} %"


def _gains(measured: dict[str, Any]) -> str:
    return ", ".join(f"{level:g}: {gain:+.2f}" for level, gain in gains(measured["rows"]).items())


def row(card: ModelCard) -> list[str]:
    """A checkpoint's figures, in the order of HEAD; a dash for what was not measured."""
    metrics = card.metrics
    classes, captions = metrics.get("classes", {}), metrics.get("captions")
    apart, near = classes.get("distances"), (captions or classes).get("nearest")
    named = captions["shares_a_word"] if captions else classes.get("asked_class_named")
    return [
        f"`{card.name}`",
        f"{card.training['pictures_seen']:,}",
        percent(named) + (" share a word" if captions else ""),
        percent(classes.get("asked_class_named_by_second")),
        f"{apart['fid']:.1f} / {apart['fid_of_training_pictures']:.1f}" if apart else "–",
        f"{near['drawn']:.2f} / {near['test']:.2f}" if near else "–",
        percent(near["repeated"] if near else None),
        _gains(metrics["denoising"]) if "denoising" in metrics else "–",
    ]
