"""Every page, with its defaults, with bad links, in other languages, with other networks."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import torch

from explainer.networks.checkpoints import (
    ModelCard,
    save_checkpoint,
)
from explainer.networks.word_unet import WordUNet
from explainer.ui.code.chains import nothing
from explainer.ui.contents import page_of
from tests.conftest import TINY
from tests.pages.opening import PAGES, ROOT, app, errors, everything, html


@pytest.mark.parametrize("page", PAGES)
def test_every_page_runs_with_its_defaults_and_shows_pictures(page):
    at = app(page)
    assert not at.exception
    assert not errors(at)
    assert not at.warning
    assert "data:image/png;base64," in html(at) or at.get("bidi_component")
    assert at.title[0].value
    assert not re.findall(r"\[\[[a-z0-9_]+\|", everything(at)), "a mark is read as it stands"


@pytest.mark.parametrize("page", [name for name in PAGES if page_of(name).code is not nothing])
def test_code_shown_is_the_code_that_ran(page):
    listings = "\n\n\n".join(c.value for c in app(page).code)
    source = "\n".join(p.read_text() for p in (ROOT / "explainer").rglob("*.py"))
    shown = re.findall(r"^# explainer\.[\w.]+\n(.*)$", listings, re.MULTILINE)
    assert shown and all(first_line in source for first_line in shown)


def test_the_same_settings_show_the_same_picture_on_every_visit():
    assert html(app("remove_noise", t="400")) == html(app("remove_noise", t="400"))


def test_a_damaged_checkpoint_is_a_sentence(monkeypatch):
    from explainer.core.errors import UserError
    from explainer.networks import checkpoints

    def broken(name, folder):
        raise UserError("digits.safetensors is damaged.")

    checkpoints.load_checkpoint.cache_clear()
    monkeypatch.setattr(checkpoints, "load_from", broken)
    at = app("start")
    checkpoints.load_checkpoint.cache_clear()
    assert not at.exception
    assert any("damaged" in e for e in errors(at))


@pytest.fixture
def own_network(tmp_path, monkeypatch) -> str:
    """A network of a visitor's own, without words, in a folder of its own."""
    torch.manual_seed(0)
    model = WordUNet(TINY, 0)
    card = ModelCard("mine", "Mine", TINY, "cosine", 1000, "v", (), [], limits="Knows little.")
    training = {"pictures_seen": 3, "minutes": 0.1}
    save_checkpoint(replace(card, training=training), model.state_dict(), tmp_path)
    monkeypatch.setenv("EXPLAINER_CHECKPOINTS", str(tmp_path))
    return "mine"


@pytest.mark.parametrize("page", PAGES)
def test_a_network_of_ones_own_works_on_every_page(page, own_network):
    at = app(page, network=own_network)
    assert not at.exception
    assert not errors(at)
    assert not at.warning
    in_pixels = page_of(page).networks != "latents"
    assert (own_network in at.selectbox(key="network").options) == in_pixels
    if page == "generate":
        assert any("knows no words" in c.value for c in at.caption)
        assert at.session_state["_generate"][0].film.calls == 4  # nothing to guide


def test_presenting_folds_the_controls_and_offers_the_next_page():
    at = app("generate", present="true")
    assert any(e.label == "Controls" for e in at.expander)
    links = [e.proto.label for e in at.get("page_link")]
    assert "How many steps? →" in links and "← Remove noise" in links


@pytest.mark.parametrize("language", ["de", "zh"])
def test_a_page_speaks_the_language_of_the_link(language):
    at = app("networks", lang=language)
    assert not errors(at)
    assert at.title[0].value not in ("The networks", "")
