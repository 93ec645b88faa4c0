"""Spectral lens: what it says is counted from what it shows, at every end of its slider."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import torch

from explainer.experiments.spectral import Beside, Order, edge
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.picture import sample_picture
from explainer.ui.sections import spectral_lens, spectral_order
from tests.pages.opening import app, errors, film, jpeg, upload


def words(at):
    return " ".join(m.value for m in [*at.markdown, *at.caption])


def opened(**parameters):
    at = app("spectral_lens", **parameters)
    assert not at.exception and not errors(at)
    return at


def lens(at):
    parts = [json.loads(e.proto.json) for e in at.get("bidi_component")]
    return next(p for p in parts if "spectra" in p)


@pytest.fixture(scope="module")
def page():
    return opened(t="420")


def test_the_numbers_are_those_of_the_picture(page):
    digits = load_checkpoint("digits")
    picture = sample_picture(page.session_state["sample"])
    own = spectral_lens.lens_of(digits, picture, 7, 420)
    share = 100 * own.spectra.share(own.kept)
    assert f"{share:.1f}" in words(page)
    assert f"up to {edge(own.kept) - 1} times" in words(page)
    assert f"{own.found.guess:.1f} dB" in words(page)


def test_the_browser_is_given_what_any_t_needs(page):
    given = lens(page)
    rings = len(given["spectra"]["picture"])
    assert len(given["spectra"]["noise"]) == len(given["spectra"]["cross"]) == rings
    assert sum(given["sizes"]) == given["size"] ** 2
    levels = [guess["t"] for guess in given["guesses"]]
    assert 420 in levels and levels == sorted(levels)
    assert all(len(guess["power"]) == rings for guess in given["guesses"])
    assert len(given["alpha_bar"][given["schedule"]]) == 1001


def test_the_order_is_that_of_the_film_on_screen(page):
    (run,) = page.session_state["_spectral_lens"]
    assert len(film(page)["tracks"]) == 2 and run.film.done
    assert "agrees with the end from t =" in words(page)


@pytest.mark.parametrize(
    ("t", "sentence"), [("0", "no noise"), ("1", "every wave"), ("1000", "average colour")]
)
def test_the_ends_have_sentences_of_their_own(t, sentence):
    assert sentence in words(opened(t=t))


def test_an_even_picture_has_no_waves():
    at = upload(opened(t="300"), jpeg("red"))
    assert not errors(at) and "one even shade" in words(at)


def test_moving_t_makes_no_run_anew():
    at = opened(t="300")
    before = [run.id for run in at.session_state["_spectral_lens"]]
    at.slider(key="t").set_value(700).run()
    assert [run.id for run in at.session_state["_spectral_lens"]] == before
    assert "At t = 700" in words(at)


def test_the_guess_is_answered_with_the_share_on_screen(page):
    page.button(key="_guess_spectral_lens").click().run()
    (answer,) = [m.value for m in page.markdown if m.value.startswith("You said 50")]
    share = re.search(r"it is fewer: ([\d.]+)", answer)[1]
    assert f"**{share}" in words(page)


def lens_with(power, alpha_bar=0.5):
    """A lens over rings of these powers, at a t of this ᾱ."""
    digits = load_checkpoint("digits")
    own = spectral_lens.lens_of(digits, sample_picture("tulip"), 7, 500)
    spectra = own.spectra
    level = (1 - own.alpha_bar) / own.alpha_bar
    new = torch.full_like(spectra.picture, level / 2)
    new[: len(power)] = torch.tensor(power, dtype=new.dtype) * level
    changed = type(spectra)(new, spectra.noise, spectra.cross, spectra.sizes)
    return spectral_lens.Lens(digits, own.x0, own.eps, changed, own.guesses, 500)


def test_finer_waves_that_stand_alone_are_said_to():
    assert "finer ring" not in spectral_lens.standing(lens_with([1, 2, 2]))
    assert "1 finer ring of waves also stand" in spectral_lens.standing(lens_with([1, 2, 0.1, 3]))
    only = spectral_lens.standing(lens_with([1, 0.1, 0.1, 3, 4]))
    assert "broadest waves of this picture are covered; 2 finer rings of waves still stand" in only


def order_with(settled):
    """An order in which the bands settle at these frames of t = 900, 600, 300."""
    agreement = np.array([[1.0 if i >= at else 0.2 for i in range(3)] for at in settled])
    n = len(settled)
    ranges = [(k + 1, k + 2) for k in range(n)]
    return Order(32, [900, 600, 300], ranges, agreement, agreement, np.full(n, 1.0))


def test_what_is_said_of_the_order_is_so():
    schedule = load_checkpoint("digits").schedule
    (bare,) = {order_with([0]).surfaces(0, schedule.alpha_bar)}
    assert 490 < bare < 510  # power 1: where signal and noise are equally strong
    said = spectral_order.sentences(order_with([0, 0, 1]), schedule)
    assert "from t = 900 on, the band “3” from t = 600 on" in said
    assert "without an exception" in said and "does not wait" in said and "3 of 3 bands" in said
    mixed = spectral_order.sentences(order_with([1, 0, 2, 1, 2]), schedule)
    assert "2 bands are earlier than a broader one" in mixed
    late = spectral_order.sentences(order_with([2, 2, 3]), schedule)
    assert "after the last frame here, t = 300" in late and "after the noise has sunk" in late


def test_an_order_that_is_none_is_not_called_coarse_first():
    schedule = load_checkpoint("digits").schedule
    at_once = spectral_order.sentences(order_with([1, 1, 1]), schedule)
    assert "at the same time" in at_once and "Coarse first" not in at_once
    turned = spectral_order.sentences(order_with([2, 1, 0]), schedule)
    assert "Not coarse first" in turned and "2 of 3 bands" in turned


def test_early_and_late_bands_do_not_cancel_each_other():
    """300 too early and 200 too late are not 50 apart on average."""
    schedule = load_checkpoint("digits").schedule
    said = spectral_order.sentences(order_with([0, 2]), schedule)
    assert "comes about when" not in said and "1 of 2 bands agrees" in said


def test_what_agrees_from_the_first_call_on_was_not_seen():
    schedule = load_checkpoint("digits").schedule
    for words, reason in (("3", "decided by the word"), ("", "what all pictures of this network")):
        said = spectral_order.sentences(order_with([0, 0, 1]), schedule, words)
        assert "t = 900, 2 bands agree already" in said and reason in said
    assert "already" not in spectral_order.sentences(order_with([1, 1, 2]), schedule, "3")


@pytest.mark.parametrize(
    ("found", "key"),
    [
        (Beside(20.0, 21.0, 0.0, 0.0), ""),
        (Beside(20.0, 21.0, 0.01, 0.5), "added_little"),  # a soft copy
        (Beside(20.0, 12.0, 0.01, 0.5), "added_nothing"),
        (Beside(11.4, 10.2, 0.007, -0.08, stands=False), "added_nothing"),  # photos, t = 1000
        (Beside(12.4, 7.5, 0.71, 0.16, stands=False), "added_wrong"),  # digits, t = 900
        (Beside(16.2, 8.6, 1.28, 0.04), "added_wrong"),
        (Beside(11.4, 12.7, 0.17, 0.55, stands=False), "added_unseen"),  # photos, t = 900
        (Beside(20.0, 21.0, 0.4, 0.5), "added"),
        (Beside(20.0, 21.0, 2.0, 0.5), "added_more"),
    ],
)
def test_where_a_guess_has_its_detail_from_is_told_by_what_it_is(found, key):
    assert spectral_lens.added_key(found) == key
    assert ("concludes" in spectral_lens.guessed(found)) == (key == "added")


def test_what_is_asked_for_is_not_told_before(page):
    """The share of waves stands under a picture once it was guessed."""
    at = opened(t="420")
    assert "{share}" not in lens(at)["words"]["kept_share"]
    at.button(key="_guess_spectral_lens").click().run()
    assert "{share}" in lens(at)["words"]["kept_share"]


@pytest.mark.parametrize(
    ("added", "said"), [(0.0, ""), (0.01, "only 1"), (0.4, "concludes"), (2.0, "even more power")]
)
def test_what_a_guess_has_under_the_noise_is_told_by_how_much_it_is(added, said):
    told = spectral_lens.guessed(Beside(20.0, 21.0, added, 0.5))
    assert said in told and ("1.0 dB more" in told)
    assert ("under the noise" in told or "has covered" in told) == (added > 0)
