"""Sentences about numbers say what the numbers are, at the ends of sliders too, and in each language's way."""

from __future__ import annotations

import re

import pytest

from tests.pages.opening import app, errors, html


def texts(at):
    """Every sentence of a page, as it is read: terms are links to their meanings."""
    said = " ".join(part.value for part in [*at.markdown, *at.caption])
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", said)


def test_at_t_0_nothing_is_said_of_noise_that_is_not_there():
    at = app("add_noise", t="0")
    at.toggle(key="_walk_too").set_value(True).run()
    assert not at.exception and not errors(at)
    assert "This is the clean picture." in texts(at)
    assert "At t = 0 no dose has been added" in texts(at)
    frames = " ".join(e.proto.body for e in at.get("html"))
    assert "deviation" not in frames + texts(at)


def test_at_t_1_the_walk_is_one_small_dose():
    at = app("add_noise", t="1")
    at.toggle(key="_walk_too").set_value(True).run()
    assert "one small dose" in html(at) and "deviation" in html(at)


@pytest.mark.parametrize("schedule", ["cosine", "linear", "sigmoid"])
def test_at_the_end_nothing_is_said_to_be_left(schedule):
    at = app("add_noise", t="1000", schedule=schedule)
    assert "this is noise and nothing else" in texts(at)


def test_walks_with_noise_of_their_own_are_not_said_to_share_a_path():
    link = {"network": "digits", "words": "3", "sampler": "ddpm", "steps_a": "2", "steps_b": "3"}
    shared, own = (app("how_many_steps", shared_path=s, **link) for s in ("true", "false"))
    assert "Both runs take that from one Brownian path" in texts(shared)
    assert "each run draws its own" in texts(own)
    assert "each draws its own on the way" in texts(own)
    assert "Brownian" not in texts(own) and "cut corners" not in texts(own)


def test_german_pages_write_numbers_the_german_way():
    at = app("add_noise", t="430", lang="de", network="photos")
    said = texts(at)
    assert "561.840" in said and re.search(r"\d,\d Millionen", said)
    assert "**0,7" in said or "**0,6" in said
    assert "{,}" in " ".join(formula.value for formula in at.latex)
