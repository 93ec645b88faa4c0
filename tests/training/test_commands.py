"""The commands of `python -m explainer.training`, as a user types them."""

import shutil
from dataclasses import replace

import pytest
import torch
from PIL import Image

from explainer.networks.checkpoints import load_from
from explainer.networks.conditions import parse_condition
from explainer.training import export
from explainer.training.__main__ import main
from explainer.training.folders import FEWEST
from explainer.training.recipes import RECIPES
from tests.training.own_pictures import pictures
from tests.training.small import SMALL


@pytest.fixture(autouse=True)
def short_walks(monkeypatch):
    """What the grids of samples show is not looked at here."""
    monkeypatch.setattr(export, "GRID_STEPS", 2)


@pytest.fixture
def small_recipe(monkeypatch):
    monkeypatch.setitem(RECIPES, "digits", SMALL)


def test_the_command_writes_checkpoint_card_and_samples(data, tmp_path, small_recipe, capsys):
    arguments = ["digits", "--state", str(tmp_path / "s"), "--out", str(tmp_path / "out")]
    assert main(["train", *arguments, "--data", str(data), "--minutes", "0.03"]) == 0
    assert "min left" in capsys.readouterr().out
    checkpoint = load_from("digits", tmp_path / "out")
    assert checkpoint.card.training["pictures_seen"] > 0
    assert Image.open(tmp_path / "out" / "digits.png").size[0] > 100
    # finished: running it again trains no further and writes the same
    assert main(["train", *arguments, "--data", str(data), "--minutes", "0.03"]) == 0
    assert load_from("digits", tmp_path / "out").card.sha256 == checkpoint.card.sha256
    assert main(["export", *arguments, "--data", str(data)]) == 0


def test_a_new_training_may_begin_with_an_older_ones_weights(data, tmp_path, small_recipe):
    first, second = tmp_path / "first", tmp_path / "second"
    common = ["train", "digits", "--data", str(data), "--minutes", "0.02"]
    main([*common, "--state", str(first), "--out", str(first)])
    begun = load_from("digits", first)
    assert len(list(first.glob("digits-*.png"))) >= 2  # snapshots of how it learned
    again = [*common, "--state", str(second), "--out", str(second), "--start-from", str(first)]
    main([*again, "--peak-lr", "1e-9"])  # too slow to move away
    after = load_from("digits", second)
    for a, b in zip(begun.model.parameters(), after.model.parameters(), strict=True):
        assert torch.allclose(a, b, atol=1e-3)
    seen = begun.card.training["pictures_seen"]
    assert after.card.training["continues"]["pictures_seen"] == seen
    assert after.card.training["pictures_seen"] > seen
    assert after.card.statistics.mean[0] == pytest.approx(-1 + 2 * 4 / 28, abs=0.01)


def test_what_a_command_changed_of_its_recipe_is_on_the_card_of_a_later_export(
    data, tmp_path, small_recipe
):
    arguments = ["digits", "--data", str(data), "--state", str(tmp_path), "--out", str(tmp_path)]
    main(["train", *arguments, "--minutes", "0.01", "--peak-lr", "2e-4", "--batch", "3"])
    (tmp_path / "digits.json").unlink()
    assert main(["export", *arguments]) == 0
    card = load_from("digits", tmp_path).card
    assert card.training["peak_learning_rate"] == 2e-4
    assert card.training["batch"] == 3


def test_a_training_may_begin_as_another_network_whose_words_it_does_not_know(
    data, tmp_path, small_recipe, monkeypatch, capsys
):
    common = ["--data", str(data), "--minutes", "0.01"]
    old, new = tmp_path / "old", tmp_path / "new"
    main(["train", "digits", *common, "--state", str(old), "--out", str(old)])
    begun = load_from("digits", old)
    few = {"0": "zero", "1": "one"}
    fewer = replace(SMALL, name="two", sets=(replace(SMALL.sets[0], words=few),))
    monkeypatch.setitem(RECIPES, "two", fewer)
    again = [*common, "--state", str(new), "--out", str(new), "--start-from", str(old)]
    assert main(["train", "two", *again, "--begin-as", "digits", "--peak-lr", "1e-9"]) == 0
    after = load_from("two", new)
    assert after.card.vocabulary == ("zero", "one")
    assert after.card.training["continues"]["network"] == "digits"
    assert after.card.training["pictures_seen"] == after.card.training["steps"] * fewer.batch
    unets = (c.model.unet.parameters() for c in (begun, after))
    assert all(torch.allclose(a, b, atol=1e-3) for a, b in zip(*unets, strict=True))
    other = replace(fewer, name="wider", network=replace(fewer.network, widths=(16, 32)))
    monkeypatch.setitem(RECIPES, "wider", other)
    assert main(["train", "wider", *again, "--begin-as", "digits"]) == 2
    assert "another shape" in capsys.readouterr().err


def test_missing_data_is_a_sentence(tmp_path, capsys):
    arguments = ["train", "digits", "--data", str(tmp_path), "--minutes", "1"]
    assert main([*arguments, "--state", str(tmp_path)]) == 2
    assert "mnist28" in capsys.readouterr().err
    assert main(["export", "digits", "--state", str(tmp_path), "--data", str(tmp_path)]) == 2


def own_pictures(folder, words=("cat", "Big Dog")):
    """Forty pictures, half of each word; one file that is none."""
    for k, word in enumerate(words):
        (folder / word).mkdir(parents=True)
        for i in range(20):
            colour = (255, 12 * i, 0) if k else (0, 12 * i, 255)
            Image.new("RGB", (40, 30), colour).save(folder / word / f"{i:02}.png")
    first = words[0] if words else ""
    (folder / first).mkdir(parents=True, exist_ok=True)
    (folder / first / "broken.jpg").write_bytes(b"no picture")
    return folder


def test_your_own_pictures_become_a_network(tmp_path, capsys):
    pictures, out = own_pictures(tmp_path / "mine"), tmp_path / "out"
    arguments = ["train", "pets", "--pictures", str(pictures), "--size", "16", "--minutes", "0.02"]
    assert main([*arguments, "--state", str(tmp_path), "--out", str(out)]) == 0
    assert "left out" in capsys.readouterr().out
    card = load_from("pets", out).card
    assert card.vocabulary == ("big-dog", "cat")
    assert card.architecture.size == 16
    assert card.limits
    assert card.statistics is not None


def test_a_flat_folder_makes_a_network_without_words(tmp_path):
    pictures = tmp_path / "holiday"
    pictures.mkdir()
    for i in range(40):
        Image.new("L", (20, 25), 6 * i).save(pictures / f"{i}.JPG", "JPEG")
    arguments = ["train", "holiday", "--pictures", str(pictures), "--size", "16"]
    main([*arguments, "--minutes", "0.01", "--state", str(tmp_path), "--out", str(tmp_path)])
    assert load_from("holiday", tmp_path).card.vocabulary == ()
    assert Image.open(tmp_path / "holiday.png").size == (8 * 18 - 2, 4 * 18 - 2)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["pets", "--data", "x"], "no recipe “pets”"),
        (["digits", "--pictures", "."], "another name"),
        (["../evil", "--pictures", "."], "small letters"),
        (["pets", "--pictures", "nowhere"], "no folder"),
        (["digits"], "--data"),
    ],
)
def test_what_cannot_be_trained_is_a_sentence(arguments, words, tmp_path, capsys):
    assert main(["train", *arguments, "--minutes", "1", "--state", str(tmp_path)]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("n", [0, 1, 3])
def test_too_few_pictures_are_a_sentence_before_anything_is_written(n, tmp_path, capsys):
    pictures(tmp_path / "few", n)
    arguments = ["train", "pets", "--pictures", str(tmp_path / "few"), "--minutes", "1"]
    assert main([*arguments, "--state", str(tmp_path / "s"), "--out", str(tmp_path / "out")]) == 2
    assert f"It takes {FEWEST}" in capsys.readouterr().err
    assert not (tmp_path / "out").exists() and not (tmp_path / "s").exists()


NAMES = ("Apple, red", "cat+dog", "2*3", "a;b", "A\u0308pfel", "0.5", "=x", "R&B", "\udcff")


def test_whatever_folders_are_called_training_comes_to_its_end(tmp_path, capsys):
    for name in NAMES:
        pictures(tmp_path / "mine \udcff" / name, 3)
    (tmp_path / "mine \udcff" / ".git").mkdir()
    arguments = ["train", "names", "--pictures", str(tmp_path / "mine \udcff"), "--size", "16"]
    to = ["--state", str(tmp_path / "s"), "--out", str(tmp_path / "out")]
    assert main([*arguments, "--minutes", "0.01", *to]) == 0
    said = capsys.readouterr().out
    assert said.index("“a;b” is asked for as a-b") < said.index("from step 0")
    vocabulary = load_from("names", tmp_path / "out").card.vocabulary
    assert len(vocabulary) == len(NAMES) and "äpfel" in vocabulary
    for word in vocabulary:
        assert parse_condition(word, vocabulary) == {word: 1}
    # another folder cannot go on from there
    pictures(tmp_path / "mine \udcff" / "further", 3)
    assert main([*arguments, "--minutes", "0.01", *to]) == 2
    assert "“further”" in capsys.readouterr().err


def test_a_state_of_as_many_other_words_is_refused_by_their_names(tmp_path, capsys):
    """And pictures that are all alike are a set, if a dull one."""
    for words in (("cat", "dog"), ("rose", "dog")):
        for word in words:
            pictures(tmp_path / words[0] / "set" / word, 1)
            for i in range(6):
                shutil.copy(
                    tmp_path / words[0] / "set" / word / "img000.png",
                    tmp_path / words[0] / "set" / word / f"{i}.png",
                )
    to = ["--state", str(tmp_path), "--out", str(tmp_path / "out"), "--size", "16"]
    train = ["train", "pets", *to, "--minutes", "0.01", "--pictures"]
    assert main([*train, str(tmp_path / "cat")]) == 0
    assert main([*train, str(tmp_path / "rose")]) == 2
    said = capsys.readouterr().err
    assert "had other words: gone: “cat”; new: “rose”. Give" in said
    assert load_from("pets", tmp_path / "out").card.vocabulary == ("cat", "dog")


def test_an_archive_is_to_be_unpacked(tmp_path, capsys):
    (tmp_path / "pets.zip").write_bytes(b"PK")
    assert main(["train", "pets", "--pictures", str(tmp_path / "pets.zip"), "--minutes", "1"]) == 2
    assert "Unpack it" in capsys.readouterr().err


def test_where_nothing_can_be_written_is_found_out_first(data, tmp_path, small_recipe, capsys):
    (tmp_path / "file").write_text("x")
    arguments = ["train", "digits", "--data", str(data), "--minutes", "1"]
    assert main([*arguments, "--state", str(tmp_path), "--out", str(tmp_path / "file")]) == 2
    assert "Nothing can be written" in capsys.readouterr().err
