"""The controls: their words, and the texts that links have for their values."""

from dataclasses import replace

import pytest

from explainer import strings
from explainer.ui.controls import table as controls


@pytest.mark.parametrize("language", strings.languages())
def test_every_control_has_its_words_in_every_language(language):
    said = {key for key in strings.table(language) if key.startswith("control.")}
    assert said == {f"control.{c}.{part}" for c in controls.CONTROLS for part in ("label", "help")}


def test_every_control_understands_its_own_texts():
    examples = {
        "t": 430,
        "sigma": 2.5,
        "w": 3.1,
        "interval": (100, 700),
        "shared_path": False,
        "words": "0.6 rose + 0.4 tulip",
        "seed": 12,
        "pictures": "9",
        "first": "rose",
        "second": "tulip",
        "new_word": "tulip",
    }
    for key, control in controls.CONTROLS.items():
        value = examples[key] if key in examples else control.default()
        assert control.parse(*control.texts(value)) == value, key


def test_what_is_not_there_is_not_offered():
    for there in (True, False):
        offer = replace(controls.ON_DEVICE, is_there=lambda there=there: there)
        assert offer.parse("true") is (True if there else None)
        assert offer.parse("false") is False
