"""A link to a network that no longer ships opens the one that took its place."""

import pytest

from explainer.core.errors import UserError
from explainer.networks.checkpoints import SUCCESSORS, available, current_name, ships
from explainer.tabs.functions import known_network
from explainer.ui.controls.table import NETWORK


@pytest.mark.parametrize("name", SUCCESSORS)
def test_a_network_that_is_gone_has_a_successor_that_ships(name):
    assert not ships(name)
    assert ships(current_name(name))
    assert NETWORK.parse(name) == known_network(name) == SUCCESSORS[name]


def test_all_others_keep_their_names():
    assert [current_name(name) for name in available()] == available()
    assert NETWORK.parse("no such network") is None
    with pytest.raises(UserError):
        known_network("no such network")
