"""What a lesson link holds, and that nothing but the link can change it."""

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


def test_a_lesson_link_says_only_what_it_must():
    settings = {"w": ["3"]}
    assert lesson_parameters(settings, [], []) == settings
    both = lesson_parameters(settings, ["steps", "eta"], ["w"])
    assert both == {"w": ["3"], "hide": ["eta,steps"], "lock": ["w"]}
