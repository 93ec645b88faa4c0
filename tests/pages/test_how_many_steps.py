"""How many steps: the ladder and the blind test."""

from __future__ import annotations

from tests.pages.opening import app, html


def test_the_ladder_climbs_to_the_reference(monkeypatch):
    from explainer.experiments import ladder

    at = app("how_many_steps", steps_a="2", steps_b="3", sampler="ddim")
    assert not at.exception
    monkeypatch.setattr(ladder, "LADDER", (1, 2, 5, 10, 20))
    monkeypatch.setattr(ladder, "REFERENCE", 60)
    at.button(key="_ladder_go").click().run()
    assert not at.exception
    sentence = next(m.value for m in at.markdown if "distance falls" in m.value)
    assert "From 1 to 20 steps" in sentence
    assert float(sentence.split("-fold")[0].split()[-1]) > 2
    assert at.get("plotly_chart")
    assert html(at).count(">off by") == 5


def test_ten_rounds_of_the_blind_test():
    at = app("how_many_steps", steps_a="1", steps_b="2", sampler="ddim")
    at.button(key="_blind_go").click().run()
    for i in range(10):
        assert any(f"Round {i + 1} of 10" in m.value for m in at.markdown)
        at.button(key="_blind_left").click().run()
        assert not at.exception
    left = at.session_state["_blind"].answers
    assert any(f"You found **{sum(left)} of 10**" in m.value for m in at.markdown)
    before = at.session_state["_blind"].round_seed
    at.button(key="_blind_go").click().run()
    assert at.session_state["_blind"].answers == []
    assert at.session_state["_blind"].round_seed != before  # pairs of its own
    at.button(key="_blind_left").click().run()
    at.slider(key="steps_b").set_value(3).run()  # another question: the answers do not count for it
    assert not any("Round" in m.value for m in at.markdown)
