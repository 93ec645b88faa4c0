"""Restore: the controls of a damage, the row of pictures, what the numbers say, and the formulas."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st

from explainer.core.operators import BlockMean, CosineGain, Kept
from explainer.experiments.cleaning import Score, best_marks
from explainer.experiments.restoring import (
    ROUNDING,
    Damage,
    Damaged,
    Restoration,
    block_of,
)
from explainer.media.pictures import difference_map, to_pixels
from explainer.networks.checkpoints import ModelCard
from explainer.ui.controls import table as controls
from explainer.ui.drawing.frames import Framed
from explainer.ui.drawing.numbers import ahead, apart, number
from explainer.ui.drawing.symbols import ESTIMATE, NOISY, ORIGINAL
from explainer.ui.drawing.theme import tex
from explainer.ui.language import say
from explainer.ui.sections.cleaning import lines
from explainer.ui.terms import explained, with_marks

LEFT = "y", "unconditional"  # its symbol and its colour
LEAST = 1e-4  # grey levels: less is not told apart
NOTICED = 0.5  # dB: with less between two pictures, nobody sees which is closer
ERRORS_GAIN = 2
ONE_ROW = 4  # pictures, in a row of “fours”
DIFFERS = 0.05  # grey levels: less is shown as 0.0
GAINING = {1: "closer", 0: "level", -1: "farther"}


def damage(size: int) -> Damage:
    """The controls of the damage for pictures of this size, and what they say."""
    kind = str(controls.DAMAGE.draw())
    if kind == "pixels":
        return Damage(kind, float(controls.FEWER.draw(size=size)))
    if kind == "blocks":
        share = float(controls.LOST.draw())
        return Damage(kind, share, int(controls.HOLES.draw()))
    if kind == "colour":
        return Damage(kind, 0)
    return Damage(kind, float({"blur": controls.SOFT, "waves": controls.COARSE}[kind].draw()))


def note(damaged: Damaged) -> None:
    """That nothing was lost, where that is so."""
    if damaged.loses_nothing:
        key = "was_grey" if damaged.damage.kind == "colour" else _weakened(damaged)
        st.info(say(f"restore.{key}"))


def _weakened(damaged: Damaged) -> str:
    """Whether y, of which nothing is lost, is the picture as it was."""
    same = float((damaged.left - damaged.x0).abs().max()) < ROUNDING
    return "undamaged" if same else "undone"


def untouched(damaged: Damaged, ways: Mapping[str, Restoration]) -> list[Framed]:
    """Where nothing is lost: the original, what is left, and how that is undone."""
    shown = ways if _weakened(damaged) == "undone" else {"left": ways["left"]}
    framed = [Framed(r.pixels, _way_name(way, damaged), *_look(way)) for way, r in shown.items()]
    return [_original(damaged), *framed]


def layout(framed: Sequence[Framed]) -> str:
    """The kind of row that so many pictures fill."""
    return "fours" if len(framed) == ONE_ROW else "six"


def pictures(
    damaged: Damaged,
    ways: dict[str, Restoration],
    now: np.ndarray,
    result: Restoration | None,
    n: int,
) -> list[Framed]:
    """Original, what is left, the network where it stands, the classical ways; the best numbers marked at its end.

    Where they fill two rows but for one place, the network's error stands there.
    """
    tried = {**ways, **({"network": result} if result else {})}
    marks = marked({way: r.score for way, r in tried.items()}) if result else {}

    def below(way: str) -> tuple[tuple[str, ...], tuple[bool, ...]]:
        psnr, sharp = marks.get(way, (False, False))
        measured = damaged.has_detail and way != "left"  # edges of blocks would count as detail
        return numbers(tried[way], measured), (psnr, sharp and measured, False)

    left, *classical = (
        Framed(r.pixels, _way_name(way, damaged), *_look(way), *below(way))
        for way, r in ways.items()
    )
    under = below("network") if result else (("…",) * 3, (False,) * 3)
    look = ESTIMATE if result else NOISY
    network = Framed(now, say("restore.network", n=n), *look, *under)
    framed = [_original(damaged), left, network, *classical]
    return [*framed, _wrong(damaged, result)] if len(framed) == ONE_ROW + 1 else framed


def _original(damaged: Damaged) -> Framed:
    return Framed(to_pixels(damaged.x0), say("remove_noise.original"), *ORIGINAL)


def _wrong(damaged: Damaged, result: Restoration | None) -> Framed:
    """What the network has wrong; plain grey before it is done."""
    original = to_pixels(damaged.x0)
    made = result.pixels if result else original
    name = say("restore.wrong", gain=ERRORS_GAIN)
    return Framed(difference_map(original, made, ERRORS_GAIN), name)


def marked(scores: Mapping[str, Score]) -> dict[str, tuple[bool, bool]]:
    """By way, whether its closeness and its sharpness are among the best.

    Of closeness, all that nobody could tell from the best, unless that is all there are; y takes no part in
    sharpness, and one alone wins nothing.
    """
    top = max(score.psnr for score in scores.values())
    close = {way: s.psnr == top or top - s.psnr < NOTICED for way, s in scores.items()}
    sharp = _sharpest({way: s for way, s in scores.items() if way != "left"})
    told = not all(close.values())
    return {way: (told and close[way], way in sharp) for way in scores}


def _sharpest(scores: Mapping[str, Score]) -> list[str]:
    if len(scores) < 2:
        return []
    marks = best_marks([*scores.values()])
    return [way for way, (_, _, best) in zip(scores, marks, strict=True) if best]


def numbers(found: Restoration, sharp: bool = True) -> tuple[str, ...]:
    """Closeness, sharpness if it is measured, and by how much it contradicts what is known."""
    close, sharpness = lines(found.score)
    off = with_marks("restore.off", value=number(found.off, 1))
    return close, sharpness if sharp else "", off


def _look(way: str) -> tuple[str, str]:
    return LEFT if way == "left" else ("", "plain")


def _way_name(way: str, damaged: Damaged) -> str:
    return what_is_left(damaged) if way == "left" else with_marks(f"restore.way_{way}")


def what_is_left(damaged: Damaged) -> str:
    """In words and numbers."""
    operator, kind, size = damaged.operator, damaged.damage.kind, damaged.x0.shape[-1]
    values: dict[str, object] = {}
    if isinstance(operator, BlockMean):
        values = {"n": damaged.y.shape[-1]}
    elif isinstance(operator, Kept):
        kept, of = float(operator.mask.mean()), (size // block_of(size)) ** 2
        values = {"percent": number(100 * kept, 0), "missing": round((1 - kept) * of), "of": of}
    elif isinstance(operator, CosineGain):
        values = {"kept": int((operator.gain > 0).sum()), "of": operator.gain.numel()}
        values["n"] = int(damaged.damage.amount)  # diagonals
        values["sigma"] = number(damaged.damage.amount, 1)
    return say(f"restore.left_{kind}", **values)


def verdict(
    damaged: Damaged, ways: Mapping[str, Restoration], result: Restoration, keeping: bool
) -> str:
    """What the numbers on screen say, and why."""
    told = _compared(damaged, ways, result.score)
    return f"{agreement(result.off, keeping)} {told}\n\n{explained('restore.why')}"


def _compared(damaged: Damaged, ways: Mapping[str, Restoration], mine: Score) -> str:
    """The network beside the closest picture without one."""
    best = max(ways, key=lambda way: ways[way].score.psnr)
    way, theirs = say(f"restore.in_words_{best}"), ways[best].score
    if math.isinf(theirs.psnr):
        return say("restore.nothing_to_gain", way=way)
    lead = leading(mine.psnr, theirs.psnr)
    told = [explained(f"restore.{GAINING[lead]}", way=way, db=apart(mine.psnr, theirs.psnr))]
    if damaged.damage.kind == "colour" and lead < 1:
        told.append(say("restore.colours_missed"))
    if damaged.has_detail:
        beside = {} if best == "left" else {"sharp_way": number(theirs.sharpness)}
        key = "sharp_beside" if beside else "sharp_alone"
        told.append(explained(f"restore.{key}", sharp=number(mine.sharpness), **beside))
    return " ".join(told)


def leading(mine: float, theirs: float) -> int:
    """`ahead`, and 0 where nobody could see the difference between two closenesses, dB."""
    return 0 if abs(mine - theirs) < NOTICED else ahead(mine, theirs)


def agreement(off: float, keeping: bool) -> str:
    """How well the network's picture agrees with what is known."""
    if off < DIFFERS:
        return explained("restore.agrees", off=within(off))
    if keeping:
        return explained("restore.drifted", off=number(off, 1))
    return explained("restore.contradicts", off=number(off, 1))


def within(off: float) -> str:
    """A deviation in grey levels; of one that would be shown as 0.0 the next power of ten, not below LEAST."""
    if off >= DIFFERS:
        return number(off, 1)
    return number(10.0 ** math.ceil(math.log10(max(off, LEAST))), None)


def honest(card: ModelCard) -> str:
    """Where a small network fails, and why this page is about pixels."""
    return explained("restore.honest", network=card.name)


def equations() -> tuple[str, str, str]:
    """What is known, what the network may decide, and the sentence that both make."""
    hat, x0 = tex("x0hat", r"\hat x_0"), tex("x0", "x_0")
    y, known = tex("unconditional", "y"), r"A^{+}"
    return (
        rf"{y} = A\,{x0}",
        rf"{hat} \leftarrow {known}{y} + \left(I - {known}A\right){hat}",
        rf"A\,{hat} = A\,{known}{y} + \left(A - A\,{known}A\right){hat} = {y}",
    )
