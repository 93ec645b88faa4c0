"""What the controls of a page say holds, however the runs that draw it follow one another."""

from __future__ import annotations

import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1.element_tree import ElementTree

from explainer.ui.controls import link, open_page
from explainer.ui.controls.last_values import _LAST
from explainer.ui.controls.numbers import Slider
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


def test_what_is_being_moved_stays_under_the_hand_that_moves_it():
    """Each press of a key begins a run that cuts the one before short: told again, the slider would jump back."""
    at = app("remove_noise", t="410")
    at.run()
    for pressed in (411, 412, 413):
        at.session_state[open_page._CUT] = True
        at.slider(key="t").set_value(pressed).run()
        assert at.slider(key="t").value == pressed and not at.slider(key="t").proto.set_value
    assert not errors(at)


def test_what_a_run_that_was_cut_short_set_is_told_again():
    """A teacher's call moves t, and a pupil presses a button before the page shows it."""
    at = app("remove_noise", t="410")
    at.run()
    at.session_state[_LAST]["t"] = 900
    at.session_state[open_page._CUT] = True
    at.run()  # the browser still says 410
    assert at.slider(key="t").value == 900 and at.slider(key="t").proto.set_value
    at.slider(key="t").set_value(410).run()
    assert at.slider(key="t").value == 410 and not errors(at), "they have seen it, and move it back"


def test_what_the_browser_says_of_the_page_before_is_not_heard():
    """Its controls have the same keys; a run that was cut short may have drawn none of this page's."""
    at = app("remove_noise", t="410")
    at.switch_page(str(ROOT / "pages" / "add_noise.py")).run()
    at.session_state[open_page._NOT_SHOWN] = frozenset({at.slider(key="t").proto.id})
    at.run()
    assert at.slider(key="t").value == 410 and at.slider(key="t").proto.set_value
    at.run()
    assert at.slider(key="t").value == 410 and not at.slider(key="t").proto.set_value


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
