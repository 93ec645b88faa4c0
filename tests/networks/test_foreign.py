"""Shapes on cards, ours and those of others, come back as they were. What they compute, test_bring.py compares."""

import json
from dataclasses import asdict

import pytest

from explainer.networks.config import UNetConfig
from explainer.networks.foreign import (
    OURS,
    Dialect,
    ForeignConfig,
    config_from,
    make_unet,
    with_dialect,
)
from explainer.networks.unet import Downsample, ResidualBlock, TimeEmbedding
from tests.conftest import TINY

FIRST_DDPM = Dialect("add", False, 1, 1e-6, False)


def through_a_card(config: UNetConfig) -> UNetConfig:
    return config_from(json.loads(json.dumps(asdict(config))))


@pytest.mark.parametrize("dialect", [FIRST_DDPM, Dialect("add"), Dialect(eps=1e-6), OURS])
def test_a_shape_survives_its_card(dialect):
    config = with_dialect(TINY, dialect)
    assert through_a_card(config) == config
    assert isinstance(config, ForeignConfig) == (dialect != OURS)


def test_a_card_may_state_our_dialect_or_none():
    raw = json.loads(json.dumps(asdict(TINY)))
    assert "dialect" not in raw
    assert config_from(raw) == config_from({**raw, "dialect": asdict(OURS)}) == TINY


@pytest.mark.parametrize("change", [{"dialect": {"accent": 1}}, {"widths": None}, {"depth": 3}])
def test_a_card_that_states_no_shape_is_refused(change):
    with pytest.raises((TypeError, ValueError, KeyError)):
        config_from({**json.loads(json.dumps(asdict(TINY))), **change})


def test_a_network_of_ours_is_made_of_the_readable_parts_only():
    readable = (ResidualBlock, Downsample, TimeEmbedding)
    for config, foreign in ((TINY, False), (with_dialect(TINY, FIRST_DDPM), True)):
        parts = [type(m) for m in make_unet(config).modules() if isinstance(m, readable)]
        assert all((part not in readable) == foreign for part in parts)
