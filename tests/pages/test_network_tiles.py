"""What each network draws, as tiles above the words of Generate and How many steps?, one click away."""

import pytest

from explainer.experiments.settings import FOR_GENERATING
from explainer.networks.checkpoints import available
from tests.pages.opening import app, errors, html

PAGES = ("generate", "how_many_steps")


def tiles(at):
    keyed = {button.key: button for button in at.button if button.key}
    return {k.removeprefix("_tile_"): b for k, b in keyed.items() if k.startswith("_tile_")}


@pytest.mark.parametrize("page", PAGES)
def test_every_network_has_a_tile_and_one_without_samples_too(page, tiny_latent):
    at = app(page)
    assert not at.exception and not errors(at)
    assert set(tiles(at)) == {*available()}
    assert next(iter(tiles(at))) == FOR_GENERATING  # in sight on a phone
    assert all(f'alt="Pictures by {name}"' in html(at) for name in available("pixels"))


def test_a_click_takes_the_network(tiny_latent):
    at = app("generate")
    tiles(at)[tiny_latent].click().run()
    assert not at.exception and not errors(at)
    assert at.session_state["network"] == tiny_latent
    assert at.session_state["_generate"][0].settings.network in {"digits", tiny_latent}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("held", [{"lock": "network"}, {"present": "true"}])
def test_a_lesson_that_chose_the_network_and_a_class_see_none(page, held):
    assert not tiles(app(page, **held))
