"""A link to a network that no longer ships opens the one that took its place."""

import pytest

from explainer.core.errors import UserError
from explainer.networks.checkpoints import available, ships
from explainer.networks.successors import SUCCESSORS, current_name
from explainer.tabs.sent import known_network
from explainer.ui.controls.table import NETWORK


@pytest.mark.parametrize("name", SUCCESSORS)
def test_a_network_that_is_gone_has_a_successor_that_ships(name):
    assert name not in available()
    assert ships(current_name(name))
    assert NETWORK.parse(name) == known_network(name) == SUCCESSORS[name]


def test_all_others_keep_their_names():
    assert [current_name(name) for name in available()] == available()
    assert NETWORK.parse("no such network") is None
    with pytest.raises(UserError):
        known_network("no such network")
