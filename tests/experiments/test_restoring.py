"""Restoring: what is known is kept, to 1e-3 and better, whatever the damage and the network."""

from __future__ import annotations

import pytest
import torch

from explainer.core.errors import UserError
from explainer.core.metrics import psnr
from explainer.core.operators import BlockMean
from explainer.core.samplers import last
from explainer.experiments.restoring import (
    GREY_LEVELS,
    KINDS,
    Damage,
    Damaged,
    classical,
    fitting,
    hidden,
    restored,
    spread,
)
from explainer.experiments.settings import Settings
from explainer.media.pictures import reduce
from explainer.networks.checkpoints import load_checkpoint
from explainer.samples import sample_pixels

pytestmark = pytest.mark.slow

DAMAGES = [
    *(Damage("pixels", factor) for factor in (2, 4, 8)),
    *(Damage("blocks", 0.5, seed) for seed in (0, 1)),
    *(Damage("blur", 1.5), Damage("blur", 4.0), Damage("colour", 0)),
    *(Damage("waves", 1), Damage("waves", 3)),
]


def damaged(damage: Damage, network: str = "sprites") -> Damaged:
    checkpoint = load_checkpoint(network)
    channels, size, _ = checkpoint.shape
    return Damaged(checkpoint, reduce(sample_pixels("tulip"), size, channels), damage)


def end(given: Damaged, keeping: bool = True, seeds=(3,), sampler: str = "ddpm") -> torch.Tensor:
    settings = Settings(given.checkpoint.card.name, sampler, 4, seeds=seeds)
    return last(restored(given, settings, keeping)).x_next


@pytest.mark.parametrize("network", ["digits", "sprites"])
@pytest.mark.parametrize("damage", DAMAGES, ids=str)
def test_the_result_damaged_once_more_is_what_was_left(damage, network):
    given = damaged(damage, network)
    assert given.off(end(given)) / GREY_LEVELS < 1e-3


@pytest.mark.parametrize("sampler", ["ddim", "heun", "dpmpp_2m"])
def test_so_it_is_with_every_sampler(sampler):
    given = damaged(Damage("pixels", 4))
    assert given.off(end(given, sampler=sampler)) / GREY_LEVELS < 1e-3


def test_the_block_means_of_the_result_are_the_pixels_that_were_left():
    given = damaged(Damage("pixels", 4))
    assert given.y.shape == (1, 3, 4, 4)
    assert torch.allclose(BlockMean(4)(end(given)), given.y, atol=1e-3)


@pytest.mark.parametrize(
    "damage", [Damage("blocks", 0.0), Damage("blur", 0.0), Damage("waves", 99)]
)
def test_without_any_damage_the_picture_comes_back(damage):
    given = damaged(damage)
    assert torch.allclose(end(given)[0], given.x0, atol=1e-4)


@pytest.mark.parametrize("network", ["digits", "sprites"])
def test_whether_anything_is_lost_is_up_to_the_damage_and_not_to_the_picture(network):
    flat = torch.zeros(load_checkpoint(network).shape)
    for damage in DAMAGES:
        given = Damaged(load_checkpoint(network), flat, damage)
        assert given.loses_nothing == (damage.kind == "colour" and network == "digits")
        assert not given.has_detail
    nothing = (
        Damage("blocks", 0.0),
        Damage("blocks", 0.001),
        Damage("blur", 0.0),
        Damage("blur", 0.5),
    )
    assert all(damaged(damage, network).loses_nothing for damage in nothing)
    assert damaged(Damage(), network).has_detail


def test_what_rounding_leaves_is_no_distance():
    given = damaged(Damage("blur", 0.5))
    assert given.restoration(given.smallest[0]).score.psnr == float("inf")


@pytest.mark.parametrize("network", ["digits", "sprites"])
def test_as_much_is_missing_as_was_asked_for(network):
    given = damaged(Damage("blocks", 0.25), network)
    assert float(hidden(given).float().mean()) == pytest.approx(0.25, abs=0.01)


def test_a_network_that_is_not_held_contradicts_what_is_known():
    given = damaged(Damage("pixels", 2))
    assert given.off(end(given, keeping=False)) > 5  # grey levels


def test_each_picture_is_its_seeds_own_whatever_else_is_made_with_it():
    given = damaged(Damage("blocks", 0.5))
    both = end(given, seeds=(3, 4))
    assert torch.allclose(both[:1], end(given, seeds=(3,)), atol=1e-4)
    assert not torch.allclose(both[0], both[1], atol=0.05)


def test_pictures_differ_only_where_something_is_missing():
    given = damaged(Damage("blocks", 0.5))
    differ, gone = spread(end(given, seeds=(3, 4, 5))).mean(0), hidden(given)
    assert 0.4 < float(gone.float().mean()) < 0.6
    assert float(differ[~gone].max()) < 0.01 < float(differ[gone].mean())
    assert not hidden(damaged(Damage("pixels", 4))).any()


@pytest.mark.parametrize(
    ("kind", "ways"),
    [
        ("pixels", ["left", "bicubic", "lanczos"]),
        ("blocks", ["left", "biharmonic"]),
        ("blur", ["left", "inverse"]),
        ("colour", ["left"]),
        ("waves", ["left"]),
    ],
)
def test_every_damage_has_its_classical_ways(kind, ways):
    given = damaged(Damage(kind, 0.5 if kind == "blocks" else 2))
    found = classical(given)
    assert list(found) == ways
    for way in found.values():
        assert way.pixels.shape == (16, 16, 3)
        assert way.score.psnr > 8
    if "inverse" in found:  # what A⁺ brings back is known, so that it is closer
        assert found["inverse"].score.psnr > found["left"].score.psnr
        assert found["inverse"].off < 0.1 < found["left"].off


def test_the_score_is_that_of_the_picture():
    given = damaged(Damage("pixels", 4))
    x = end(given)[0]
    assert given.restoration(x).score.psnr == psnr(x, given.x0)


def test_blocks_fit_every_size():
    assert [fitting(28, n) for n in (2, 4, 8)] == [2, 4, 7]
    assert [fitting(64, n) for n in (2, 4, 8)] == [2, 4, 8]
    assert fitting(7, 4) == 1 and fitting(16, 99) == 16


def test_an_unknown_damage_is_refused_with_the_known_ones():
    with pytest.raises(UserError, match="pixels"):
        Damage("rust")
    assert {damage.kind for damage in DAMAGES} == set(KINDS)
