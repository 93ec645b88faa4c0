"""What a lesson link holds, and that nothing but the link can change it."""

from dataclasses import replace

from explainer.ui.controls import table as controls
from explainer.ui.controls.lesson import names_in, read
from explainer.ui.controls.link import parse
from explainer.ui.links import lesson_parameters

KNOWN = frozenset(controls.CONTROLS)


def lesson(**parameters):
    return read({k: v if isinstance(v, list) else [v] for k, v in parameters.items()}, KNOWN, parse)


def test_names_may_be_listed_or_repeated():
    assert names_in(["w,seed", " steps "]) == {"w", "seed", "steps"}
    assert names_in([",", ""]) == frozenset()


def test_a_link_hides_and_freezes_with_its_own_values():
    held = lesson(hide="w,upload", lock="seed", w="3.5", seed="42", steps="10")
    assert held.hidden == {"w", "upload"} and held.locked == {"seed"}
    assert held.values == {"w": 3.5, "seed": 42}
    assert held.link == {"hide": ["upload,w"], "lock": ["seed"], "w": ["3.5"], "seed": ["42"]}


def test_what_no_page_has_is_left_out_and_impossible_values_do_not_hold():
    held = lesson(hide="w,nothing", lock="w,upload,seed", w="99", seed="-1")
    assert held.hidden == {"w"} and held.locked == {"seed"}
    assert held.values == {}


def test_a_plain_link_is_no_lesson():
    assert lesson(w="3").link == {} and not lesson(w="3").held


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
    }
    for key, control in controls.CONTROLS.items():
        value = examples.get(key, control.default())
        assert control.parse(*control.texts(value)) == value, key


def test_what_is_not_there_is_not_offered():
    for there in (True, False):
        offer = replace(controls.ON_DEVICE, is_there=lambda there=there: there)
        assert offer.parse("true") is (True if there else None)
        assert offer.parse("false") is False


def test_a_lesson_link_says_only_what_it_must():
    settings = {"w": ["3"]}
    assert lesson_parameters(settings, [], []) == settings
    both = lesson_parameters(settings, ["steps", "eta"], ["w"])
    assert both == {"w": ["3"], "hide": ["eta,steps"], "lock": ["w"]}
