"""A network of one visit: everything finds it by its name, nothing lists it, and it is gone with the visit, memory and all."""

import gc
import weakref

import pytest
import torch

from explainer.core.errors import UserError
from explainer.core.schedule import make_schedule
from explainer.engines import visiting
from explainer.engines.example import example_inputs
from explainer.engines.loaded import LOADED, OF_VISITS
from explainer.engines.registry import engine_for
from explainer.networks.checkpoints import (
    HELD,
    Checkpoint,
    ModelCard,
    available,
    load_checkpoint,
    read_card,
    ships,
)
from explainer.networks.spaces import PixelSpace
from explainer.networks.word_unet import WordUNet
from explainer.server.routes import health
from tests.conftest import TINY
from tests.documents import ROOT


def made(name):
    """A network of fresh weights."""
    card = ModelCard(name, "Fresh", TINY, "cosine", 1000, "v", ("a", "b"), [])
    space = PixelSpace((TINY.channels, TINY.size, TINY.size))
    model = WordUNet(TINY, 2).eval().requires_grad_(False)
    return Checkpoint(card, model, make_schedule("cosine"), space)


@pytest.fixture
def visits():
    """Networks by visit, taken in one after the other; none is left."""

    def take_in(*names):
        return [visiting.take_in("fresh", made, name) for name in names]

    yield take_in
    visiting.let_go([*OF_VISITS])


def test_whoever_knows_its_name_gets_it_and_no_list_has_it(visits):
    (name,) = visits("one")
    checkpoint = load_checkpoint(name)
    assert read_card(name) is checkpoint.card and not ships(name)
    inputs = example_inputs(TINY, 2)
    torch.testing.assert_close(
        engine_for(name)(*inputs), checkpoint.model.unet(*inputs), atol=1e-4, rtol=1e-4
    )
    assert name not in available()
    assert name not in str(health())


def test_it_is_gone_with_its_visit_and_nothing_keeps_it(visits):
    name, other = visits("one", "another")
    gone = weakref.ref(load_checkpoint(name).model), weakref.ref(engine_for(name))
    visiting.leave("one")
    for ask in (load_checkpoint, read_card, engine_for):
        with pytest.raises(UserError):
            ask(name)
    gc.collect()
    assert [ref() for ref in gone] == [None, None]
    assert load_checkpoint(other).card.name == other


def test_they_are_few_and_the_oldest_makes_room(visits, monkeypatch):
    monkeypatch.setattr(visiting, "MOST", 4)
    monkeypatch.setattr(visiting, "MOST_OF_ONE", 2)
    names = visits("one", "one", "one")
    assert [name in HELD for name in names] == [False, True, True]
    more = visits("two", "three", "four")
    assert [name in HELD for name in (*names, *more)] == [False, False, True, True, True, True]
    assert HELD.keys() == OF_VISITS.keys() <= LOADED.keys()
    assert len({*names, *more}) == 6  # no name comes again


def test_the_documents_say_how_many():
    text = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
    assert f"| {visiting.MOST}, of them {visiting.MOST_OF_ONE} of one visit: the oldest" in text
