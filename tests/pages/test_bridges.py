"""On every page: a question that is answered by what it shows, a dare that can be done, and what comes next."""

from __future__ import annotations

import json
import re

import pytest

from explainer import strings
from explainer.core.schedule import make_schedule
from explainer.media.film import outline_frame
from explainer.ui.bridges import BRIDGES, following
from explainer.ui.contents import page_of
from explainer.ui.language import say
from tests.pages.opening import ROOT, address, app, errors, html


def question(at, page):
    """The folded row with a page's question; None if there is none."""
    said = say(f"bridge.{page}.question")
    return next((e for e in at.expander if said in e.label), None)


def has_button(at, key):
    return any(button.key == key for button in at.button)


def guess(at, page):
    """Take the last choice, or the slider where it stands; the guess in words."""
    asked = BRIDGES[page].question
    if asked.scale:
        at.button(key=f"_guess_{page}").click().run()
        return str(asked.scale.begin)
    name = asked.choices[-1]
    at.button(key=f"_guess_{page}_{name}").click().run()
    return say(f"bridge.{page}.{name}")


@pytest.mark.parametrize("page", BRIDGES)
def test_a_question_is_answered_kept_for_the_visit_and_in_no_link(page):
    at = app(page)
    assert question(at, page) and not question(at, page).proto.expanded
    before = address(at)
    words = guess(at, page)
    assert not errors(at) and not at.exception
    assert question(at, page) is None
    assert any(words in m.value for m in at.markdown)
    assert address(at) == before
    at.button(key=f"_guess_again_{page}").click().run()
    assert question(at, page)


def test_a_guess_is_kept_from_page_to_page():
    at = app("share")
    guess(at, "share")
    at.switch_page(str(ROOT / "pages" / "add_noise.py")).run()
    assert question(at, "add_noise")
    at.switch_page(str(ROOT / "pages" / "share.py")).run()
    assert question(at, "share") is None


@pytest.mark.parametrize("page", BRIDGES)
def test_a_page_ends_with_the_next_one_and_why(page):
    at = app(page)
    title = page_of(following(page)).menu_title
    assert any(link.proto.label == f"**{title}** →" for link in at.get("page_link"))
    assert any(say(f"bridge.{page}.next") in m.value for m in at.markdown)
    assert any(say("bridge.dare") in m.value for m in at.markdown)


def test_generate_compares_with_the_film_on_screen():
    at = app("generate", steps="12")
    guess(at, "generate")
    (run,) = at.session_state["_generate"]
    frame = outline_frame(run.film)
    key = "unknown" if frame is None else "answer"
    values = (
        {} if frame is None else {"share": round(100 * frame.i / 12), "i": frame.i, "t": frame.t}
    )
    assert any(
        say(f"bridge.generate.{key}", guess=50, n=12, **values) in m.value for m in at.markdown
    )


def test_a_dare_sets_the_page_computes_and_can_be_put_back():
    at = app("generate")
    at.button(key="_dare_generate").click().run()
    (run,) = at.session_state["_generate"]
    assert run.settings.words == at.text_input(key="words").value == "0.5 3 + 0.5 8"
    assert address(at)["words"] == ["0.5 3 + 0.5 8"]
    at.button(key="_dare_back_generate").click().run()
    assert at.text_input(key="words").value == "3"
    assert has_button(at, "_dare_generate")
    assert not errors(at)


def below_the_dare(at, page):
    """What is said of a dare that was done, by the beginnings of its sentences; none if nothing is."""
    names = [n for n in strings.table("en") if n.startswith(f"bridge.{page}.dared")]
    begins = {n: strings.table("en")[n].split("{network}")[-1].split("{")[0] for n in names}
    said = [m.value for m in at.markdown]
    return {n: m for n, begin in begins.items() for m in said if begin in m}


@pytest.mark.parametrize("page", ["start", "add_noise", "remove_noise"])
def test_a_dare_that_asks_is_answered_in_the_numbers_on_screen(page):
    at = app(page, network="photos", steps="2", t="100")
    assert not below_the_dare(at, page)
    at.button(key=f"_dare_{page}").click().run()
    ((key, said),) = below_the_dare(at, page).items()
    shown = html(at)
    if page == "add_noise":
        kept = round(100 * float(make_schedule("linear").alpha_bar[500]))
        assert f"{kept}\u00a0% of it is left at t = 500; {100 - kept}\u00a0% is noise" in said
    elif page == "remove_noise":
        many, one = (
            re.search(rf"{m} (?:a closeness of |to )?([\d.]+) dB", said)[1] for m in ("at", "comes")
        )
        assert f"closeness (PSNR) {one} dB" in shown and f"closeness (PSNR) {many} dB" in shown
        assert key.endswith("strangers")  # 2 steps from nearly nothing
    else:
        assert "“digits”" in said and key.endswith("strangers")  # it makes a digit of a tulip
    at.button(key=f"_dare_back_{page}").click().run()
    assert not below_the_dare(at, page)


def test_a_dare_is_an_entry_of_its_own_in_the_browsers_history():
    at = app("remove_noise", steps="2", t="100")
    assert bar(at)["entry"] == 0
    at.button(key="_dare_remove_noise").click().run()
    assert bar(at)["entry"] == 1
    at.slider(key="t").set_value(300).run()
    assert bar(at)["entry"] == 1  # a slider is none


def bar(at):
    """What the browser's address bar was told last."""
    told = [json.loads(e.proto.json) for e in at.get("bidi_component")]
    return [t for t in told if "entry" in t][-1]


def test_a_dare_of_another_network_is_remembered_on_the_next_page():
    at = app("start", network="photos")
    at.button(key="_dare_start").click().run()
    assert at.session_state["network"] == "digits"
    at.switch_page(str(ROOT / "pages" / "add_noise.py")).run()
    assert at.session_state["network"] == "digits"


def test_a_lesson_that_holds_what_a_question_is_about_leaves_it_out():
    assert question(app("add_noise", hide="t", t="300"), "add_noise") is None
    assert question(app("add_noise", lock="seed"), "add_noise")


def test_a_lesson_offers_no_dare_that_it_forbids():
    assert not has_button(app("remove_noise", lock="t", t="300"), "_dare_remove_noise")
    assert has_button(app("remove_noise", lock="seed"), "_dare_remove_noise")


def test_in_front_of_a_class_the_question_stays_and_only_the_presenters_links_turn_pages():
    at = app("add_noise", present="true")
    assert question(at, "add_noise")
    labels = [link.proto.label for link in at.get("page_link")]
    assert labels.count(f"{page_of('remove_noise').title} →") == 1
    assert f"**{page_of('remove_noise').title}** →" not in labels
