import pytest
import torch

from explainer.core.errors import UserError
from explainer.networks.checkpoints import FOLDER, read_card
from explainer.networks.judges import (
    load_judges,
    logits_of,
    new_judges,
    save_judges,
    share_named_right,
)
from explainer.training.data import Pictures
from explainer.training.evaluation.classes import named_as_asked
from explainer.training.evaluation.drawing import BASE, Settings, draw_classes
from explainer.training.evaluation.teaching import seen_anew, teach
from explainer.training.recipes import RECIPES

CLASSES = sorted(n for n, recipe in RECIPES.items() if not recipe.captioned and not recipe.judges)


@pytest.mark.parametrize("which", ["first", "second"])
def test_a_judge_learns_stripes_and_knows_when_it_is_wrong(which):
    labels = torch.arange(600) % 5
    images = torch.zeros(600, 1, 16, 16, dtype=torch.uint8)
    for picture, label in zip(images, labels, strict=True):
        picture[:, :: int(label) + 2] = 255
    bags = torch.nn.functional.one_hot(labels, 5).float()
    judge = getattr(new_judges(1, 16, 5), which)
    teach(judge, Pictures(images, bags, torch.ones(600) / 600), steps=60)
    assert share_named_right(judge, images, labels) > 0.95
    assert share_named_right(judge, images, (labels + 1) % 5) < 0.05


def test_a_large_picture_is_never_seen_twice_the_same():
    generator = torch.Generator().manual_seed(0)
    picture = torch.rand(1, 3, 64, 64, generator=generator)
    seen = seen_anew(picture.expand(6, -1, -1, -1), generator)
    apart = torch.cdist(seen.flatten(1), seen.flatten(1)) + 1e9 * torch.eye(6)
    assert seen.shape == (6, 3, 64, 64)
    assert float(apart.min()) > 1
    # nothing comes from outside the picture: a grey one stays even, only lighter or darker
    grey = seen_anew(torch.zeros(6, 3, 64, 64), generator).flatten(1)
    assert torch.allclose(grey.amin(1), grey.amax(1), atol=1e-6)
    assert float(grey.abs().max()) <= 0.2


def test_a_judge_of_large_pictures_learns_in_any_light():
    labels = torch.arange(90) % 3
    images = torch.full((90, 3, 64, 64), 60, dtype=torch.uint8)
    images[torch.arange(90), labels] = 200
    bags = torch.nn.functional.one_hot(labels, 3).float()
    judge = teach(new_judges(3, 64, 3).second, Pictures(images, bags, torch.ones(90) / 90), 40)
    assert share_named_right(judge, images // 2, labels) > 0.95


def test_judges_come_back_as_they_were_saved(tmp_path):
    judges = new_judges(1, 28, 10)
    save_judges(judges, "digits", tmp_path)
    back = load_judges("digits", tmp_path)
    images = torch.randint(0, 256, (4, 1, 28, 28), dtype=torch.uint8)
    for which in ("first", "second"):
        there, here = (logits_of(getattr(j, which), images) for j in (judges, back))
        assert torch.allclose(there, here, atol=0.01)


def test_judges_that_are_missing_or_of_another_network_are_told(tmp_path):
    with pytest.raises(UserError, match="training judge digits"):
        load_judges("digits", tmp_path)
    save_judges(new_judges(3, 16, 10), "digits", tmp_path)
    with pytest.raises(UserError, match="not for this network"):
        load_judges("digits", tmp_path)


@pytest.mark.parametrize("name", CLASSES)
def test_every_network_with_classes_of_its_own_ships_its_judges(name):
    load_judges(name, FOLDER)


def test_the_card_states_what_is_measured_again():
    """A few pictures of every digit, drawn as the card says: within what so few can tell apart."""
    images, labels = draw_classes(6, Settings("digits", BASE.sampler, BASE.steps, BASE.w))
    measured, stated = (
        named_as_asked(load_judges("digits"), images, labels),
        read_card("digits").metrics["classes"],
    )
    for key, share in measured.items():
        spread = (stated[key] * (1 - stated[key]) / len(images)) ** 0.5
        assert share == pytest.approx(stated[key], abs=4 * spread + 1 / len(images)), key
