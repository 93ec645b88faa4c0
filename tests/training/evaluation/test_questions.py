import numpy as np
import pytest
import torch

from explainer.experiments.settings import Settings
from explainer.training.data import Pictures
from explainer.training.evaluation import questions
from explainer.training.evaluation.captions import Quiz, reduced


def test_real_pictures_are_test_pictures_where_there_are_enough(monkeypatch):
    monkeypatch.setattr(questions, "FEWEST_REAL", 10)
    monkeypatch.setattr(questions, "MOST_REAL", 12)
    images = torch.arange(100, dtype=torch.uint8)[:, None, None, None].expand(-1, 1, 4, 4)
    bags = torch.zeros(100, 2)
    bags[:70, 0], bags[70:80, 1] = 1, 1  # the others have no word
    train = Pictures(images, bags, torch.full((100,), 0.01))
    enough = Pictures(images, bags.flip(1), train.probability)
    chosen, labels, said = questions.real_pictures(train, enough)
    assert said == "20 test pictures"
    assert labels.tolist() == [0] * 10 + [1] * 10
    assert sorted(chosen[:10, 0, 0, 0].tolist()) == list(range(70, 80))  # of the first word
    assert len(set(chosen[:, 0, 0, 0].tolist())) == 20  # none twice
    few = Pictures(images[:75], bags[:75], train.probability[:75])
    assert questions.real_pictures(train, few)[2] == "20 training pictures"


def test_spread_is_within_words():
    seen = np.array([[0.0, 0], [2, 0], [10, 0], [12, 0]])
    assert questions.spread(seen, torch.tensor([0, 0, 1, 1])) == 1
    assert questions.spread(seen, torch.tensor([0, 1, 0, 1])) == 5


@pytest.fixture
def names(monkeypatch):
    """A question of four prompts, each of a picture that no other resembles."""
    pictures = torch.linspace(-1, 1, 4).view(4, 1, 1, 1).expand(4, 3, 32, 32)
    words = {name: {name} for name in "abcd"}
    quiz = Quiz(
        list("abcd"), list("abcd"), [list("abcd")] * 4, list("abcd"), reduced(pictures), words
    )
    monkeypatch.setattr(questions, "new_quiz", lambda real, n: quiz)
    monkeypatch.setattr(questions, "draw_prompts", lambda prompts, settings: pictures)
    test = Pictures(torch.zeros(9, 3, 32, 32, dtype=torch.uint8), torch.zeros(9, 1), torch.zeros(9))
    return questions.TrainingNames(type("Real", (), {"test": test})(), 4)


def test_prompts_are_named_by_the_nearest_training_picture(names):
    drawn = names.draw(Settings())
    assert names.judge(drawn).scores == {"named": 1}
    assert names.judge(drawn.flip(0)).scores == {"named": 0}
    assert names.judge(drawn).seen.features.shape == (4, 3 * 16 * 16)
    assert names.real.features.shape == (9, 3 * 16 * 16)


def test_the_time_of_many_prompts_is_that_of_their_runs(names, monkeypatch):
    monkeypatch.setattr(questions, "expected_seconds", lambda settings: len(settings.seeds))
    assert names.seconds(Settings(steps=50)) == 4
    assert names.seconds(Settings(steps=1000)) == 2 * 3  # at most three at once
