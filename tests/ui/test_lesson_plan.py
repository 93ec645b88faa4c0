"""Lesson plans and misconceptions: every step is planned, and every link sets what it says."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from explainer.tours import MISCONCEPTIONS, tour, tours
from explainer.ui.contents import page_at
from explainer.ui.controls import link
from explainer.ui.language import say
from explainer.ui.misconceptions import MEETS, places
from explainer.ui.sections.lesson_plan import printed, rows, standing, step_links, table
from explainer.ui.sections.misconceptions import meeting_link
from explainer.ui.tour_cards import tour_link

TOURS = [pytest.param(each, id=each.name) for each in tours()]
LESSON, DEEPER = tour("lesson"), tour("mathematics")


def sets(address: str) -> dict[str, list[str]]:
    """What a link says of its page, which must be able to follow all of it."""
    parts = urlsplit(address)
    said = parse_qs(parts.query, keep_blank_values=True)
    assert not link.ignored(said)
    assert said.keys() <= {control.key for control in page_at(parts.path.strip("/")).linkable()}
    return said


@pytest.mark.parametrize("tour", TOURS)
def test_the_plan_has_every_step_and_its_clock_runs_to_the_end(tour):
    planned = rows(tour)
    assert len(planned) == len(tour.steps) == table(tour).count("<tr><td")
    assert planned[0].cells[0].startswith("0–")
    assert f"–{tour.minutes} " in planned[-1].cells[0]
    for row, step in zip(planned, tour.steps, strict=True):
        assert all(row.cells[:4])
        assert row.cells[4].count("<p>") == len(step.misconceptions)


@pytest.mark.parametrize("tour", TOURS)
def test_the_link_of_a_step_sets_what_the_step_sets(tour):
    for step, address in zip(tour.steps, step_links(tour), strict=True):
        said = sets(address)
        assert {key: tuple(said[key]) for key in step.sets} == step.sets
        assert page_at(urlsplit(address).path.strip("/")).name == step.page


def test_a_link_keeps_the_network_and_what_was_set_before_on_its_page():
    steps = {step.name: said for step, said in zip(LESSON.steps, standing(LESSON), strict=True)}
    assert steps["own_noise"]["network"] == steps["steps"]["network"] == ("sprites",)
    assert steps["own_noise"]["steps_b"] == steps["steps"]["steps_b"]
    assert "network" not in steps["whole"] and "t" not in steps["from_nothing"]
    deeper = dict(zip((s.name for s in DEEPER.steps), standing(DEEPER), strict=True))
    assert deeper["field"]["network"] == ("photos",), "it names none, and keeps the one in use"


@pytest.mark.parametrize("tour", TOURS)
def test_the_plan_says_what_to_press_in_a_room(tour):
    """The page's question only where the step is about it; and what is pressed is named as it is on the button."""
    for row, step in zip(rows(tour), tour.steps, strict=True):
        asks, blind = "guessed" in step.done.facts, "blind_done" in step.done.facts
        assert (f"“{say('room.ask')}”" in row.cells[2]) is asks
        assert (f"“{say('room.blind_begin')}”" in row.cells[2]) is blind
        assert (f"“{say('room.bring')}”" in row.cells[2]) is not blind


@pytest.mark.parametrize("name", MISCONCEPTIONS)
def test_every_misconception_is_met_by_a_screen_and_in_a_plan(name):
    said = sets(meeting_link(name))
    assert {key: texts[0] for key, texts in said.items() if key != "lang"} == MEETS[name].sets
    assert places(name)


def test_no_screen_meets_what_nobody_believes():
    assert MEETS.keys() == {*MISCONCEPTIONS}


@pytest.mark.parametrize("tour", TOURS)
def test_a_card_gives_away_a_link_that_begins_its_tour(tour):
    said = parse_qs(urlsplit(tour_link(tour)).query)
    assert said["tour"] == [tour.name] and said["step"] == ["1"]
    assert not link.ignored(said)


@pytest.mark.parametrize("tour", TOURS)
def test_a_printed_plan_flows_over_as_many_pages_as_it_needs(tour):
    html = printed(tour, "letter")
    assert html.count("<article") == 1 and "sheet flows" in html
    assert "<script" not in html
