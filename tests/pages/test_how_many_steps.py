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
    assert any(c.value == "“3” · network digits · seed 7" for c in at.caption)
    at.number_input(key="seed").set_value(11).run()  # it stays, dimmed, and says what it is of
    assert html(at).count(">off by") == 5
    assert any("still “3” · network digits · seed 7" in c.value for c in at.caption)
    assert not at.get("plotly_chart")


def test_ten_rounds_of_the_blind_test():
    at = app("how_many_steps", steps_a="1", steps_b="2", sampler="ddim")
    at.button(key="_blind_go").click().run()
    for i in range(10):
        assert any(f"Round {i + 1} of 10" in m.value for m in at.markdown)
        if i:  # the answer of the pair before stands above, both pictures with their steps
            assert (
                html(at).count("your choice") == 2
            )  # under the picture, and for those who cannot see it
        at.button(key="_blind_left").click().run()
        assert not at.exception
    left = at.session_state["_blind"].answers
    assert any(f"You found **{sum(left)} of 10**" in m.value for m in at.markdown)
    pairs = html(at).split('class="nw-pairs"')[1]
    assert pairs.count('"nw-row nw-pair"') == 10
    assert pairs.count(">your choice: right<") == sum(left)
    assert pairs.count(">your choice: wrong<") == 10 - sum(left)
    before = at.session_state["_blind"].round_seed
    at.button(key="_blind_go").click().run()
    assert at.session_state["_blind"].answers == []
    assert at.session_state["_blind"].round_seed != before  # pairs of its own
    at.button(key="_blind_left").click().run()
    at.slider(key="steps_b").set_value(3).run()  # another question: the answers do not count for it
    assert not any("Round" in m.value for m in at.markdown)
