"""Every tour that ships fits the pages: controls, settings, what it points at, tasks and words."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from explainer import strings
from explainer.experiments.ideal import pictures_of
from explainer.networks.checkpoints import available
from explainer.tours import tours
from explainer.tours.conditions import Compared, Fact, Now
from explainer.ui.bridges import BRIDGES
from explainer.ui.contents import page_of
from explainer.ui.controls.networks import networks
from explainer.ui.controls.table import CONTROLS, NETWORK
from explainer.ui.tour_parts import FOLDS, PARTS
from explainer.ui.touring import settings_of

STEPS = [
    pytest.param(tour, i, id=f"{tour.name}-{step.name}")
    for tour in tours()
    for i, step in enumerate(tour.steps)
]
each_step = pytest.mark.parametrize(("tour", "i"), STEPS)
LONGEST = {"says": 290, "task": 120}  # characters: the card is small
QUOTED = re.compile("“([^”]+)”|„([^“]+)“")


def linkable(step):
    return {control.key for control in page_of(step.page).linkable()}


def network_of(tour, i):
    """What is in use at a step: what it names, what one before it named, or what its page begins with."""
    page = page_of(tour.steps[i].page)
    named = [s.sets["network"][0] for s in tour.steps[: i + 1] if "network" in s.sets]
    offered = networks(page.networks)
    return next(n for n in (*reversed(named), page.suggests, offered[0]) if n in offered)


def values_at(tour, i):
    """What the controls say when a step is entered, as far as it or those before it decide that."""
    step, network = tour.steps[i], network_of(tour, i)
    builds_on = i > 0 and tour.steps[i - 1].page == step.page
    before = values_at(tour, i - 1) if builds_on else {}
    return before | settings_of(step, builds_on, network) | {NETWORK.key: network}


@each_step
def test_a_step_sets_what_its_page_has(tour, i):
    step = tour.steps[i]
    assert step.sets.keys() <= linkable(step)
    parsed = {key: CONTROLS[key].parse(*texts) for key, texts in step.sets.items()}
    assert None not in parsed.values()
    assert parsed.get("network", available()[0]) in networks(page_of(step.page).networks)


@each_step
def test_where_copies_are_searched_for_there_is_something_to_search(tour, i):
    if tour.steps[i].page == "did_it_copy":
        assert pictures_of(network_of(tour, i)) is not None


@each_step
def test_a_link_opens_a_step_with_the_network_that_it_has_on_the_way(tour, i):
    step = tour.steps[i]
    offered = networks(page_of(step.page).networks)
    alone = step.sets.get("network", (page_of(step.page).suggests or offered[0],))
    no_network = step.page == "two_dimensions"
    assert no_network or alone == (network_of(tour, i),)


@each_step
def test_a_step_points_at_something_of_its_page(tour, i):
    step = tour.steps[i]
    assert step.highlight in {*linkable(step), *PARTS}
    assert step.answer in {"", *linkable(step), *PARTS}
    if step.highlight == "guess":
        assert step.page in BRIDGES


@each_step
def test_a_task_asks_about_its_page(tour, i):
    step = tour.steps[i]
    for part in step.done.parts:
        if isinstance(part, Fact):
            assert {
                "guessed": step.page in BRIDGES,
                "dared": step.page in BRIDGES,
                "ran": any(p.controls for p in (step.done,)),
                "blind_done": step.page == "how_many_steps",
                "opened": step.highlight in FOLDS,
            }[part.name]
        else:
            assert part.control in linkable(step)


@each_step
def test_no_task_is_done_by_what_its_step_sets(tour, i):
    """Whatever the visitor did at the step before: what a step on the same page compares, it sets itself."""
    step, values = tour.steps[i], values_at(tour, i)
    every = frozenset(step.done.facts) - {"guessed", "dared", "opened", "blind_done"}
    assert not step.done.holds(Now(values, values, every))
    for part in step.done.parts:
        if isinstance(part, Compared) and i and tour.steps[i - 1].page == step.page:
            assert part.control in step.sets


@each_step
def test_no_task_was_done_at_a_step_before(tour, i):
    """A guess is made once: two steps of a tour must not ask for it on one page, nor for the same dare."""
    step = tour.steps[i]
    before = [s for s in tour.steps[:i] if s.page == step.page]
    assert not [s for s in before if s.done.facts & step.done.facts & {"guessed", "dared"}]


def moved_by(tour, i):
    """The controls that a step's task has moved: those that it compares, and what the page's dare sets otherwise."""
    step, values = tour.steps[i], values_at(tour, i)
    compared = {part.control for part in step.done.parts if isinstance(part, Compared)}
    if "dared" not in step.done.facts:
        return compared
    dared = BRIDGES[step.page].dares[0].sets.items()
    return compared | {key for key, text in dared if values.get(key) != CONTROLS[key].parse(text)}


@each_step
def test_no_step_begins_with_what_the_task_before_it_has_moved(tour, i):
    """Else its own sentence speaks of a screen that is another one: of one noise path, and there are two."""
    if i and tour.steps[i - 1].page == tour.steps[i].page:
        assert moved_by(tour, i - 1) <= tour.steps[i].sets.keys()


@each_step
def test_a_blind_test_is_about_runs_that_share_their_noise(tour, i):
    if "blind_done" in tour.steps[i].done.facts:
        assert tour.steps[i].sets["shared_path"] == ("true",)


@each_step
@pytest.mark.parametrize("code", strings.languages())
def test_the_words_are_there_and_are_few(tour, i, code):
    step, table = tour.steps[i], strings.table(code)
    for part, known in (("says", step.said), ("task", step.asked)):
        sentence = table[f"{tour.section}.{step.name}.{part}"]
        wanted = {name for _, name, _, _ in Formatter().parse(sentence) if name}
        assert wanted <= known.keys()
        assert len(sentence) <= LONGEST[part]


@each_step
@pytest.mark.parametrize("code", strings.languages())
def test_what_a_task_quotes_is_on_the_screen(tour, i, code):
    """Labels as they stand there; names in the code, and what a control is set to, as they are written."""
    step, table = tour.steps[i], strings.table(code)
    labels = {strings.say(key, code) for key in table}
    task = table[f"{tour.section}.{step.name}.task"]
    quoted = {one or other for one, other in QUOTED.findall(task)}
    assert {q for q in quoted - labels if not re.fullmatch("[a-z_]+|{[a-z_]+}", q)} == set()
