import pytest

from explainer.networks.checkpoints import available, read_card
from explainer.training.export import describe
from explainer.training.loop import new_state
from explainer.training.recipes import PHOTOS, RECIPES
from tests.training.small import CPU


def test_the_recipes_never_train_on_faces_or_characters():
    unused = {"faces", "faces_easy", "garfield", "snoopy", "revolver", "dollar_bill"}
    for spec in PHOTOS.sets:
        if spec.file in ("caltech101-64", "photo-crops-64"):
            assert spec.only is not None or unused <= spec.without
            assert not unused & (spec.only or frozenset())


@pytest.mark.parametrize("name", sorted(set(RECIPES) & set(available())))
def test_a_training_would_write_what_the_card_says_by_hand(name):
    """What a person wrote, not what was measured, comes from the recipe: training anew loses none of it."""
    card, described = read_card(name), describe(RECIPES[name], new_state(RECIPES[name], CPU))
    for field in ("title", "architecture", "prompts", "favourite", "best_for", "limits", "data"):
        assert getattr(described, field) == getattr(card, field), field
