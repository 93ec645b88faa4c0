"""Did it copy?: what the page says follows from what it shows, at every end of its controls."""

import pytest

from explainer.experiments.copies import Nearest
from explainer.ui.drawing.numbers import number
from explainer.ui.sections import copies_found
from explainer.ui.sections.answers_closer import nearness
from tests.pages.opening import app, errors, html


def opened(**parameters):
    at = app("did_it_copy", **{"t": "400", "w": "1", **parameters})
    assert not at.exception and not errors(at)
    return at


def words(at):
    return " ".join(m.value for m in [*at.markdown, *at.caption])


@pytest.fixture(scope="module")
def page():
    return opened()


def test_each_drawn_picture_has_the_one_most_like_it_with_its_numbers(page):
    (rows,) = [e.proto.body for e in page.get("html") if "nw-row nw-ten" in e.proto.body]
    assert rows.count("<figure") == 20 and rows.count("<figcaption>most like ") == 10
    assert "None of these is a copy" in words(page)
    assert "the one of 600 training pictures" in words(page)
    assert "only a few of those that “digits” has learned from" in words(page)


def test_weights_and_closeness_are_said_as_they_are_shown(page):
    top = next(e.proto.body for e in page.get("html") if "learned by heart" in e.proto.body)
    heart, network = (part.split(" dB")[0] for part in top.split("closeness ")[1:4:2])
    (told,) = [m.value for m in page.markdown if "comes closer" in m.value]
    assert f"{network} dB against {heart} dB" in told


def test_a_planted_copy_is_shown_and_named():
    at = opened(plant="true", under="own")
    assert "Picture 10 is a copy" in words(at) and "its distance is 0.0" in words(at)
    assert "most like the copy" in html(at) and "100\N{NO-BREAK SPACE}%" in words(at)


@pytest.mark.parametrize(
    ("t", "under", "said"),
    [
        ("0", "training", "is sure: 100.0"),
        ("1000", "test", "of them were equally likely"),
        ("400", "training", "gives back the very picture, without any difference"),
    ],
)
def test_the_ends_of_t_and_every_source_have_their_sentences(t, under, said):
    at = opened(t=t, under=under)
    assert said in words(at).replace("\N{NO-BREAK SPACE}", " ")
    assert "∞" not in words(at) and "∞" not in html(at)


def test_a_network_none_of_whose_pictures_ship_says_so():
    at = opened(network="sprites")
    assert "Choose one of these networks: “digits”, “fashion”" in at.info[0].value
    assert not [e for e in at.get("html") if "nw-row nw-ten" in e.proto.body]


def found(*closer, distance=50.0):
    return [Nearest(0, distance, share) for share in closer]


@pytest.mark.parametrize(
    ("shares", "tendency"),
    [((0.9, 0.8, 0.95), "nearer"), ((0.5, 0.4, 0.9), "as_near"), ((0.1, 0.2, 0.9), "farther")],
)
def test_a_guess_is_compared_with_where_drawn_pictures_stand(shares, tendency):
    assert copies_found.tendency(found(*shares)) == tendency
    assert "and so it is here" in nearness(tendency, found(*shares))


def test_before_anything_is_drawn_a_guess_waits():
    assert "Once the pictures are drawn" in nearness("nearer", [])


def test_only_all_of_them_are_all():
    assert copies_found.percent(0.998) == "99" and copies_found.percent(1) == "100"
    assert (
        copies_found.percent(1 / 600) == "<\N{NO-BREAK SPACE}1" and copies_found.percent(0) == "0"
    )


def test_of_a_picture_that_it_knows_the_one_by_heart_is_not_called_ignorant():
    at = opened(t="900", under="training", seed="3")
    assert "knows this picture, but under so much noise others" in words(at)
    assert "helps with new ones" not in words(at)


@pytest.mark.parametrize(
    ("each", "said"),
    [
        (Nearest(0, 0.0, 1.0), "one of the training pictures"),
        (Nearest(0, 40.0, 0.6), "60"),
        (Nearest(0, 120.0, 0.0), "nothing here is like yours"),
    ],
)
def test_the_visitors_picture_is_told_from_a_copy(each, said):
    assert said in copies_found.own_sentence(each)
    assert number(each.distance, 1) in copies_found.own_sentence(each)
