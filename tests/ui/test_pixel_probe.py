"""The table of the pixel probe says what the film shows, and adds up."""

from __future__ import annotations

import re
from functools import partial

import pytest

from explainer.experiments.probe import Sum, Term, law_of, update
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.experiments.views import new_film
from explainer.ui.sections.pixel_probe import table


@pytest.fixture(scope="module")
def read():
    settings = Settings("sprites", "ddim", 4, w=2.0, words="hero", seeds=(3,))
    film = new_film(settings)
    for step in generate(settings):
        film.add(step)
    return film, update(law_of(settings), partial(generate, settings), 2)


def rows(text: str) -> list[list[str]]:
    return [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in text.splitlines()]


def test_the_levels_are_those_of_this_frame_and_the_next(read):
    film, found = read
    _, _, now, *_, after = rows(table(found, found.at(0, 0.4, 0.6), ["r", "g", "b"]))
    for frame, cells in ((film.frames[1], now), (film.frames[2], after)):
        assert [int(cell) for cell in cells[2:]] == frame.x_t[0, 9, 6].tolist()


def test_the_products_on_screen_add_up_to_the_sum_on_screen(read):
    _, found = read
    lines = rows(table(found, found.at(0, 0.4, 0.6), ["r", "g", "b"]))
    terms, total = [line for line in lines if "×" in line[-1]], lines[-2]
    assert len(terms) == 2  # DDIM's
    for c in (2, 3, 4):
        products = [float(re.sub("−", "-", line[c].split("**")[-1].strip("* "))) for line in terms]
        assert sum(products) == pytest.approx(float(total[c].replace("−", "-")), abs=3e-6)


def test_what_a_page_put_there_has_a_line_of_its_own_name(read):
    _, found = read
    put = Sum(0.0, (Term("x0", 0.5, 0.5),), 1.0)
    assert "put there afterwards" in table(found, [put], ["r"])
    rounded = Sum(0.0, (Term("x0", 0.5, 0.5),), 0.25 + 2e-8)
    assert "2·10⁻⁸" in table(found, [rounded], ["r"])


def test_of_a_film_that_is_shown_otherwise_no_level_on_the_screen_is_claimed(read):
    _, found = read
    sums = found.at(0, 0.4, 0.6)
    assert "on the screen" in table(found, sums, ["r", "g", "b"])
    assert "on the screen" not in table(found, sums, ["r", "g", "b"], on_screen=False)
