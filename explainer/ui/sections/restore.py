"""Restore: the controls of a damage, the row of pictures, what the numbers say, and the formulas."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import streamlit as st

from explainer.core.operators import BlockMean, CosineGain, Kept
from explainer.experiments.cleaning import best_marks
from explainer.experiments.restoring import Damage, Damaged, Restoration, fitting
from explainer.media.pictures import to_pixels
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
ROUNDING = 1e-5  # of a value in [−1, 1]
DIFFERS = 0.05  # grey levels: less is shown as 0.0
GAINING = {1: "closer", 0: "level", -1: "farther"}


def damage(size: int) -> Damage:
    """The controls of the damage for pictures of this size, and what they say."""
    kind = str(controls.DAMAGE.draw(format_func=kind_name))
    if kind == "pixels":
        return Damage(kind, float(controls.FEWER.draw(format_func=partial(_fewer, size))))
    if kind == "blocks":
        share = float(controls.LOST.draw())
        return Damage(kind, share, int(controls.HOLES.draw()))
    if kind == "colour":
        return Damage(kind, 0)
    return Damage(kind, float({"blur": controls.SOFT, "waves": controls.COARSE}[kind].draw()))


def kind_name(kind: str) -> str:
    """A damage as visitors know it."""
    return say(f"restore.damage_{kind}")


def _fewer(size: int, factor: str) -> str:
    n = size // fitting(size, int(factor))
    return say("restore.fewer", n=n, of=size)


def note(damaged: Damaged) -> None:
    """That nothing was lost, where that is so."""
    if float((damaged.smallest[0] - damaged.x0).abs().max()) < ROUNDING:
        grey = damaged.damage.kind == "colour"
        st.info(say("restore.was_grey" if grey else "restore.undamaged"))


def pictures(
    damaged: Damaged,
    ways: dict[str, Restoration],
    now: np.ndarray,
    result: Restoration | None,
    n: int,
) -> list[Framed]:
    """Original, what is left, the network where it stands, the classical ways; the best numbers marked at its end."""
    tried = {**ways, **({"network": result} if result else {})}
    marks = dict(zip(tried, best_marks([r.score for r in tried.values()]), strict=True))

    def below(way: str) -> tuple[tuple[str, ...], tuple[bool, ...]]:
        psnr, _, sharp = marks[way] if result else (False, False, False)
        return numbers(tried[way]), (psnr, sharp, False)

    framed = [
        Framed(r.pixels, _way_name(way, damaged), *_look(way), *below(way))
        for way, r in ways.items()
    ]
    original = Framed(to_pixels(damaged.x0), say("remove_noise.original"), *ORIGINAL, ("",) * 3)
    under = below("network") if result else (("…",) * 3, (False,) * 3)
    look = ESTIMATE if result else NOISY
    left, *classical = framed
    return [original, left, Framed(now, say("restore.network", n=n), *look, *under), *classical]


def numbers(found: Restoration) -> tuple[str, ...]:
    """Closeness, sharpness, and by how much it contradicts what is known."""
    return (*lines(found.score), with_marks("restore.off", value=number(found.off, 1)))


def _look(way: str) -> tuple[str, str]:
    return LEFT if way == "left" else ("", "plain")


def _way_name(way: str, damaged: Damaged) -> str:
    return what_is_left(damaged) if way == "left" else with_marks(f"restore.way_{way}")


def what_is_left(damaged: Damaged) -> str:
    """In words and numbers."""
    operator, kind = damaged.operator, damaged.damage.kind
    values: dict[str, object] = {}
    if isinstance(operator, BlockMean):
        values = {"n": damaged.y.shape[-1]}
    elif isinstance(operator, Kept):
        values = {"percent": number(100 * float(operator.mask.mean()), 0)}
    elif isinstance(operator, CosineGain):
        kept = int((operator.gain > 0).sum())
        values = {"kept": kept, "of": operator.gain.numel()}
        values["sigma"] = number(damaged.damage.amount, 1)
    return say(f"restore.left_{kind}", **values)


def verdict(ways: dict[str, Restoration], result: Restoration, keeping: bool) -> str:
    """What the numbers on screen say, and why."""
    best = max(ways, key=lambda way: ways[way].score.psnr)
    mine, theirs = result.score, ways[best].score
    told = explained(
        f"restore.{GAINING[ahead(mine.psnr, theirs.psnr)]}",
        way=say(f"restore.in_words_{best}"),
        db=apart(mine.psnr, theirs.psnr),
        sharp=number(mine.sharpness),
        sharp_way=number(theirs.sharpness),
    )
    return f"{agreement(result.off, keeping)} {told}\n\n{explained('restore.why')}"


def agreement(off: float, keeping: bool) -> str:
    """How well the network's picture agrees with what is known."""
    if off < DIFFERS:
        return explained("restore.agrees", off=number(_above(off), None))
    if keeping:
        return explained("restore.drifted", off=number(off, 1))
    return explained("restore.contradicts", off=number(off, 1))


def _above(off: float) -> float:
    """The next power of ten above, not below LEAST."""
    return float(10.0 ** math.ceil(math.log10(max(off, LEAST))))


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
