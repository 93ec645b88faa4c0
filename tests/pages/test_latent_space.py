"""Latent space: what the page says follows from what it shows, at both ends of every slider."""

import pytest

from explainer.experiments import latent, latent_edits
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.code import hood
from explainer.ui.drawing.numbers import number
from explainer.ui.picture import sample_picture
from tests.pages.opening import app, errors, film, html


@pytest.fixture
def network(tiny_latent, monkeypatch):
    """The tiny network, and beside it one on pixels that knows none of its words."""
    names = {"latents": [tiny_latent], "pixels": ["sprites"]}
    monkeypatch.setattr(latent, "available", names.get)
    return tiny_latent


def opened(network, **parameters):
    at = app("latent_space", network=network, words="a", **parameters)
    assert not at.exception
    assert not errors(at)
    return at


def text(at) -> str:
    return " ".join(m.value for m in at.markdown)


def test_without_a_network_in_latents_the_page_says_what_to_do(monkeypatch):
    for module in (latent, hood):
        monkeypatch.setattr(module, "available", lambda kind: [])
    at = app("latent_space")
    assert not at.exception
    assert "EXPLAINER_CHECKPOINTS" in at.info[0].value
    assert "_latent_space" not in at.session_state  # nothing was run


def test_the_sentences_are_told_from_the_pictures_on_screen(network):
    at = opened(network)
    checkpoint, picture = load_checkpoint(network), sample_picture("tulip")
    there = latent.there_and_back(checkpoint, picture.for_network(checkpoint.picture_shape))
    said = text(at)
    assert "What comes back" in said and f") of {number(there.score.psnr, 1)} [dB]" in said
    closer = "closer than the codec" in said
    assert closer == (there.shrunk.score.psnr > there.score.psnr)
    found = latent_edits.turned(checkpoint, there.latents, 0, (3, 3), 3.0)
    assert f"{found.spread.width}×{found.spread.height} pixels" in said


def test_both_walks_are_run_and_compared(network):
    at = opened(network)
    runs = at.session_state["_latent_space"]
    assert [run.settings.network for run in runs] == [network, "sprites"]
    assert all(run.film.done for run in runs)
    assert len({run.settings.seeds for run in runs}) == 1
    assert "sprites does not know these words" in text(at)
    assert runs[1].settings.words == ""
    assert len(film(at)["tracks"]) >= 2


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"push": "0"}, "Nothing is changed"),
        ({"push": "-4"}, "by −4 standard deviations"),
        ({"push": "4", "row": "8", "column": "8", "channel": "16"}, "by +4 standard deviations"),
        ({"push": "-4", "whole_map": "true"}, "All 16 numbers of map 1"),
        ({"mix": "0"}, "nothing is mixed"),
        ({"mix": "1"}, "nothing is mixed"),
        ({"mix": "0.05"}, "With 5\u00a0% of the second picture"),
        ({"other": "tulip"}, "Both pictures are the same"),
        ({"t": "0"}, "no noise yet"),
        ({"t": "1000"}, "At t = 1000"),
    ],
    ids=str,
)
def test_at_the_ends_of_its_sliders_the_page_still_says_what_is_so(network, setting, said):
    at = opened(network, **setting)
    assert said in text(at)
    assert "data:image/png;base64," in html(at)


def test_the_dare_is_answered_from_what_changed(network):
    at = opened(network)
    at.button(key="_dare_latent_space").click().run()
    assert not at.exception and not errors(at)
    (said,) = [m.value for m in at.markdown if "% of the change" in m.value]
    checkpoint, picture = load_checkpoint(network), sample_picture("tulip")
    there = latent.there_and_back(checkpoint, picture.for_network(checkpoint.picture_shape))
    found = latent_edits.turned(checkpoint, there.latents, 0, None, 4.0)
    shares = latent_edits.parts(found.after - found.before)
    for share in (shares.light, shares.colour, shares.places):
        assert f"{number(100 * share, 0)}\u00a0%" in said
