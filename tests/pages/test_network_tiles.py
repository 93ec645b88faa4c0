"""Generate's tiles: what each network draws, one click away."""

from explainer.networks.checkpoints import available
from tests.pages.opening import app, errors, html


def tiles(at):
    keyed = {button.key: button for button in at.button if button.key}
    return {k.removeprefix("_tile_"): b for k, b in keyed.items() if k.startswith("_tile_")}


def test_every_other_network_has_a_tile_and_one_without_samples_too(tiny_latent):
    at = app("generate")
    assert not at.exception and not errors(at)
    assert set(tiles(at)) == {*available()} - {"digits"}
    assert all(f'alt="{name}"' in html(at) for name in available("pixels") if name != "digits")


def test_a_click_takes_the_network(tiny_latent):
    at = app("generate")
    tiles(at)[tiny_latent].click().run()
    assert not at.exception and not errors(at)
    assert at.session_state["network"] == tiny_latent
    assert at.session_state["_generate"][0].settings.network in {"digits", tiny_latent}


def test_a_lesson_that_chose_the_network_shows_none():
    assert not tiles(app("generate", lock="network"))
