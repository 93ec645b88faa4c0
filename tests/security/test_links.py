"""Hostile links: each is followed as far as it is possible, or answered with a sentence."""

from __future__ import annotations

import itertools
from urllib.parse import quote

import pytest
from streamlit.testing.v1 import AppTest

from explainer.streamlit_names import Part
from explainer.ui import contents
from explainer.ui.controls import lesson
from explainer.ui.controls.choices import Choice, Some, Switch
from explainer.ui.controls.jumps import Jumps
from explainer.ui.controls.link import ignored, lesson_of, parse
from explainer.ui.controls.numbers import Number, Range, Slider
from explainer.ui.controls.points import Points
from explainer.ui.controls.table import CONTROLS
from explainer.ui.controls.word_choice import LONGEST, WordChoice
from explainer.ui.controls.words import Words
from tests.browser.visitor import open_page
from tests.live import ROOT
from tests.security.conftest import is_sentence
from tests.security.corpus import dice, texts

TEACHERS = (lesson.HIDE, lesson.LOCK)


def links():
    """Every parameter with every text; repeated; under names that no page has; all at once."""
    for key, text in itertools.product((*CONTROLS, *TEACHERS), texts.TEXTS):
        yield {key: [text]}
    for key, text in itertools.product(CONTROLS, ("7", "a", "9" * 5_000)):
        yield {key: [text, text]}
        yield {key: [text] * 50}
    for key in texts.KEYS:
        yield {key: ["1"], "t": ["1"]}
    for names in ("t," * 2_000, ",,,", "t;w", "upload", "hide", "t,\0,w", "T", " t , w "):
        yield {"hide": [names], "lock": [names, names], "w": ["nan"], "t": ["9"]}
    roll = dice("links")
    for _ in range(60):
        keys = roll.sample([*CONTROLS, *TEACHERS, *texts.KEYS], 12)
        yield {key: roll.choices(texts.TEXTS, k=roll.randint(1, 3)) for key in keys}


def possible(key, value):
    """Whether a control may really hold this."""
    control, sound = CONTROLS[key], False
    match control:
        case Slider():
            sound = type(value) is type(control.step) and control.low <= value <= control.high
        case Number():
            sound = type(value) is int and control.low <= value <= control.high
        case Range():
            sound = len(value) == 2 and control.low <= value[0] <= value[1] <= control.high
        case Choice():
            sound = value in control.options
        case Switch():
            sound = type(value) is bool
        case WordChoice():  # what the network does not know is replaced where the page is drawn
            sound = isinstance(value, str) and 0 < len(value) <= LONGEST
        case Points():
            sound = control.grid(value) is not None
        case Jumps():
            sound = control.way(value) is not None
        case Some():
            sound = {*value} <= {*control.names} and len(value) <= control.most
        case Words():
            sound = isinstance(value, str) and len(value) <= control.max_chars
    return sound


def test_every_link_is_followed_or_told_about():
    count = 0
    for link in links():
        count += 1
        what = str(link)[:120]
        told, held = ignored(link), lesson_of(link)
        assert told.keys() <= link.keys(), what
        assert all(len(sentence) < 300 and sentence.endswith(".") for sentence in told.values())
        for key in link.keys() & CONTROLS.keys() - told.keys():
            assert possible(key, parse(key, link[key])), what
        assert all(possible(key, value) for key, value in held.values.items()), what
        assert held.held <= CONTROLS.keys() | {lesson.UPLOAD}, what
        assert held.link.keys() <= CONTROLS.keys() | set(TEACHERS), what
    assert count >= 600


PAGES = [page.name for page in contents.PAGES[1:]]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_bears_many_bad_parameters_at_once(page):
    """Each run takes another third of the texts, over all controls."""
    at = AppTest.from_file(str(ROOT / "explainer" / "main.py"), default_timeout=120)
    begin = PAGES.index(page) * 13 % len(texts.TEXTS)
    left = itertools.cycle(texts.TEXTS[begin:] + texts.TEXTS[:begin])
    for key in CONTROLS:
        text = next(t for t in left if t and len(t) < 3_000 and t.isprintable())
        at.query_params[key] = text
    at.query_params.update({"network": "digits", "steps": "2", "steps_a": "2", "steps_b": "2"})
    at.query_params["hide"] = "t;w,<b>"
    at.query_params["<b>zzz"] = "1"
    at.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
    assert not at.exception
    assert all(is_sentence(error.value) for error in at.error)
    sentences = [warning.value for warning in at.warning]
    assert len(sentences) >= 10
    assert at.title[0].value


@pytest.mark.parametrize("text", ["inf", "1e999", "9" * 5_000], ids=["inf", "1e999", "digits"])
def test_no_number_is_too_large_for_a_page(text):
    """What a link says is read twice: by the project, and again by Streamlit for its widgets."""
    at = AppTest.from_file(str(ROOT / "explainer" / "main.py"), default_timeout=120)
    for key in ("seed", "t", "interval", "w"):
        at.query_params[key] = text
    at.query_params["network"] = "digits"
    at.switch_page(str(ROOT / "pages" / "add_noise.py")).run()
    assert not at.exception
    assert len(at.warning) == 4
    assert at.number_input[0].value == CONTROLS["seed"].default()


@pytest.mark.browser
@pytest.mark.slow
def test_what_a_link_says_is_shown_as_it_stands(page, server):
    """No picture from elsewhere, no link to elsewhere, no markup; the fixture refuses foreign requests."""
    evil = "![x](//evil.example/x)[go](//evil.example)"
    markup = "<img src=x onerror=alert(1)>"
    for value in (evil, f"`{evil}", markup):
        query = "&".join(
            f"{key}={quote(value, safe='')}" for key in ("t", "hide", "sampler", "words")
        )
        for path in (f"/generate?{query}&{quote(value, safe='')}=1&network=digits",):
            open_page(page, server.url + path)
            main = page.get_by_test_id(Part.MAIN)
            assert main.get_by_test_id(Part.ALERT).count() >= 2
            assert page.locator('[href*="evil.example"], [src*="evil.example"]').count() == 0
            assert main.get_by_test_id(Part.ALERT).locator("img, a").count() == 0
