"""What the controls of a page say holds, however the runs that draw it follow one another."""

from __future__ import annotations

import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1.element_tree import ElementTree

from explainer.ui.controls import hearing, link, open_page
from explainer.ui.controls.numbers import Slider
from explainer.ui.controls.open_page import emptied
from explainer.ui.controls.table import WORDS, T
from tests.pages.opening import ROOT, app, errors


def test_the_browser_is_told_until_it_has_said_so(monkeypatch):
    """A run that begins before the browser has shown anything of the one before takes the place of what that told."""
    at = app("remove_noise", t="410")
    assert at.slider(key="t").proto.set_value
    with monkeypatch.context() as browser:
        browser.setattr(ElementTree, "get_widget_states", lambda tree: WidgetStates())
        at.run()
    assert at.slider(key="t").value == 410 and at.slider(key="t").proto.set_value
    at.run()
    assert at.slider(key="t").value == 410 and not at.slider(key="t").proto.set_value, (
        "what it has said is the visitor's: told once more it would undo what is being moved"
    )
    at.slider(key="t").set_value(500).run()
    assert at.slider(key="t").value == 500 and not errors(at)


def test_what_is_being_moved_stays_under_the_hand_that_moves_it(monkeypatch):
    """Each press of a key begins a run that cuts the one before short: told again, the slider would jump back."""
    at = app("remove_noise", t="410")
    at.run()
    monkeypatch.setattr(open_page, "drawn", lambda: None)  # no run comes to its end any more
    for pressed in (411, 412, 413, 410):
        at.slider(key="t").set_value(pressed).run()
        assert at.slider(key="t").value == pressed and not at.slider(key="t").proto.set_value
    assert not errors(at)


def test_what_the_browser_says_of_the_page_before_counts_for_nothing(monkeypatch):
    """Its controls have the same keys, and the run that should have drawn this page's was cut short."""
    at = app("restore", t="640")
    at.switch_page(str(ROOT / "pages" / "remove_noise.py")).run()
    before = at._tree.get_widget_states()
    cuts = ["why_soft"]
    monkeypatch.setattr(link, "followed", lambda: cuts and cuts.pop() and st.stop())
    at.switch_page(str(ROOT / "pages" / "why_soft.py")).run()
    assert not cuts
    with monkeypatch.context() as browser:
        browser.setattr(ElementTree, "get_widget_states", lambda tree: before)
        at.run()
    assert at.slider(key="t").value == 640 and at.slider(key="t").proto.set_value
    at.run()
    assert not at.slider(key="t").proto.set_value, "once is enough"


def called(monkeypatch, at, t):
    """The next run sets t, as a teacher's call does."""
    calls = [t]
    monkeypatch.setattr(link, "followed", lambda: calls and T.take(calls.pop()))
    at.run()
    assert at.slider(key="t").value == t and at.slider(key="t").proto.set_value


def test_what_the_browser_has_not_shown_yet_is_told_again(monkeypatch):
    """A teacher's call moves t, and a pupil moves something else before the page shows it."""
    at = app("remove_noise", t="410")
    at.run()
    called(monkeypatch, at, 900)
    at.slider(key="t").set_value(410)  # what the browser still says
    at.slider(key="steps").set_value(30).run()
    assert at.slider(key="t").value == 900 and at.slider(key="t").proto.set_value
    assert at.slider(key="steps").value == 30 and not errors(at)
    at.run()
    assert at.slider(key="t").value == 900 and not at.slider(key="t").proto.set_value


def test_what_was_set_may_be_moved_back_at_once(monkeypatch):
    at = app("remove_noise", t="410")
    at.run()
    called(monkeypatch, at, 900)
    at.slider(key="t").set_value(410).run()
    assert at.slider(key="t").value == 410 and not at.slider(key="t").proto.set_value


def test_a_page_that_the_server_wants_drawn_tells_all_that_was_not_heard(monkeypatch):
    """News of a class begins a run without a word from the browser: what the last one drew is not what it shows."""
    at = app("remove_noise", t="410")
    monkeypatch.setattr(hearing, "is_still_new", lambda key: True)
    at.run()
    assert at.slider(key="t").value == 410 and at.slider(key="t").proto.set_value


def test_what_a_part_of_the_page_drew_waits_no_more(monkeypatch):
    """A control that is drawn with its part of the page alone has been moved there: the whole page hears of it later."""
    at = app("remove_noise", t="410")
    at.run()
    called(monkeypatch, at, 900)
    with monkeypatch.context() as part:
        part.setattr(open_page, "unheard", dict)  # nothing is heard when it is drawn
        at.slider(key="t").set_value(410).run()
    at.slider(key="steps").set_value(30).run()
    assert at.slider(key="t").value == 410 and not errors(at)


def test_a_page_that_the_browser_has_lost_tells_everything_again(monkeypatch):
    """It still names its controls."""
    at = app("remove_noise", t="410")
    at.run()
    assert not at.slider(key="t").proto.set_value
    arrive, lost = link.arrive, ["the page"]
    monkeypatch.setattr(link, "arrive", lambda: (arrive(), lost and lost.pop() and emptied()))
    at.slider(key="t").set_value(500).run()
    assert not lost
    assert at.slider(key="t").value == 410 and at.slider(key="t").proto.set_value
    at.run()
    assert at.slider(key="t").value == 410 and not at.slider(key="t").proto.set_value


def test_what_a_button_sets_holds_over_what_waited(monkeypatch):
    """A call asks for another word; before the page shows it, the pupil presses a button that sets a third one."""
    at = app("generate", words="3")
    at.run()
    calls = ["5"]
    monkeypatch.setattr(link, "followed", lambda: calls and WORDS.take(calls.pop()))
    at.run()
    assert at.text_input(key="words").value == "5"
    at.text_input(key="words").set_value("3")  # what the browser still says
    monkeypatch.setattr(link, "arrive", lambda: st.session_state.update(words="7"))
    at.slider(key="w").set_value(3.0).run()
    assert at.text_input(key="words").value == "7" and not errors(at)


def test_an_address_is_followed_to_its_end(monkeypatch):
    """A newer run ends the one that has set some of what an address says."""
    take, followed, cut = Slider.take, link.followed, ["t", "network"]

    def cut_short(where):
        if cut and cut[0] == where:
            cut.pop(0)
            st.rerun()

    monkeypatch.setattr(Slider, "take", lambda c, value: (cut_short(c.key), take(c, value)))
    monkeypatch.setattr(link, "followed", lambda: (cut_short("network"), followed()))
    at = app("remove_noise", t="410", network="digits")
    assert not cut
    assert at.slider(key="t").value == 410 and at.session_state["network"] == "digits"
    assert not errors(at)


def test_an_address_is_not_followed_on_another_page():
    """Whoever goes on before the page has followed it wants what they see there."""
    at = app("remove_noise", t="300")
    at.session_state[link._PENDING] = {"t": ["900"]}, True, "remove_noise"
    at.switch_page(str(ROOT / "pages" / "add_noise.py")).run()
    assert at.slider(key="t").value == 300 and not errors(at)
