import pytest
import torch

from explainer.core.errors import UserError
from explainer.networks.conditions import bag_matrix, parse_condition, parse_prompts

VOCABULARY = ("red", "apple", "rose", "t-shirt", "7")


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
    ],
)
def test_prompts_become_bags(text, bag):
    assert parse_condition(text, VOCABULARY) == bag


@pytest.mark.parametrize(
    "text", ["tulip", "0.5", "rose 0.5", "9 rose", "1e3 rose", "-1 rose", "nan rose"]
)
def test_bad_prompts_get_a_sentence(text):
    with pytest.raises(UserError):
        parse_condition(text, VOCABULARY)


def test_an_unknown_word_among_many_gets_its_likes_instead_of_the_whole_list():
    vocabulary = [f"word{i}" for i in range(200)] + ["flower", "flow"]
    with pytest.raises(UserError, match="knows 202 words, among them flower, flow") as caught:
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
