"""The questions of a worksheet as parts of a sheet, each with its answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explainer.experiments.worksheet import (
    BACK,
    CLEANED_AT,
    FEW,
    MANY,
    METHODS,
    NOISED_TO,
    PUSHED,
    Cleaned,
    Lettered,
    PixelSum,
    Worksheet,
)
from explainer.ui.contents import page_of
from explainer.ui.drawing import paper
from explainer.ui.drawing.numbers import number
from explainer.ui.language import enumerated, say
from explainer.ui.runs import named

GAPS = "xₜ = ___ · ___ + ___ · ___ = ___"
ARROW, UP = "→", "<"
KEY_WIDTH = 20  # millimetres of a picture beside its answer
HIDDEN = (1, 3)  # rows of the table whose second share is to be worked out


@dataclass(frozen=True)
class Question:
    """What stands on the pupils' sheet, and on the teacher's."""

    title: str
    asked: str
    answer: str
    grows: bool = True  # whether it takes its share of the room that is left

    def on_sheet(self, i: int) -> str:
        """The question, numbered."""
        return paper.part(f"{i}  {self.title}", self.asked, grows=self.grows)

    def in_key(self, i: int) -> str:
        """Its answer, under the same number."""
        return paper.part(f"{i}  {self.title}", self.answer)


def questions(sheet: Worksheet) -> list[Question]:
    """All of them, in their order: three for the first side, the others for the second."""
    drawn = [lengths(sheet), *([pushed(sheet, sheet.pushed)] if sheet.pushed else [])]
    return [order(sheet), shares(sheet), clean(sheet), *drawn, claims(sheet)]


def order(sheet: Worksheet) -> Question:
    """Pictures of growing noise, mixed up."""
    strip = sheet.strip
    labels = [f"t = {t}" for t in NOISED_TO]
    asked = (
        paper.paragraph(say("worksheet.order_do"))
        + _under_letters(strip, 26)
        + paper.boxes(len(strip.places), ARROW)
        + paper.paragraph(say("worksheet.order_ask"))
        + paper.lines(2)
    )
    key = paper.paragraph(say("worksheet.order_key"))
    answer = paper.row(_ordered(strip, labels)) + key
    return Question(say("worksheet.order"), asked, answer)


def shares(sheet: Worksheet) -> Question:
    """The formula with numbers: a table with gaps, and one value of one pixel."""
    pixel, share = sheet.pixel, sheet.pixel.share
    told = {"x0": number(pixel.x0), "eps": number(pixel.eps), "t": share.t}
    asked = (
        paper.paragraph(say("worksheet.shares_do"))
        + _table_of_shares(sheet, HIDDEN)
        + paper.paragraph(say("worksheet.pixel_do", **told))
        + paper.paragraph(GAPS)
        + paper.paragraph(say("worksheet.scaled_ask"))
        + paper.lines(1)
    )
    percent = number(100 * share.signal, 0)
    answer = (
        _table_of_shares(sheet, ())
        + paper.paragraph(summed(pixel))
        + paper.paragraph(say("worksheet.scaled_key", t=share.t, percent=percent))
    )
    return Question(say("worksheet.shares"), asked, answer)


def summed(pixel: PixelSum) -> str:
    """The sum of the mixture, with its numbers."""
    share, mixed = pixel.share, number(pixel.mixed)
    picture = f"{number(share.signal)} · ({number(pixel.x0)})"
    return f"xₜ = {picture} + {number(share.noise)} · ({number(pixel.eps)}) = **{mixed}**"


def _table_of_shares(sheet: Worksheet, hidden: Sequence[int]) -> str:
    """A column for every t, so that it is flat."""
    told = sheet.shares
    noise = ["" if i in hidden else number(share.noise) for i, share in enumerate(told)]
    rows = [
        [say("worksheet.signal"), *(number(share.signal) for share in told)],
        [say("worksheet.noise"), *noise],
    ]
    return paper.table([say("worksheet.t"), *(str(share.t) for share in told)], rows, "numbers")


def clean(sheet: Worksheet) -> Question:
    """What blur, one call and many made of the same noisy picture."""
    noisy = paper.figure(sheet.cleaned.noisy, say("worksheet.clean_noisy", t=CLEANED_AT), width=30)
    asked = (
        paper.paragraph(say("worksheet.clean_do", n=BACK))
        + paper.row([noisy, *_figures(sheet.cleaned.lettered, 30)])
        + paper.paragraph(say("worksheet.clean_fill", n=BACK))
        + paper.paragraph(say("worksheet.clean_best"))
        + paper.paragraph(say("worksheet.clean_ask"))
        + paper.lines(2)
    )
    return Question(say("worksheet.clean"), asked, _clean_key(sheet.cleaned, sheet.original))


def _clean_key(cleaned: Cleaned, original: np.ndarray) -> str:
    head = ("method", "letter", "psnr", "sharpness")
    rows = [
        (
            method_name(method),
            f"**{cleaned.letter_of(method)}**",
            number(cleaned.estimates[method].score.psnr, 1),
            number(cleaned.estimates[method].score.sharpness),
        )
        for method in METHODS
    ]
    names = [method_name(method) for method in METHODS]
    pictures = [paper.figure(original, say("worksheet.clean_original"), KEY_WIDTH)]
    table = paper.table([say(f"worksheet.clean_{cell}") for cell in head], rows, "numbers")
    sharpest, closest = (cleaned.letter_of(m) for m in (cleaned.sharpest, cleaned.closest))
    said = paper.paragraph(say(_clean_said(cleaned), sharpest=sharpest, closest=closest))
    return paper.beside([*pictures, *_ordered(cleaned.lettered, names)], table) + said


def _clean_said(cleaned: Cleaned) -> str:
    """What is to be learned from this picture."""
    if math.isnan(cleaned.estimates[cleaned.sharpest].score.sharpness):
        return "worksheet.clean_even"
    if cleaned.sharpest == cleaned.closest:
        return "worksheet.clean_same"
    return "worksheet.clean_blur" if cleaned.closest == "blur" else "worksheet.clean_apart"


def method_name(method: str) -> str:
    """One of METHODS in words."""
    return say(f"worksheet.method_{method}", n=BACK)


def lengths(sheet: Worksheet) -> Question:
    """A short and a long run from one noise."""
    two, choice = sheet.lengths, sheet.choice
    told = {"seed": choice.seed, "few": FEW, "many": MANY, "word": named(choice.word)}
    do = "lengths_do_word" if choice.word else "lengths_do"
    asked = (
        paper.paragraph(say(f"worksheet.{do}", **told))
        + paper.beside(
            _figures(two.lettered, 26),
            paper.paragraph(say("worksheet.lengths_fill")),
            paper.lines(2),
            paper.paragraph(say("worksheet.lengths_price")),
        )
        + paper.paragraph(say("worksheet.lengths_ask"))
        + paper.lines(2)
    )
    told |= {"letter": two.lettered.answer[1], "price": number(MANY / FEW, None)}
    key = say("worksheet.lengths_key", apart=number(two.apart, 0), **told)
    pictures = _ordered(two.lettered, [str(FEW), str(MANY)])
    answer = paper.beside(pictures, paper.paragraph(key))
    return Question(say("worksheet.lengths"), asked, answer)


def pushed(sheet: Worksheet, strip: Lettered) -> Question:
    """One noise at four strengths of guidance."""
    strengths = [number(w, None) for w in PUSHED]
    word = named(sheet.choice.word)
    do = say("worksheet.pushed_do", word=word, strengths=enumerated(strengths))
    asked = (
        paper.paragraph(do)
        + _under_letters(strip, 25)
        + paper.boxes(len(strip.places), UP)
        + paper.paragraph(say("worksheet.pushed_ask"))
        + paper.lines(2)
    )
    pictures = _ordered(strip, [f"w = {w}" for w in strengths])
    answer = paper.beside(pictures, paper.paragraph(say("worksheet.pushed_key")))
    return Question(say("worksheet.pushed"), asked, answer)


CLAIMS = {"blur": False, "store": False, "sharp": False, "noise": True, "half": False}


def claims(sheet: Worksheet) -> Question:
    """Statements to agree or to disagree with, and a question of their own."""
    share = sheet.pixel.share
    told = {
        "t": share.t,
        "most": sheet.T,
        "percent": number(100 * share.signal, 0),
        "n": 3,
        "page": page_of("did_it_copy").title,
    }
    asked = "".join(_claim(say(f"worksheet.claim_{name}", **told)) for name in CLAIMS)
    asked += paper.paragraph(say("worksheet.yours")) + paper.lines(1)
    verdict = {True: say("worksheet.true"), False: say("worksheet.false")}
    why = (
        f"**{verdict[true]}**: {say(f'worksheet.why_{n}', **told)}" for n, true in CLAIMS.items()
    )
    answer = paper.numbered(why) + paper.paragraph(say("worksheet.yours_key"))
    return Question(say("worksheet.claims"), asked, answer)


def _claim(sentence: str) -> str:
    box = f"☐ {say('worksheet.true')}  ☐ {say('worksheet.false')}"
    return f'<div class="statement"><span>{box}</span><p>{paper.text(sentence)}</p></div>{paper.lines(1)}'


# --- pictures


def _figures(pictures: Lettered, width: int) -> list[str]:
    """As they stand on paper, with their letters alone."""
    pairs = zip(pictures.pictures, pictures.letters, strict=True)
    return [paper.figure(picture, f"**{letter}**", width) for picture, letter in pairs]


def _under_letters(pictures: Lettered, width: int) -> str:
    return paper.row(_figures(pictures, width))


def _ordered(pictures: Lettered, labels: Sequence[str]) -> list[str]:
    """In their right order, with letters and what they are."""
    right = dict(zip(pictures.places, pictures.pictures, strict=True))
    return [
        paper.figure(right[i], f"**{letter}** {label}", KEY_WIDTH)
        for i, (letter, label) in enumerate(zip(pictures.answer, labels, strict=True))
    ]
