"""Redraw: what it says is counted from what it shows, at every end of its slider, from a picture and from a drawing."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from explainer.experiments.redrawing import Remnant, begun
from explainer.media.painted import packed
from explainer.ui.sections import answers, redraw
from explainer.ui.sections.redraw_strip import TAKES
from tests.pages.opening import ROOT, app, errors, film, html, jpeg, upload


def words(at):
    return " ".join(m.value for m in [*at.markdown, *at.caption])


def opened(**parameters):
    at = app("redraw", **{"from_t": "600", **parameters})
    assert not at.exception
    assert not errors(at)
    return at


def board(at):
    boards = [json.loads(e.proto.json) for e in at.get("bidi_component")]
    return next(b for b in boards if "ground" in b)


def test_the_film_begins_in_the_noise_of_the_level_and_ends_at_the_picture():
    at = opened()
    (run,) = at.session_state["_redraw_one"]
    assert (run.film.n, run.film.frames[0].t) == (20, 600)
    assert film(at)["tracks"][0]["symbol"] == "xₜ"
    assert "t = 600" in html(at)


def test_every_level_is_a_button_that_takes_it():
    at = opened()
    takes = [b for b in at.button if (b.key or "").startswith("_level_words_")]
    assert len(takes) == len(TAKES)
    assert "t = 390" in words(at)
    takes[1].click().run()
    assert at.session_state["from_t"] == TAKES[1]
    assert at.session_state["_redraw_one"][0].film.frames[0].t == TAKES[1]


def test_the_rows_are_as_the_page_says():
    at = opened()
    with_words, plain = at.session_state["_redraw"]
    assert (with_words.settings.words, plain.settings.words) == ("3", "")
    pixels = np.concatenate([r.film.result for r in (with_words, plain)])
    assert len(pixels) == 2 * (len(TAKES) - 1)
    assert any(s in words(at) for s in ("the first picture that the classifier", "takes none"))
    assert "Without words, the first level" in words(at) or "Without words, no level" in words(at)


def test_moving_the_level_draws_no_row_anew():
    at = opened()
    before = [run.id for run in at.session_state["_redraw"]]
    at.slider(key="from_t").set_value(300).run()
    assert [run.id for run in at.session_state["_redraw"]] == before


@pytest.mark.parametrize(
    ("t", "sentence"),
    [("0", "no noise"), ("10", "the picture itself"), ("1000", "hardly anything")],
)
def test_the_ends_have_sentences_of_their_own(t, sentence):
    at = opened(from_t=t)
    assert sentence in words(at)
    assert ("_redraw_one" in at.session_state) == (t != "0")


def test_without_words_there_is_one_row():
    at = opened(words="")
    assert len(at.session_state["_redraw"]) == 1
    assert not [b for b in at.button if (b.key or "").startswith("_level_words_")]


def test_a_drawing_is_redrawn_and_stays_for_the_visit():
    at = opened(source="drawing")
    first = at.session_state["_redraw_one"][0].key
    drawn = board(at)
    assert drawn["painted"] != packed(np.zeros((64, 64), np.uint8), "draw")  # one to begin with
    assert [c["name"] for c in drawn["palette"] if c["offered"]] == ["black", "grey", "white"]
    rows = [c.value for c in at.caption if "dB" in c.value]
    cells = np.full((64, 64), 3, np.uint8)
    at.session_state["_painted"] = {"_redraw_board": cells}
    at.run()
    assert at.session_state["_redraw_one"][0].key != first
    assert board(at)["painted"] == packed(cells, "draw")
    assert "one even surface" in words(at)
    # the rows are old, and all of them is: pictures, what they began with, how close they are
    assert "this is still the drawing to begin with" in words(at)
    assert [c.value for c in at.caption if "dB" in c.value] == rows
    at.switch_page(str(ROOT / "pages" / "share.py")).run()
    at.switch_page(str(ROOT / "pages" / "redraw.py")).run()
    assert board(at)["painted"] == packed(cells, "draw")


def test_a_picture_is_painted_over_and_the_picture_below_stays():
    at = opened(source="over")
    before, ground = at.session_state["_redraw_one"][0].key, board(at)["ground"]
    cells = np.zeros((64, 64), np.uint8)
    cells[:20] = 3
    at.session_state["_painted"] = {"_redraw_board_over": cells}
    at.run()
    assert at.session_state["_redraw_one"][0].key != before
    assert board(at)["ground"] == ground
    upload(at, jpeg("red"))
    assert at.selectbox(key="source").value == "over"
    assert board(at)["ground"] != ground and board(at)["painted"] == packed(cells, "draw")


def test_near_t_0_latents_lose_what_their_codec_loses():
    start, end = Remnant(math.inf, 0.0, ""), Remnant(24.5, 0.02, "")
    assert "no more is lost than the codec" in redraw.verdict([start, end], 24.8, "patches")
    for codec in (26, math.inf):  # in pixels it keeps everything
        assert "still like the start" in redraw.verdict([start, end], codec, "patches")


def test_an_upload_takes_the_place_of_the_drawing():
    at = opened()
    assert at.selectbox(key="source").value == "drawing"
    before = at.session_state["_redraw_one"][0].key
    upload(at, jpeg("red"))
    assert not errors(at)
    assert at.selectbox(key="source").value == "picture"
    assert at.session_state["_redraw_one"][0].key != before


def test_the_guess_is_answered_with_what_the_row_says():
    at = opened()
    at.button(key="_guess_redraw").click().run()
    said = [m.value for m in at.markdown]
    (answer,) = [m for m in said if m.startswith("You said t = 500.")]
    found = answer[answer.rindex("With the words,") :]
    assert any(found in m for m in said if m != answer)


def test_a_guess_is_right_between_the_levels_where_the_picture_changes():
    row = [Remnant(40, 0, ""), Remnant(20, 0.2, ""), Remnant(9, 0.9, ""), Remnant(8, 1, "")]
    settings = begun("digits", "", 0, 1.0, 600)
    for guess, verdict in ((390, "takes more"), (400, "fits"), (690, "fits"), (700, "less")):
        assert verdict in answers.lost(guess, settings, [row])
    assert "no level" in answers.lost(500, settings, [row[:2]])


def test_at_w_0_words_are_idle():
    at = opened(w="0")
    assert len(at.session_state["_redraw"]) == 1
    assert "the words count for nothing" in words(at)


def test_the_level_of_another_pages_link_is_the_level_here():
    assert opened(from_t=None, t="300").session_state["from_t"] == 300
    assert opened(from_t="450", t="300").session_state["from_t"] == 450


def test_what_was_painted_in_colour_is_grey_where_the_network_knows_none():
    palette = board(opened(network="digits"))["palette"]
    others = [colour["rgb"] for colour in palette if not colour["offered"]]
    assert others and all(red == green == blue for red, green, blue in others)
    assert len({red for red, _, _ in others}) > 3
