"""The networks: the figures of a card as tables and sentences, with what each means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from explainer.experiments.claims import CLEAR
from explainer.ui.drawing.numbers import distance_with_error, number, with_error
from explainer.ui.language import say
from explainer.ui.terms import explained


@dataclass(frozen=True)
class Table:
    """A table of the page: what it shows, its rows, and how that was measured."""

    lead: str
    rows: list[dict[str, str]]
    protocol: str


def denoising_tables(metrics: dict[str, Any]) -> list[Table]:
    """How it cleans pictures of its own kinds, and of others, where that was measured."""
    measured = [(key, metrics[key]) for key in ("denoising", "unseen") if key in metrics]
    return [
        Table(explained(f"networks.{key}"), _methods(m["rows"]), m["protocol"])
        for key, m in measured
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
            below = any(row["kid"] < 0 for row in sweep["rows"])
            why = say("networks.kid_below") if below else ""
            protocol = f"{sweep['protocol']}. {say('networks.kid_meaning')} {why}"
            tables.append(Table(explained(f"networks.{key}"), cells, protocol))
    return tables


def few_or_many(metrics: dict[str, Any]) -> tuple[list[str], str]:
    """A sentence for each sampler of which few and many steps were compared, and how; nothing without them."""
    if not (measured := metrics.get("paired")):
        return [], ""
    sentences = [_few_instead_of_many(row) for row in measured["rows"]]
    return sentences, measured["protocol"]


def _few_instead_of_many(row: dict[str, Any]) -> str:
    """Whether fewer steps bring pictures nearer to real ones or farther away, as far as that can be told."""
    more, error = row["kid_more"], row["kid_more_error"]
    clear = abs(more) > CLEAR * error
    verdict = ("fewer_nearer" if more < 0 else "fewer_farther") if clear else "fewer_same"
    few, many = row["steps"]
    return say(
        "networks.paired",
        sampler=row["sampler"],
        few=few,
        many=many,
        n=row["n"],
        verdict=say(f"networks.{verdict}"),
        more=with_error(more, error),
    )


def published(metrics: dict[str, Any]) -> str:
    """How near it comes with the settings of a published project; empty if that was not measured."""
    found = metrics.get("published", {})
    if not (apart := found.get("distances")):
        return ""
    return explained(
        "networks.published",
        asked=number(100 * found["asked_class_named"], 1),
        fid=number(apart["fid"]),
        floor=number(apart["fid_of_training_pictures"]),
        kid=distance_with_error(apart["kid"], apart["kid_error"]),
        score=number(found["inception_score"], 2),
        protocol=found["protocol"],
    )


def _sweep_row(row: dict[str, Any], varied: tuple[str, ...]) -> dict[str, str]:
    seconds = row.get("seconds_per_picture")
    return {
        **{say(f"networks.{key}_varied"): _varied(row[key]) for key in varied},
        say("networks.kid"): distance_with_error(row["kid"], row["kid_error"]),
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
    return explained("networks.fid", fid=number(apart["fid"]), floor=number(floor), n=apart["n"])


def _nearest(classes: dict[str, Any]) -> str:
    """How near its pictures are to those that it learned from."""
    if not (near := classes.get("nearest")):
        return ""
    repeated = number(100 * near["repeated"], 1)
    texts = {key: number(near[key], 3) for key in ("drawn", "test")}
    return say("networks.nearest", **texts, repeated=repeated, protocol=near["protocol"])
