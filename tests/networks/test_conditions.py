import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from explainer.core.errors import UserError
from explainer.experiments.settings import Settings
from explainer.networks.conditions import (
    MAX_WEIGHT,
    MAX_WORDS,
    Reading,
    UnknownWordError,
    bag_matrix,
    canonical,
    knows,
    parse_condition,
    parse_prompts,
    read_condition,
    read_prompts,
)

VOCABULARY = ("red", "apple", "rose", "t-shirt", "7")
DIGITS = tuple("0123456789")


@pytest.mark.parametrize(
    ("text", "bag"),
    [
        ("", {}),
        ("rose", {"rose": 1}),
        ("Red  apple", {"red": 1, "apple": 1}),
        ("0.6 rose + 0.4 apple", {"rose": 0.6, "apple": 0.4}),
        ("0.6*rose, .5 apple", {"rose": 0.6, "apple": 0.5}),
        ("rose rose", {"rose": 2}),
        ("t-shirt", {"t-shirt": 1}),
        ("7", {"7": 1}),
        ("0.5 7", {"7": 0.5}),
        ("2*7", {"7": 2}),
        # a decimal comma; between words it separates
        ("0,3 rose + 0,2 apple", {"rose": 0.3, "apple": 0.2}),
        ("0,3*rose,0,2*apple", {"rose": 0.3, "apple": 0.2}),
        ("rose,apple", {"rose": 1, "apple": 1}),
        ("2 rose, 3 apple", {"rose": 2, "apple": 3}),
        # wide marks, and Chinese without spaces
        ("0.3 rose＋0.2 apple，red", {"rose": 0.3, "apple": 0.2, "red": 1}),
        ("0．5＊rose、apple。", {"rose": 0.5, "apple": 1}),
        ("0,5玫瑰和苹果", {"rose": 0.5, "apple": 1}),
        ("一朵红玫瑰", {"red": 1, "rose": 1}),
        # other languages, plurals, marks around words
        ("rote Äpfel", {"red": 1, "apple": 1}),
        ("a rose on the apples.", {"rose": 1, "apple": 1}),
        ("“Rose”, 0,5 the apple", {"rose": 1, "apple": 0.5}),
        ("seven", {"7": 1}),
    ],
)
def test_prompts_become_bags(text, bag):
    assert parse_condition(text, VOCABULARY) == bag


@pytest.mark.parametrize(
    ("text", "bag"),
    [
        ("3,8", {"3": 1, "8": 1}),
        ("1,2,3", {"1": 1, "2": 1, "3": 1}),
        ("0,5 3 + 0,5 8", {"3": 0.5, "8": 0.5}),
        ("0.5 3 + 0.5 8", {"3": 0.5, "8": 0.5}),
        ("2*7 + 1", {"7": 2, "1": 1}),
    ],
)
def test_a_comma_between_digits_is_decimal_only_before_a_word(text, bag):
    assert parse_condition(text, DIGITS) == bag


def test_small_words_are_left_out_and_told():
    found = read_condition("a rose on the apple", VOCABULARY)
    assert found == Reading({"rose": 1, "apple": 1}, ("a", "on", "the"))
    # to a network that has learned such a word it means something
    assert read_condition("a rose", ("a", "rose")) == Reading({"a": 1, "rose": 1})


def test_who_would_leave_out_everything_does_not_know_it():
    assert knows(VOCABULARY, "the rose") and knows(VOCABULARY, "")
    assert not knows(VOCABULARY, "the; rose") and not knows(VOCABULARY, "a")


def test_wide_semicolons_separate_prompts():
    assert parse_prompts("rose；apple", 2, VOCABULARY) == [{"rose": 1}, {"apple": 1}]
    assert Settings("photos", words="rose； apple", seeds=(1, 2)).prompts == ["rose", "apple"]


def bags(vocabulary):
    weights = st.floats(0, MAX_WEIGHT, allow_nan=False, width=32)
    return st.dictionaries(st.sampled_from(vocabulary), weights, max_size=MAX_WORDS)


@given(
    st.lists(
        st.one_of(bags(VOCABULARY), bags(VOCABULARY).map(lambda b: dict.fromkeys(b, 1.0))),
        min_size=1,
    )
)
def test_what_links_write_is_read_as_it_was_meant(wanted):
    text = canonical([Reading(bag) for bag in wanted], VOCABULARY)
    if len(text) <= 1000:
        read = read_prompts(text, VOCABULARY)
        assert [reading.bag for reading in read] == wanted
        assert canonical(read, VOCABULARY) == text


@given(bags(DIGITS))
def test_digits_as_well(bag):
    assert parse_condition(canonical([Reading(bag)], DIGITS), DIGITS) == bag


@given(st.text(alphabet="0123456789.,+*; 苹果roseÄaß；，＋", max_size=40))
def test_any_text_is_read_or_refused_with_a_sentence(text):
    for vocabulary in (VOCABULARY, DIGITS):
        if knows(vocabulary, text):
            read = read_prompts(text, vocabulary)
            assert read_prompts(canonical(read, vocabulary), vocabulary)


def test_a_word_that_is_not_known_comes_with_the_nearest():
    with pytest.raises(UnknownWordError, match="Nearest to it: apple") as caught:
        parse_condition("rose + Birne", VOCABULARY)
    assert (caught.value.word, caught.value.near) == ("birne", ("apple",))


@pytest.mark.parametrize(
    "text", ["tulip", "0.5", "rose 0.5", "9 rose", "1e3 rose", "-1 rose", "nan rose"]
)
def test_bad_prompts_get_a_sentence(text):
    with pytest.raises(UserError):
        parse_condition(text, VOCABULARY)


def test_an_unknown_word_among_many_gets_its_likes_instead_of_the_whole_list():
    vocabulary = [f"word{i}" for i in range(200)] + ["flower", "flow"]
    with pytest.raises(UserError, match="Nearest to it: flower, flow") as caught:
        parse_condition("flowr", vocabulary)
    assert len(str(caught.value)) < 200
    with pytest.raises(UserError, match="none is like it"):
        parse_condition("qqqqqqqq", vocabulary)


def test_bags_become_rows():
    rows = bag_matrix([{"rose": 0.5}, {}], VOCABULARY)
    assert torch.equal(rows, torch.tensor([[0, 0, 0.5, 0, 0], [0, 0, 0, 0, 0]]))


def test_prompts_take_turns():
    assert parse_prompts("rose; apple", 3, VOCABULARY) == [{"rose": 1}, {"apple": 1}, {"rose": 1}]
    assert parse_prompts("", 2, VOCABULARY) == [{}, {}]
    with pytest.raises(UserError):
        parse_prompts("rose; tulip", 1, VOCABULARY)
