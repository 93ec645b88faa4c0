"""The networks: the figures of a card as sentences and tables, with what each means, from plain to technical."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from explainer.core.units import GREY_LEVELS
from explainer.experiments.claims import CLEAR
from explainer.ui.drawing.numbers import distance_with_error, number, with_error
from explainer.ui.language import say
from explainer.ui.terms import explained

Metrics = dict[str, Any]


@dataclass(frozen=True)
class Figure:
    """One thing that was measured: what it says, perhaps as a table, and what is to be known of it."""

    lead: str
    rows: list[dict[str, str]] = field(default_factory=list)
    notes: tuple[str, ...] = ()


def figures(metrics: Metrics) -> list[Figure]:
    """All that was measured of a network, what needs the fewest words first."""
    return [
        *drawing(metrics),
        *sweeps(metrics),
        *few_or_many(metrics),
        *denoising(metrics),
        *likeness(metrics),
        *published(metrics),
    ]


def _measured_so(protocol: str) -> str:
    return say("networks.protocol", protocol=protocol) if protocol else ""


def _percent(share: float) -> str:
    return number(100 * share, 1)


# --- what it draws


def drawing(metrics: Metrics) -> list[Figure]:
    """Whether it draws what it is asked for, and new; empty if that was not measured."""
    if captions := metrics.get("captions"):
        shares = {k: _percent(captions[k]) for k in ("shares_a_word", "same_name", "by_chance")}
        note = _measured_so(captions["protocol"])
        return [Figure(say("networks.said", **shares), notes=(note,))]
    if not (classes := metrics.get("classes")):
        return []
    asked = _percent(classes["asked_class_named"])
    named = say("networks.named", asked=asked, real=_percent(classes["classifier_on_real_test"]))
    notes = (_second(classes), _measured_so(classes["protocol"]))
    return [Figure(named, notes=notes), *to_nearest(classes)]


def _second(classes: Metrics) -> str:
    """What the second judge says."""
    if "second_on_real_test" not in classes:
        return ""
    shares = (classes["asked_class_named_by_second"], classes["second_on_real_test"])
    asked, real = map(_percent, shares)
    return say("networks.second", asked=asked, real=real)


def to_nearest(classes: Metrics) -> list[Figure]:
    """How near its pictures are to those that it learned from."""
    if not (near := classes.get("nearest")):
        return []
    close = "networks.close_some" if near["repeated"] else "networks.close_none"
    text = say(
        "networks.nearest",
        **{key: number(GREY_LEVELS * near[key], 0) for key in ("drawn", "test")},
        close=say(close, **({"repeated": _percent(near["repeated"])} if near["repeated"] else {})),
    )
    return [Figure(text, notes=(_measured_so(near["protocol"]),))]


def likeness(metrics: Metrics) -> list[Figure]:
    """How far its pictures are from real ones."""
    if not (apart := metrics.get("classes", {}).get("distances")):
        return []
    floor = number(apart["fid_of_training_pictures"])
    text = explained("networks.fid", fid=number(apart["fid"]), floor=floor, n=apart["n"])
    return [Figure(text)]


def published(metrics: Metrics) -> list[Figure]:
    """How near it comes with the settings of a published project; empty if that was not measured."""
    found = metrics.get("published", {})
    if not (apart := found.get("distances")):
        return []
    text = explained(
        "networks.published",
        asked=_percent(found["asked_class_named"]),
        fid=number(apart["fid"]),
        floor=number(apart["fid_of_training_pictures"]),
        kid=distance_with_error(apart["kid"], apart["kid_error"]),
        score=number(found["inception_score"], 2),
    )
    return [Figure(text, notes=(_measured_so(found["protocol"]),))]


# --- what guidance and steps change


def sweeps(metrics: Metrics) -> list[Figure]:
    """What guidance and what the number of steps change, where that was measured."""
    return [
        _sweep(key, metrics[key], varied, "classes" in metrics or "captions" in metrics)
        for key, varied in (("guidance", ("w",)), ("steps", ("sampler", "steps")))
        if key in metrics
    ]


def _sweep(key: str, sweep: Metrics, varied: tuple[str, ...], said_above: bool) -> Figure:
    """A table with one row for each setting, and under it a line for each of its columns."""
    rows = sweep["rows"]
    meanings = [f"- {explained(f'networks.{column}_meaning')}" for column in _columns(rows[0])]
    anew = say("networks.other_pictures", n=min(row["n"] for row in rows)) if said_above else ""
    below = say("networks.kid_below") if any(row["kid"] < 0 for row in rows) else ""
    protocol = _measured_so(sweep["protocol"])
    cells = [_sweep_row(row, varied) for row in rows]
    notes = ("\n".join(meanings), f"{below} {anew} {protocol}".strip())
    return Figure(explained(f"networks.{key}"), cells, notes)


def _columns(row: Metrics) -> dict[str, str]:
    """The cells of a row that were measured, from plain to technical, by the strings that name them."""
    seconds = row.get("seconds_per_picture")
    return {
        "asked": _share(row["named"], row["n"]),
        **({"spread": number(row["spread"])} if "spread" in row else {}),
        **({"each": f"{number(seconds)} s"} if seconds else {}),
        "clipped": f"{_percent(row['clipped'])} %",
        "kid": distance_with_error(row["kid"], row["kid_error"]),
        "n": str(row["n"]),
    }


def _share(share: float, n: int) -> str:
    """A share of n pictures in %, with its standard error, which nobody can tell where it is all or none."""
    error = (share * (1 - share) / n) ** 0.5
    return f"{_percent(share)} ± {_percent(error)} %" if error else f"{_percent(share)} %"


def _sweep_row(row: Metrics, varied: tuple[str, ...]) -> dict[str, str]:
    settings = {say(f"networks.{key}_varied"): _varied(row[key]) for key in varied}
    named = {"n": "n"}
    cells = _columns(row).items()
    return settings | {named.get(key) or say(f"networks.{key}"): cell for key, cell in cells}


def _varied(value: float | str) -> str:
    """A sampler's name, a number of steps, a guidance scale."""
    return value if isinstance(value, str) else number(value, None)


def few_or_many(metrics: Metrics) -> list[Figure]:
    """A sentence for each sampler of which few and many steps were compared; nothing without them."""
    if not (measured := metrics.get("paired")):
        return []
    *others, last = map(_few_instead_of_many, measured["rows"])
    return [*map(Figure, others), Figure(last, notes=(_measured_so(measured["protocol"]),))]


def _few_instead_of_many(row: Metrics) -> str:
    """Whether fewer steps bring pictures nearer to real ones or farther away, as far as that can be told."""
    more, error = row["kid_more"], row["kid_more_error"]
    clear = abs(more) > CLEAR * error
    verdict = ("fewer_nearer" if more < 0 else "fewer_farther") if clear else "fewer_same"
    few, many = row["steps"]
    change = "networks.kid_falls" if more < 0 else "networks.kid_rises"
    return say(
        "networks.paired",
        sampler=row["sampler"],
        few=few,
        many=many,
        n=row["n"],
        verdict=say(f"networks.{verdict}"),
        change=explained(change, more=with_error(abs(more), error)),
    )


# --- how it cleans


def denoising(metrics: Metrics) -> list[Figure]:
    """How it cleans pictures of its own kinds, and of others, where that was measured."""
    measured = [(key, metrics[key]) for key in ("denoising", "unseen") if key in metrics]
    return [
        Figure(explained(f"networks.{key}"), _methods(m["rows"]), (_measured_so(m["protocol"]),))
        for key, m in measured
    ]


def _methods(rows: Sequence[Metrics]) -> list[dict[str, str]]:
    """One row for each method: PSNR, SSIM and sharpness at each noise level."""
    table = []
    for method in dict.fromkeys(r["method"] for r in rows):
        cells = {say("networks.method"): say(f"method.{method}")}
        for r in (r for r in rows if r["method"] == method):
            scores = (number(r["psnr"]), number(r["ssim"]), number(r["sharpness"]))
            cells[f"ᾱ = {number(r['alpha_bar'], None)}"] = " / ".join(scores)
        table.append(cells)
    return table
