"""A UNet's blocks are told from its shape alone: nothing is left out, and every skip is taken once."""

import pytest

from explainer.networks.activations import activations
from explainer.networks.blocks import blocks, is_name, skips
from explainer.networks.checkpoints import available, read_card
from explainer.networks.foreign import Dialect, make_unet, with_dialect
from tests.conftest import TINY
from tests.networks.test_inside import DEEP

SHAPES = {"tiny": TINY, "deep": DEEP, "foreign": with_dialect(TINY, Dialect("add", False, 1))}
SHAPES |= {name: read_card(name).architecture for name in available()}


@pytest.mark.parametrize("config", SHAPES.values(), ids=SHAPES)
def test_every_module_belongs_to_one_block_or_to_the_time(config):
    unet = make_unet(config)
    named = [name for block in blocks(config) for name in block.modules]
    assert len(named) == len({*named})
    parts = [unet.get_submodule(name) for name in (*named, "time_embedding")]
    owned = [id(p) for part in parts for p in part.parameters()]
    assert sorted(owned) == sorted(id(p) for p in unet.parameters())


@pytest.mark.parametrize("config", SHAPES.values(), ids=SHAPES)
def test_blocks_are_named_and_sized_as_their_activations(config):
    found = {block.name: (block.channels, block.size) for block in blocks(config)}
    features = {a.name: (a.channels, a.size) for a in activations(config) if not a.attends}
    assert found == {**features, "out": (config.channels, config.size)}
    assert all(is_name(name) for name in found)
    assert {f"{b.name}.attention" for b in blocks(config) if b.attends} == {
        a.name for a in activations(config) if a.attends
    }


@pytest.mark.parametrize("config", SHAPES.values(), ids=SHAPES)
def test_a_skip_goes_across_at_its_own_size_and_is_taken_once(config):
    by_name = {block.name: block for block in blocks(config)}
    taken = [block for block in by_name.values() if block.skip]
    assert sorted(block.skip for block in taken) == sorted(skips(config))
    for block in taken:
        before, skip = by_name[block.before], by_name[block.skip]
        assert skip.size == before.size == block.size and skip.stage == block.stage
        unet = make_unet(config)
        given = unet.get_submodule(block.modules[0]).conv1.in_channels
        assert given == before.channels + skip.channels


@pytest.mark.parametrize("text", ["", "down", "down.0", "up.1.half", "in.0", "down.0.0.attention"])
def test_what_no_unet_has_is_no_name(text):
    assert not is_name(text)
