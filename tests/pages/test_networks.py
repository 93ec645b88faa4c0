"""The networks: every card is told in full, and what was measured with its error."""

from __future__ import annotations

import pytest

from explainer.networks.checkpoints import (
    available,
    is_latent,
    load_checkpoint,
    read_card,
)
from tests.pages.opening import ROOT, app, html


@pytest.mark.parametrize("network", available())
def test_every_card_is_told_in_full(network):
    at = app("networks", network=network)
    assert not at.exception
    card = read_card(network)
    text = " ".join(m.value for m in at.markdown)
    assert card.title == at.subheader[0].value or card.title in [s.value for s in at.subheader]
    assert len(card.limits) > 40
    assert card.limits in text
    notice = " ".join((ROOT / "NOTICE").read_text().split())
    for source in card.data:
        assert source["name"].split(" 1.")[0].split(" (")[0] in notice, source["name"]
    assert all(f">{word}<" in html(at) for word in card.shown)
    assert all(word in text for word in card.vocabulary if card.prompts)
    assert ("denoising" in card.metrics) != is_latent(network)  # pictures are cleaned in pixels
    assert is_latent(network) or any(
        "One network call" in str(t.value) or "one network call" in str(t.value) for t in at.table
    )
    classes = card.metrics.get("classes", {})
    assert ("Does it repeat" in text) == ("nearest" in classes)
    assert ("A second one" in text) == ("second_on_real_test" in classes)
    assert ("kinds of pictures that its training left out" in text) == ("unseen" in card.metrics)
    assert ("Where it still errs" in text) == ("loss" in card.metrics)


def test_what_more_steps_bring_is_told_with_its_error(monkeypatch):
    row = {
        "sampler": "ddim",
        "steps": [20, 200],
        "n": 9,
        "kid_more": -0.3649,
        "kid_more_error": 0.086,
    }
    measured = {"rows": [row], "protocol": "of nine pictures"}
    monkeypatch.setitem(load_checkpoint("digits").card.metrics, "paired", measured)
    at = app("networks", network="digits")
    text = " ".join(m.value for m in at.markdown)
    assert (
        "20 steps of ddim instead of 200, from the same 9 noises, change KID by −0.365 ± 0.086"
        in text
    )
    assert "of nine pictures" in [c.value for c in at.caption]


def test_how_it_does_as_a_published_project_samples_is_told(monkeypatch):
    card = load_checkpoint("digits").card
    monkeypatch.setitem(card.metrics, "published", card.metrics["classes"])
    told = [m.value for m in app("networks", network="digits").markdown]
    (sentence,) = [text for text in told if "a published project of this kind" in text]
    assert f"FID is {card.metrics['classes']['distances']['fid']:.2f}"[:-1] in sentence


def test_a_network_in_latents_says_what_it_works_on_and_whose_codec_it_needs(tiny_latent):
    at = app("networks", network=tiny_latent, words="a")
    assert not at.exception
    facts = " ".join(str(table.value) for table in at.table)
    assert "16×16, RGB" in facts
    assert "latents of 4×4×4: 12 times fewer numbers" in facts  # 16·16·3 / 4·4·4
    assert "tiny-codec, 0.0 M" in facts
    assert "4×4×4 latents; its codec makes them from 16×16 pixels" in " ".join(
        caption.value for caption in at.sidebar.caption
    )
