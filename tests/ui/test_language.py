"""Sentences from below: in the visitor's language, and what they quote shown as it stands."""

from __future__ import annotations

import pytest

from explainer import strings
from explainer.core.errors import UserError
from explainer.networks.conditions import parse_prompts
from explainer.strings import Sentence
from explainer.ui import language
from explainer.ui.drawing.numbers import number
from explainer.ui.drawn_once import one_drawing
from explainer.ui.language import plain, say

HOSTILE = "![x](//evil.example/x) <b> $x$ :smile: https://evil.example *a* _b_ `c` &amp; [l](m)"


def test_a_sentence_is_english_and_tells_itself_in_other_languages():
    sentence = Sentence("error.steps", most=1000)
    assert sentence == strings.say("error.steps", most=1000)
    translated = {code: strings.translate(sentence, code, str) for code in strings.languages()}
    assert translated["en"] == sentence
    assert len(set(translated.values())) == len(translated)
    assert all("1000" in text for text in translated.values())


@pytest.mark.parametrize("words", ["platypus", "2", "rose " * 300])
def test_errors_of_the_prompt_are_translated_into_every_language(words):
    with pytest.raises(UserError) as error:
        parse_prompts(words, 1, ("rose", "tulip"))
    german = strings.translate(error.value.sentence, "de", plain)
    assert german != str(error.value) == error.value.sentence


def test_what_is_quoted_is_made_harmless_and_the_sentence_is_not():
    sentence = Sentence("error.word", word=HOSTILE, known="a*b")
    shown = strings.translate(sentence, "en", plain)
    assert "“" + plain(HOSTILE) + "”" in shown
    assert shown.startswith("The network does not know the word “")
    assert strings.translate("1 < 2", "en", plain) == r"1 \< 2"


def test_nothing_in_plain_text_is_markdown():
    bare = plain(HOSTILE)
    for mark in "[]()<>*_`$:!&.":
        assert bare.count(mark) == bare.count("\\" + mark), mark
    assert bare.replace("\\", "") == HOSTILE
    assert plain("0 1 – 2, rose") == "0 1 – 2, rose"


def test_numbers_are_written_as_in_print():
    assert number(-1.25) == "−1.25"
    assert number(float("inf"), 1) == "∞"  # two equal pictures are that many dB apart


def test_a_page_asks_for_the_language_once_and_the_next_page_again(monkeypatch):
    asked = iter(["de", "zh"])
    monkeypatch.setattr(language, "browsers_language", lambda: next(asked))
    for expected in ("de", "zh"):
        with pytest.raises(RuntimeError), one_drawing():
            assert {say("run.stop") for _ in range(3)} == {strings.say("run.stop", expected)}
            raise RuntimeError("stopped")


def test_what_is_enumerated_is_parted_as_the_language_does(monkeypatch):
    for code, expected in (("en", "a, b, c"), ("de", "a, b, c"), ("zh", "a、b、c")):
        monkeypatch.setattr(language, "browsers_language", lambda code=code: code)
        assert language.enumerated("abc") == expected
