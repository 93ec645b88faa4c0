"""Inside the UNet: what the page says follows from what it shows, at every end of its controls."""

import json
import math
from dataclasses import replace

import pytest
import torch

from explainer.engines import inspection
from explainer.experiments.anatomy import anatomy
from explainer.networks.blocks import blocks, skips
from explainer.networks.checkpoints import load_checkpoint, read_card
from explainer.networks.foreign import Dialect, with_dialect
from explainer.networks.inside import Cut
from explainer.ui.drawing.numbers import number
from explainer.ui.sections import unet_attention, unet_cuts, unet_formulas
from explainer.ui.sections.unet_names import spoken
from tests.pages.opening import app, errors, html


def opened(**parameters):
    at = app("inside_unet", **{"t": "400", **parameters})
    assert not at.exception and not errors(at)
    return at


def words(at):
    return " ".join(m.value for m in [*at.markdown, *at.caption, *at.subheader])


def drawing(at) -> dict:
    """What the drawing was given."""
    told = [json.loads(e.proto.json) for e in at.get("bidi_component")]
    return next(t for t in told if "rows" in t)


def buttons(at, kind):
    """The drawing's blocks or skips, by name."""
    rows = drawing(at)["rows"]
    if kind == "skips":
        return {row["skip"]["name"]: row["skip"] for row in rows}
    boxes = [row[cell] for row in rows for cell in ("down", "up", "beside") if row[cell]]
    return {box["name"]: box for box in (*boxes, *drawing(at)["middle"])}


@pytest.fixture
def made(monkeypatch):
    """Every call of a network on the page: what was recorded, and what was left out."""
    calls = []
    look = inspection._look

    def noted(unet, inputs, names, cut):
        calls.append((names, cut))
        return look(unet, inputs, names, cut)

    monkeypatch.setattr(inspection, "_look", noted)
    return calls


@pytest.mark.parametrize("network", ["digits", "photos", "photos-latent"])
def test_the_drawing_has_every_block_and_every_skip_with_its_numbers(network):
    at = opened(network=network, words=None)
    card, parts = read_card(network), anatomy(load_checkpoint(network).model)
    assert {n: b["spoken"] for n, b in buttons(at, "boxes").items()} == {
        block.name: spoken(block, parts) for block in blocks(card.architecture)
    }
    assert [*buttons(at, "skips")] == [*skips(card.architecture)]


def test_the_chosen_block_is_opened_with_what_it_was_given():
    at = opened(block="up.1.0")
    (frames,) = [e.proto.body for e in at.get("html") if "nw-row nw-maps" in e.proto.body]
    assert frames.count("<figure") == 3  # from below, through the skip, and what it makes
    assert "Inside “up 14×14, 1”" in words(at)
    assert [n for n, box in buttons(at, "boxes").items() if box["chosen"]] == ["up.1.0"]


def test_a_block_that_the_network_has_not_is_its_first():
    at = opened(block="down.3.0", cut=["down.3.0", "in"])
    assert at.selectbox(key="block").value == "down.0.0"
    assert [n for n, skip in buttons(at, "skips").items() if skip["cut"]] == ["in"]


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({}, "The whole network"),
        ({"cut": ["down.0.0"]}, "without the skip from “down 28×28, 1”"),
        ({"cut": ["in", "down.0.0"], "no_time": "true"}, "without 2 skips and the time embedding"),
        ({"no_words": "true"}, "without the words"),
        ({"no_words": "true", "words": ""}, "nothing changes"),
        ({"t": "0", "cut": ["in"]}, "At t = 1, without"),
        ({"t": "1000", "cut": ["in"]}, "At t = 1000, without"),
    ],
    ids=str,
)
def test_the_sentence_says_what_is_left_out_and_what_that_does(setting, said):
    at = opened(**setting)
    assert said in words(at).replace("**", "")


def test_the_sentence_has_the_numbers_under_the_pictures():
    at = opened(cut=["down.0.0"])
    row, *_ = [e.proto.body for e in at.get("html") if "nw-row nw-four" in e.proto.body]
    (sentence,) = [m.value for m in at.markdown if "without the skip" in m.value]
    close = [part.split(" ")[0] for part in row.split("</a> ")[1:] if " <a" in part]
    assert close and all(f"{value} dB" in sentence for value in close[:1])


class Guess:
    """Two guesses so far from the picture, and from one another."""

    def __init__(self, psnr, between=20.0):
        self.psnr, self.between = psnr, between

    def close_to(self, other):
        return other.between


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        (Guess(18.0), "comes to 18.0 dB instead of 20.0 dB"),
        (Guess(21.0), "even comes a little closer"),
        (Guess(20.02), "as close to your picture as before"),
        (Guess(20.0, math.inf), "nothing changes"),
    ],
)
def test_better_worse_and_equal_are_told_apart_as_the_numbers_are_shown(rest, said):
    assert said in unet_cuts.sentence(Guess(20.0), rest, "a part", 5)


def test_one_call_for_what_changes_and_none_for_what_does_not(made):
    at = opened(seed="881")
    config = read_card("digits").architecture
    single = len(skips(config))
    cuts = [cut for _, cut in made if cut != Cut()]
    assert len(cuts) == single + 1 == len({*cuts})
    made.clear()
    at.selectbox(key="block").set_value("mid.0").run()
    at.slider(key="from_top").set_value(3).run()
    assert not made  # another block, another place: all was recorded
    at.multiselect(key="cut").set_value(["in"]).run()
    assert not made  # cut in turn before
    at.toggle(key="no_time").set_value(True).run()
    assert [cut for _, cut in made] == [Cut(frozenset({"in"}), time=True)]


def test_each_skip_in_turn_says_which_counts_most():
    at = opened()
    (strip,) = [e.proto.body for e in at.get("html") if "nw-row nw-strip" in e.proto.body]
    close = [float(p.split('nw-numbers">')[1].split(" dB")[0]) for p in strip.split("<figure")[1:]]
    (sentence,) = [m.value for m in at.markdown if "leans most" in m.value]
    assert len(close) == len(skips(read_card("digits").architecture)) + 1
    assert f"only {number(min(close[:-1]), 1)} dB" in sentence
    assert f"{number(max(close[:-1]), 1)} dB. Is it" in sentence


@pytest.mark.parametrize("t", ["0", "1000"])
@pytest.mark.parametrize("place", ["0", "99"])
def test_attention_and_time_have_their_sentences_at_every_end(t, place):
    at = opened(t=t, from_top=place, from_left=place)
    said = words(at)
    assert "Half of the attention goes to" in said and "the embedding turns by" in said
    assert html(at).count('class="nw-over-t"') == 2
    assert "head 1" in html(at) and "head 2" in html(at) and "head 3" not in html(at)


def test_heads_that_deal_out_alike_and_otherwise_are_told_apart():
    block = blocks(read_card("digits").architecture)[-2]
    even, narrow = torch.ones(4, 4), torch.zeros(4, 4)
    narrow[1, 2] = 16.0
    said = unet_attention.in_heads(block, torch.stack([even, narrow]))
    assert "Head 2 gives half of its attention to 1 place, head 1 to 8" in said
    assert "to 8 places" in unet_attention.in_heads(block, torch.stack([even, even]))


def test_a_lesson_that_holds_the_cuts_leaves_their_buttons_dead():
    at = opened(lock="cut,block", cut="in")
    assert all(skip["held"] for skip in buttons(at, "skips").values())
    assert all(box["held"] for box in buttons(at, "boxes").values())
    assert at.multiselect[0].disabled


@pytest.mark.parametrize("time", ["scale_shift", "add"])
@pytest.mark.parametrize(("kind", "numbers"), [("v", 2), ("eps", 2), ("x0", 0)])
def test_the_formula_is_that_of_the_network(kind, numbers, time):
    shape = with_dialect(read_card("digits").architecture, Dialect(time))
    card = replace(read_card("digits"), prediction=kind, architecture=shape)
    _, shifted, last = unet_formulas.equations(card, 0.36)
    assert ("1 + s_e" in shifted) == (time == "scale_shift")
    assert last.count("0.6") + last.count("0.8") == numbers
    assert ("/ 0.6" in last) == (kind == "eps") and "UNet" in last
