"""Files of training pictures, and the parts that share no picture."""

import numpy as np
import pytest

from explainer.training.data import load_pictures
from explainer.training.picture_files import is_validation, read_set, source_of
from explainer.training.recipe import PictureSet
from explainer.training.recipes import DIGITS, SPRITES
from tests.training.files import CAPTIONS, emoji, zipped


def test_validation_is_carved_from_training_and_the_parts_are_disjoint(data):
    parts = {p: load_pictures(data, DIGITS, p) for p in ("train", "validation", "test")}
    assert [len(parts[p]) for p in parts] == [620, 20, 64]


def test_all_styles_of_a_name_are_held_out_together(tmp_path):
    names = [f"thing {chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(200)]
    emoji(tmp_path, "train", [(name, "Things") for name in [*names, *names]])
    spec = CAPTIONS.sets[0]
    parts = {p: read_set(tmp_path, spec, p)[0] for p in ("train", "validation")}
    assert len(parts["train"]) + len(parts["validation"]) == 400 and parts["validation"]
    assert not set(parts["train"]) & set(parts["validation"])


def test_crops_of_one_photograph_stay_together():
    assert source_of("pets-64", "cat/Bengal_9__full.jpg") == source_of(
        "pets-64", "cat/Bengal_9__head.jpg"
    )
    crop = source_of("photo-crops-64", "caltech101/ant_image_0007_0.jpg")
    assert crop == source_of("caltech101-64", "ant/image_0007.jpg")
    share = sum(is_validation(f"picture{i}") for i in range(10_000)) / 10_000
    assert share == pytest.approx(1 / 32, abs=0.01)


def test_crops_take_the_classes_of_what_they_were_cut_from(tmp_path):
    shop = ["apple/Pink-Lady__train_Pink-Lady_001", "milk/Oat__train_Oat_002"]
    crops = ["grocery/train_Pink-Lady_001_0", "grocery/train_Oat_002_0", "pets/Bengal_9_0"]
    zipped(tmp_path / "grocery-64-train.zip", [(f"{name}.jpg", "red") for name in shop])
    zipped(tmp_path / "photo-crops-64-train.zip", [(f"{name}.jpg", "red") for name in crops])
    cut = PictureSet("photo-crops-64", 1.0, cut_from="grocery-64", only=frozenset({"apple"}))
    either = [read_set(tmp_path, cut, part)[0] for part in ("train", "validation")]
    assert [*either[0], *either[1]] == ["apple"]
    assert read_set(tmp_path, cut, "test")[0] == []


def test_a_file_may_say_itself_which_pictures_are_for_testing(tmp_path):
    images = np.zeros((320, 16, 16, 3), np.uint8)
    images[:, :, :, 0] = 255
    labels, is_test = np.arange(320) % 10, np.arange(320) % 5 == 0
    classes = np.array(["hero", "monster", "animal", "food", "weapon"] * 2)
    classes[5:] = ["armor", "potion", "book", "treasure", "tool"]
    np.savez(
        tmp_path / "sprites16.npz", images=images, labels=labels, classes=classes, is_test=is_test
    )
    parts = {p: load_pictures(tmp_path, SPRITES, p) for p in ("train", "validation", "test")}
    assert [len(parts[p]) for p in parts] == [248, 8, 64]
    assert parts["train"].images.shape[1:] == (3, 16, 16)
    assert int(parts["train"].images[:, 0].min()) == 255
    assert "armour" in SPRITES.vocabulary
