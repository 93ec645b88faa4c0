"""Add noise and Remove noise: numbers and pictures follow the controls."""

from __future__ import annotations

from tests.pages.opening import app, html


def test_moving_t_changes_the_picture_and_the_numbers():
    at = app("add_noise", t="100")
    at.toggle(key="_walk_too").set_value(True).run()
    before = html(at)
    at.slider(key="t").set_value(900).run()
    assert html(at) != before
    assert any("t = 900" in m.value for m in at.markdown)


def test_every_filter_is_compared_and_the_sentence_names_the_best():
    at = app("remove_noise", t="500")
    shown = html(at)
    for name in ("Gaussian blur", "total variation", "non-local means", "Wiener filter"):
        assert f">{name}<" in shown or f"</b>{name}" in shown or name in shown
    assert any(" filter" in m.value and "dB" in m.value for m in at.markdown)
