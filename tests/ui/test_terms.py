"""Marked terms: links where a page can explain, plain words everywhere else."""

from __future__ import annotations

import html

import numpy as np
import pytest

from explainer import strings
from explainer.strings import marks
from explainer.ui import language, terms
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.language import plain

SENTENCE = "The [[psnr|closeness]] of a [[blur|blurred]] picture"


@pytest.fixture(params=strings.languages())
def code(request, monkeypatch) -> str:
    """A visitor's language."""
    monkeypatch.setattr(language, "language", lambda: request.param)
    monkeypatch.setattr(terms, "language", lambda: request.param)
    return request.param


def test_a_mark_is_its_text_or_a_link():
    assert marks.unmarked(SENTENCE) == "The closeness of a blurred picture"
    assert marks.entries(SENTENCE) == ["psnr", "blur"]
    linked = marks.linked(SENTENCE, lambda name, text: f"<{name}:{text}>")
    assert linked == "The <psnr:closeness> of a <blur:blurred> picture"


def test_what_visitors_write_cannot_mark_anything():
    written = "[[psnr|free money]]"
    assert marks.entries(plain(written)) == []


def test_what_is_filled_in_is_left_as_it_is(monkeypatch, code):
    monkeypatch.setattr(strings, "marked", lambda *_: "[[seed|Seed]] {value}")
    shown = terms.explained("any.key", value="[[psnr|x]]")
    assert shown == f"[Seed](glossary?lang={code}#seed) [[psnr|x]]"
    assert strings.say("any.key", value=1) == "Seed 1"


def test_entries_stand_in_the_order_of_the_language(code):
    names = [entry.name for entry in terms.entries()]
    assert len(set(names)) == len(names) > 30
    if code == "zh":  # Latin letters, then by sound: cai yang, jie ma, zao sheng
        places = [names.index(name) for name in ("fid", "sampler", "decoder", "schedule")]
    else:
        places = [names.index(name) for name in ("alpha_bar", "blur" if code == "en" else "db")]
    assert places == sorted(places)
    first = [entry.term[0] for entry in terms.entries()]
    if code != "zh":
        assert first == sorted(first, key=lambda c: c.casefold())


def test_the_meanings_for_a_label_are_the_glossarys(code):
    told = terms.meanings(["control.seed.label", "control.seed.help", "control.seed.label"])
    entry = next(e for e in terms.entries() if e.name == "seed")
    assert told == f"**{entry.term}**: {entry.meaning}"
    assert terms.meanings(["control.row.label"]) == ""


def test_a_name_with_a_mark_leads_to_its_meaning_and_the_alt_text_has_none(monkeypatch):
    monkeypatch.setattr("explainer.ui.drawing.frames.colour", lambda _: "#000")
    monkeypatch.setattr(terms, "language", lambda: "en")
    shown = row([Framed(np.zeros((2, 2), np.uint8), "[[tv|total variation]]")])
    assert '<a href="glossary?lang=en#tv">total variation</a>' in shown
    assert 'alt="total variation"' in shown


def test_the_first_picture_of_a_row_explains_its_numbers_and_alt_texts_have_no_marks(monkeypatch):
    monkeypatch.setattr("explainer.ui.drawing.frames.colour", lambda _: "#000")
    monkeypatch.setattr(terms, "language", lambda: "en")
    grey = np.zeros((2, 2), np.uint8)
    numbers = ("[[psnr|closeness]] 20 dB & more",)
    shown = row([Framed(grey, "bare"), *(Framed(grey, n, numbers=numbers) for n in ("a", "b"))])
    assert shown.count('<a href="glossary?lang=en#psnr">closeness</a> 20 dB &amp; more') == 1
    assert shown.count(">closeness 20 dB &amp; more<") == 1
    assert shown.count(f'alt="a {html.escape("closeness 20 dB & more")}"') == 1
    assert "[[" not in shown
