import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from explainer.core.errors import UserError
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import read_card
from explainer.training.evaluation import blind_sheets
from explainer.training.evaluation.blind_sheets import (
    FAMOUS,
    BlindSheet,
    draw_groups,
    nameable,
    pages,
    prompts,
    real_groups,
    write,
)
from explainer.training.evaluation.real import RealPictures
from explainer.training.recipes import SPRITES

QUICK = Settings("digits", "ddim", 1, 2.0)


def test_the_words_are_the_seeds_own_and_all_different():
    first, again, other = (prompts(BlindSheet(QUICK, 8, seed=s)) for s in (1, 1, 2))
    assert first == again != other
    assert len(set(first)) == 8


def test_of_captions_only_famous_names_that_the_network_knows():
    known = nameable(read_card("emoji-latent").vocabulary)
    assert len(known) >= 24
    assert set(known) <= set(FAMOUS)
    assert len(set(FAMOUS)) == len(FAMOUS)


def test_photographs_have_enough_kinds():
    assert len(nameable(read_card("photos").vocabulary)) >= 24


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        (BlindSheet(QUICK, 11), "ask for 1 to 10"),
        (BlindSheet(QUICK, 3, 0), "needs a picture"),
        (BlindSheet(QUICK, 3, add="cat"), "cat"),
    ],
)
def test_what_cannot_be_drawn_is_told(sheet, words):
    with pytest.raises(UserError, match=words):
        prompts(sheet)


def test_no_two_pictures_and_no_two_sheets_share_a_noise(monkeypatch):
    seeds = []

    def draw(prompts, settings, first_seed):
        seeds.append(range(first_seed, first_seed + len(prompts)))
        return torch.zeros(len(prompts), 1, 28, 28)

    monkeypatch.setattr(blind_sheets, "draw_prompts", draw)
    for seed in (0, 1):
        groups = draw_groups(BlindSheet(QUICK, 4, 3, seed), list("0123"))
    assert groups.shape == (4, 3, 1, 28, 28)
    assert not set(seeds[0]) & set(seeds[1])


def test_a_group_is_numbered_and_holds_its_own_pictures():
    groups = torch.arange(1, 9, dtype=torch.uint8)[:, None, None, None, None] * 31
    first, second = map(np.asarray, pages(groups.expand(-1, 3, 3, 64, 64)))
    assert {int(c) for c in np.unique(first) if c % 31 == 0} >= {31 * i for i in range(1, 7)}
    assert {int(c) for c in np.unique(second) if c % 31 == 0} >= {31 * 7, 31 * 8}
    assert (first == 62).all(2).sum() >= 3 * 192 * 192  # enlarged
    assert not (second == 62).all(2).sum() > 100


def test_the_sheet_tells_no_words_and_the_key_all(tmp_path):
    sheet = BlindSheet(QUICK, 7, 2, seed=5)
    *drawn, key = write(sheet, tmp_path / "new")
    words = json.loads(key.read_text())["words"]
    assert list(words.values()) == prompts(sheet)
    assert [file.name for file in drawn] == ["digits-5-1.png", "digits-5-2.png"]
    for page in drawn:
        with Image.open(page) as file:
            assert file.info == {}
            assert file.width > 2 * 168


def test_real_pictures_are_different_ones_of_their_word_and_come_through_the_codec(
    latent_network, sprites
):
    real = RealPictures(latent_network, sprites)
    words = [*dict.fromkeys(SPRITES.sets[0].words.values())]
    sheet = BlindSheet(Settings(latent_network, "ddim", 1, 2.0), len(words), 3, seed=1)
    groups = real_groups(sheet, words, real)
    decoded = real.coded_test()
    for word, group in zip(words, groups, strict=True):
        column = real.recipe.vocabulary.index(word)
        of_word = decoded.images[decoded.bags[:, column] > 0]
        distances = (of_word.int() - group[:, None].int()).abs().amax((2, 3, 4))
        assert (distances.amin(1) <= 1).all(), "rounding may differ by a grey level"
        assert len(set(distances.argmin(1).tolist())) == sheet.each


def test_a_sheet_of_real_pictures_is_called_so_and_needs_enough_of_them(
    latent_network, sprites, tmp_path
):
    real = RealPictures(latent_network, sprites)
    sheet = BlindSheet(Settings(latent_network, "ddim", 1, 2.0), 2, 3, seed=1)
    *_, key = write(sheet, tmp_path / "new", real)
    assert json.loads(key.read_text())["settings"] == "real test pictures"
    assert key.name == f"{latent_network}-1-real-key.json"
    with pytest.raises(UserError, match="ask for as many"):
        real_groups(replace(sheet, each=1000), prompts(sheet), real)
