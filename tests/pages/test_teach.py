"""Teach: a plan that can be chosen, a worksheet that is computed when asked for, and how this server stands."""

from __future__ import annotations

import pytest

from explainer.ui.sections import prepare
from tests.pages.opening import app, errors, html

MAKE = "Make the worksheet"


def files(at):
    return [e.proto.label for e in at.get("download_button")]


def test_a_link_chooses_the_plan_and_a_button_makes_the_worksheet():
    at = app("teach", plan="ten_minutes", paper="letter", seed="3")
    assert not errors(at) and not at.warning
    assert "0–1 min" in html(at) and "45 min" not in html(at)
    assert files(at) == ["Save this plan to print, Letter"]
    (button,) = (b for b in at.button if b.label == MAKE)
    at = button.click().run()
    assert not errors(at)
    assert files(at)[1:] == ["Save the worksheet, Letter"]
    (sheet,) = (e.proto.srcdoc for e in at.get("iframe"))
    assert sheet.count("<article") == 3 and "Seed 3." in sheet
    at = at.number_input(key="seed").set_value(4).run()
    assert not at.get("iframe"), "what was made of another seed is not this seed's"


@pytest.mark.parametrize(
    ("room", "listens", "says"),
    [
        ("https://school.example", None, "Phones can open this app"),
        (None, "localhost", "Phones cannot open this app yet"),
        (None, None, "cannot be told from here"),
    ],
)
def test_it_says_whether_phones_can_open_this_server(room, listens, says, monkeypatch):
    monkeypatch.setattr(prepare.st, "get_option", lambda name: listens)
    assert says in prepare.phones(room)


def test_cameras_need_https():
    assert "do not work" in prepare.cameras("http://192.168.1.5:8501")
    assert "do not" not in prepare.cameras("https://school.example")
