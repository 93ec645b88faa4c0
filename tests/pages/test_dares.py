"""What came of a dare is said below it, from what is on screen."""

from __future__ import annotations

import re

import pytest

from explainer.networks.checkpoints import read_card
from explainer.ui.sections import dares
from tests.pages.opening import app, errors


def done(at, page):
    """Do the page's dare; every sentence then."""
    at.button(key=f"_dare_{page}").click().run()
    assert not at.exception and not errors(at)
    return " ".join(m.value for m in at.markdown)


def test_generate_says_which_word_its_mixtures_are_nearer_to():
    said = done(app("generate", pictures="4"), "generate")
    (sentence,) = re.findall(r"The network itself, asked .*?\.(?: |$)", said)
    counts = [int(n) for n in re.findall(r"\b\d\b(?!”)", sentence)]
    assert sorted(counts)[-1] == 4 == sum(counts) - 4
    assert "“3”" in sentence and "“8”" in sentence


def test_a_picture_of_old_settings_is_no_answer():
    at = app("generate", pictures="4")
    assert "The network itself" in done(at, "generate")
    at.number_input(key="seed").set_value(871).run()
    assert "The network itself" not in " ".join(m.value for m in at.markdown)


@pytest.mark.parametrize(("words", "told"), [("3", True), ("3; 8", True), ("0.5 3 + 0.5 8", False)])
def test_a_single_call_gives_broad_patches(words, told):
    runs = app("generate", words=words, steps="1", pictures="4").session_state["_generate"]
    assert (
        bool(re.search(r"\d+\s% of the contrast lies between", dares.generated(runs, False)))
        == told
    )
    assert dares.generated(runs, True) == ""


def test_how_many_steps_says_whether_the_picture_stayed():
    said = done(app("how_many_steps"), "how_many_steps")
    assert re.search(r"Here (no|yes|the same layout)[^.]*\. The outlines of the two differ", said)
    assert "with another number of steps it became" not in said  # their noise differs, too
    assert re.search(
        r"with “One noise path” off, each run also meets noise of its own.* measured", said
    )


def test_the_networks_say_what_the_other_one_cannot_do():
    at = app("networks", network="digits")
    said = done(at, "networks")
    assert at.session_state["network"] == "sprites"
    assert said.count(read_card("sprites").limits) == 2  # on the page, and below the dare


def test_few_steps_still_show_what_is_lost_or_not():
    said = done(app("added_noise", network="digits", words="3"), "added_noise")
    assert re.search(r"(still shows|Hardly): without the noise the pictures spread", said)
