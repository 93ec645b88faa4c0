"""Links say what decides a screen: whatever the controls are set to, the recipient's are set to the same."""

from __future__ import annotations

import pytest

from explainer.networks.checkpoints import available, read_card
from explainer.ui.contents import PAGES
from explainer.ui.controls import table
from explainer.ui.controls.link import ignored, parse
from explainer.ui.controls.networks import networks
from explainer.ui.links import settings_of
from tests.ui.values import values_of

NETWORK = table.NETWORK.key
EVERY_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def opened(page, link):
    """The values of a page's controls where a link has been followed, by their keys."""
    network = parse(NETWORK, link[NETWORK])
    said = {key: parse(key, texts) for key, texts in link.items()}
    return {control.key: control.unsaid(network) for control in page.linkable()} | said


@EVERY_PAGE
def test_a_link_says_every_value_of_every_control(page):
    for network in networks(page.networks):
        begin = {c.key: c.unsaid(network) for c in page.linkable()} | {NETWORK: network}
        for control in page.linkable():
            for value in values_of(control, network):
                values = begin | {control.key: value}
                link = settings_of(page, values)
                assert opened(page, link) == values, control.key
                assert not ignored(link)


@EVERY_PAGE
def test_a_link_names_its_network_and_else_only_what_does_not_go_without_saying(page):
    for network in networks(page.networks):
        begin = {c.key: c.unsaid(network) for c in page.linkable()} | {NETWORK: network}
        assert settings_of(page, begin) == {NETWORK: [network]}


def test_words_that_the_network_does_not_know_are_not_in_the_link():
    page = next(page for page in PAGES if page.name == "generate")
    for network in available():
        known = read_card(network).vocabulary
        for words in ("xyzzy", "3 xyzzy", *(["rose"] if "rose" not in known else [])):
            assert settings_of(page, {NETWORK: network, "words": words}) == {NETWORK: [network]}


@pytest.mark.parametrize(
    "key",
    [
        "fbclid",
        "gclid",
        "utm_source",
        "UTM_CAMPAIGN",
        "__theme",
        "__sign",
        "_ga",
        "embed",
        "msclkid",
    ],
)
def test_what_others_append_to_a_link_is_of_no_concern(key):
    assert ignored({key: ["anything"]}) == {}


def test_what_somebody_mistyped_is_told():
    assert ignored({"tee": ["5"], "colour": ["red"]}).keys() == {"tee", "colour"}
