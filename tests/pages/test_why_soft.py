"""Why one step is soft: what the page says follows from what it shows, at every end of its controls."""

import pytest

from explainer.experiments.completions import Fan, Standing, Standings
from explainer.experiments.ideal import hidden, known_pictures
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.drawing.numbers import number
from explainer.ui.sections import why_soft, why_soft_known
from explainer.ui.sections.answers_closer import closest_of_many
from tests.experiments.test_completions import gaussian
from tests.pages.opening import app, errors, html, jpeg, upload


def opened(**parameters):
    at = app("why_soft", **{"completions": "4", "t": "600", **parameters})
    assert not at.exception and not errors(at)
    return at


def words(at):
    return " ".join(m.value for m in [*at.markdown, *at.caption])


@pytest.fixture(scope="module")
def page():
    return opened()


def fan_of(at) -> Fan:
    (run,) = at.session_state["_why_soft"]
    assert len(run.film.end) == 4
    return Fan(run.film.end[0], run.film.end)


def test_every_completion_and_their_mean_are_shown(page):
    (row,) = [e.proto.body for e in page.get("html") if "nw-row nw-film" in e.proto.body][:1]
    assert row.count("<figure") == 4
    assert "mean of the 4 below" in html(page) and "where completions differ" in html(page)


def test_the_numbers_said_are_those_of_the_pictures(page):
    fan = fan_of(page)
    assert f"deviation</a> {number(fan.spread, 1)} grey levels" in html(page)
    assert f"chance alone would leave {number(fan.spread / 2, 1)}" in words(page)
    (table,) = [m.value for m in page.markdown if m.value.startswith("| picture")]
    assert table.count("\n") == 5  # its head, 1, 2 and 4 completions, one call
    (told,) = [m.value for m in page.markdown if m.value.startswith("On average")]
    one = table.split("| one completion | ")[1].split(" |")[0].strip("*")
    assert f"a closeness of {one} dB" in told


@pytest.mark.parametrize("t", ["0", "1000"])
def test_both_ends_of_t_have_their_sentences(t):
    at = opened(t=t, known_t=max(t, "1", key=int), fan_steps="10")
    small = t == "0"
    assert ("completions are the same picture here" in words(at)) == small
    assert ("in a single step, which is what one call says" in words(at)) == small
    assert ("the last, which adds no noise" in words(at)) == small
    assert ("what is shown is t = 1" in words(at)) == small
    assert ("it can only be one of the 600" in words(at)) == small
    assert ("almost nothing is excluded" in words(at)) != small
    assert ("there is nothing to average" in words(at)) == small


def test_the_small_world_says_what_it_found(page):
    (told,) = [m.value for m in page.markdown if m.value.startswith("One draw")]
    found = hidden(known_pictures("digits").training, load_checkpoint("digits").schedule, 850, 7)
    residuals = found.posterior.residuals(4096, 7)
    assert number(residuals[0].found, 1) in told and number(residuals[-1].expected) in told
    assert f"{number(100 * found.posterior.likeliest(1)[0][1], 1)}\N{NO-BREAK SPACE}%" in html(page)


def standing(single, mean, sharp_one=0.9, sharp_mean=0.5, best=None):
    rows = Standing(1, single, sharp_one), Standing(4, mean, sharp_mean), Standing(0, mean, 0.5)
    return Standings(rows, best or single)


@pytest.mark.parametrize(
    ("found", "spread", "said"),
    [
        (standing(17, 20), 20, "the less faithful one"),
        (standing(37, 37.2), 1, "leaves little to make up"),
        (standing(11, 11.3), 25, "what all of them get wrong in the same way weighs more, 69"),
        (standing(17, 15), 20, "some of them happen to come very close"),
        (standing(17, 20, 0.5, 0.5), 20, "just as sharp"),
    ],
)
def test_whether_sharp_is_faithful_is_said_as_it_was_measured(found, spread, said):
    assert said in why_soft.faithful(found, spread, 10)


def test_that_little_is_made_up_is_said_of_completions_alone_that_hardly_differ():
    assert "little to make up" not in why_soft.faithful(standing(11, 11.3), 25, 10)
    uneven = why_soft.faithful(standing(25, 25), 40, 10)  # some very close, some far off
    assert "weighs more" not in uneven and "little to make up" not in uneven


def test_completions_that_are_soft_themselves_are_said_to_be():
    soft, sharp = (standing(11, 11.3, sharpness, 0.1) for sharpness in (0.36, 0.9))
    assert "soft itself" in why_soft.faithful(soft, 25, 10)
    assert "soft itself" not in why_soft.faithful(sharp, 25, 10)
    assert "soft itself" not in why_soft.faithful(soft, 0, 1)


def test_an_even_picture_has_no_sharpness_to_compare():
    at = upload(opened(), jpeg("red"))
    assert not errors(at) and "no fine detail that sharpness could be compared with" in words(at)
    assert "sharpness</a> –" in html(at)


@pytest.mark.parametrize(
    ("guess", "found", "right"),
    [
        ("mean", standing(17, 20), True),
        ("sharp", standing(17, 20), False),
        ("sharp", standing(17, 20, best=22), True),
        ("even", standing(17, 17.2), True),
    ],
)
def test_a_guess_is_compared_with_the_closest_completion(guess, found, right):
    assert ("and so it is here" in closest_of_many(guess, found)) == right


def test_what_chance_leaves_and_what_it_does_not_are_told_apart():
    by_chance = gaussian()
    off = Fan(by_chance.estimate + 0.5, by_chance.completions)
    assert "an average, made without" in why_soft.apart(by_chance, 10)
    assert "The rest is not due to chance" in why_soft.apart(off, 10)
    same = Fan(by_chance.estimate, by_chance.completions[:1].expand(4, -1, -1, -1))
    assert "a single step" in why_soft.apart(same, 1)
    assert "leaves only one possible" in why_soft.apart(same, 2)


@pytest.mark.parametrize(("effective", "text"), [(1.04, "1.0"), (9.96, "10"), (600.0, "600")])
def test_pictures_are_counted_in_tenths_as_long_as_they_count(effective, text):
    assert why_soft_known.as_many(effective) == text


def test_a_network_of_colours_borrows_the_digits():
    at = opened(network="sprites")
    assert "these 600 pictures, a few of the many that “digits”" in words(at)
