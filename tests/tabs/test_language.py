"""The words on the Gradio tabs, in every language, and refusals in that of the browser."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from gradio.context import LocalContext

from explainer import strings
from explainer.tabs.language import KEYS, refusal, translations


@pytest.mark.parametrize("language", strings.languages())
def test_every_word_is_there_in_every_language(language):
    missing = [key for key in KEYS.values() if key not in strings.table(language)]
    assert not missing


def test_every_word_that_is_shown_is_translated(blocks, words):
    assert words.asked == set(KEYS)


def test_the_browser_gets_every_language():
    tables = translations().translations_dict
    assert set(tables) == set(strings.languages())
    for code, table in tables.items():
        assert set(table) == set(KEYS)
        assert all(table.values())
        assert table["generate"] == strings.say("generate.title", code)


@pytest.mark.parametrize(
    ("accepted", "language"), [("de-AT,de;q=0.9", "de"), ("zh-CN", "zh"), ("xx", "en"), ("", "en")]
)
def test_a_refusal_speaks_the_language_of_the_browser(accepted, language):
    request = SimpleNamespace(headers={"accept-language": accepted} if accepted else {})
    sentence = strings.Sentence("error.word", word="<img src=//evil>", known="rose")
    token = LocalContext.request.set(request)
    try:
        message = refusal(sentence).message
    finally:
        LocalContext.request.reset(token)
    quoted = "&lt;img src=//evil&gt;"
    assert message == strings.say("error.word", language, word=quoted, known="rose")
