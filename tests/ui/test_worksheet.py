"""A worksheet on paper: its pictures are the ones that its key speaks of, and nothing in it leads elsewhere."""

from __future__ import annotations

import base64
import io
import math
import re
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from explainer.experiments.cleaning import Score
from explainer.experiments.worksheet import METHODS
from explainer.ui.drawing.paper import ENLARGED, PAPERS, document, text
from explainer.ui.language import say
from explainer.ui.sections.worksheet import printed
from explainer.ui.sections.worksheet_questions import questions
from tests.worksheets import CHOICE, made

FIGURE = re.compile(r'<img alt="([^"]*)" src="data:image/png;base64,([^"]+)">')
HOSTILE = '<script>alert("1")</script> & **"Hans"**'


@pytest.fixture(scope="module")
def sheets() -> list[str]:
    return printed(made(), "Tulip", "a4").split("<article")[1:]


def figures(html):
    """What stands below each picture, and the picture in its own pixels."""
    decoded = (
        (alt, Image.open(io.BytesIO(base64.b64decode(d)))) for alt, d in FIGURE.findall(html)
    )
    return [(alt, np.asarray(image)[::ENLARGED, ::ENLARGED]) for alt, image in decoded]


def test_the_key_has_the_pictures_of_the_sheet_under_the_same_letters(sheets):
    first, second, key = sheets
    asked = {alt: picture for alt, picture in figures(first + second) if len(alt) == 1}
    answered = [(alt[0], picture) for alt, picture in figures(key) if re.match(r"[A-O] ", alt)]
    assert len(asked) == len(answered) == 15
    assert all(np.array_equal(asked[letter], picture) for letter, picture in answered)
    order = "".join(letter for letter, _ in answered[:6])
    assert order == "".join(made().strip.answer)


def test_the_answers_are_on_their_own_sheet(sheets):
    mixed = f"<b>{made().pixel.mixed:.2f}</b>".replace("-", "−")
    assert [mixed in sheet for sheet in sheets] == [False, False, True]
    assert [f"t = {200}" in sheet for sheet in sheets] == [False, False, True]
    assert [sheet.count("<i></i>") > 3 for sheet in sheets] == [True, True, False]


@pytest.mark.parametrize(
    ("closest", "sharpest", "key"),
    [
        ("one", "many", "clean_apart"),
        ("blur", "many", "clean_blur"),
        ("many", "many", "clean_same"),
        ("one", None, "clean_even"),
    ],
)
def test_the_key_draws_the_lesson_of_this_picture(closest, sharpest, key):
    cleaned = made().cleaned
    estimates = {
        method: replace(
            cleaned.estimates[method],
            score=Score(
                20.0 + (method == closest), 0.5, (method == sharpest) if sharpest else math.nan
            ),
        )
        for method in METHODS
    }
    sheet = replace(made(), cleaned=replace(cleaned, estimates=estimates))
    html = printed(sheet, "Tulip", "a4")
    letters = {name: cleaned.letter_of(name or "blur") for name in (closest, sharpest)}
    said = say(f"worksheet.{key}", closest=letters[closest], sharpest=letters[sharpest])
    assert said in html and ">nan<" not in html


def test_nothing_leads_elsewhere_and_nobodys_name_becomes_markup():
    choice = replace(CHOICE, drawer=HOSTILE)
    html = printed(replace(made(), choice=choice), HOSTILE, "letter")
    assert "<script" not in html and "&lt;script&gt;" in html
    written = FIGURE.sub("", html)
    assert not re.search(
        r"https?:|//|\burl\(|<(?:script|link|iframe|object|embed)\b|\son\w+=", written
    )
    assert re.findall(r'\b(?:src|href)="(?!data:image/png;base64,)', html) == []


@pytest.mark.parametrize("paper", PAPERS)
def test_a_file_says_its_paper(paper):
    width, height = PAPERS[paper]
    assert f"@page {{ size: {width} {height}; margin: 0; }}" in document("x", "en", paper, [])


def test_a_sentence_is_markup_only_where_it_is_meant():
    assert text("a < b, **c** ___") == 'a &lt; b, <b>c</b> <span class="blank">&nbsp;</span>'


def test_without_words_one_question_less():
    assert len(questions(made())) == 6
    assert len(questions(replace(made(), pushed=None))) == 5
