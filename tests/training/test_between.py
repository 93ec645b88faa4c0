"""The network between two states of one training."""

from dataclasses import replace

import pytest
import torch
from PIL import Image

from explainer.networks.checkpoints import ModelCard, load_from, read_card, save_checkpoint
from explainer.networks.word_unet import WordUNet
from explainer.training import export
from explainer.training.__main__ import main
from tests.conftest import TINY

CARD = ModelCard("tiny", "Tiny", TINY, "cosine", 1000, "v", ("a", "b"), [])


@pytest.fixture
def both(tmp_path):
    """Folders with a network as it was, all weights 0, and as it became, all weights 1."""
    folders = []
    for value, seen in ((0.0, 100), (1.0, 150)):
        model = WordUNet(TINY, len(CARD.vocabulary))
        weights = {key: torch.full_like(w, value) for key, w in model.state_dict().items()}
        card = replace(CARD, training={"pictures_seen": seen}, metrics={"loss": value})
        save_checkpoint(card, weights, folder := tmp_path / f"{seen}")
        folders.append(str(folder))
    return folders


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_weights_lie_on_the_line_and_the_card_says_so(both, tmp_path, monkeypatch, share):
    monkeypatch.setattr(export, "GRID_STEPS", 1)
    out = tmp_path / "out"
    line = ["between", "tiny", "--of", *both, "--share", str(share), "--out", str(out)]
    assert main(line) == 0
    made = load_from("tiny", out)
    assert all((p == share).all() for p in made.model.parameters())
    assert made.card.training["as_it_was"] == {"share": 1 - share, "pictures_seen": 100}
    assert made.card.training["pictures_seen"] == 150
    assert made.card.metrics == {}, "they were measured of another network"
    assert Image.open(out / "tiny.png").size[0] > 16


def test_there_is_nothing_between_networks_of_other_words(both, tmp_path, capsys):
    other = replace(read_card("tiny", tmp_path / "150"), vocabulary=("b", "a"))
    other.write(tmp_path / "150")
    line = ["between", "tiny", "--of", *both, "--out", str(tmp_path / "out")]
    assert main(line) == 2
    assert "vocabulary" in capsys.readouterr().err
    assert main([*line, "--share", "1.5"]) == 2
