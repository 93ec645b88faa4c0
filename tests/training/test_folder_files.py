"""What in a folder is a picture of which class and part, and what is left out under which name."""

import os

import pytest

from explainer.training.folder_files import LeftOut, picture_files, role_of
from tests.training.own_pictures import APPLE_DOUBLE, pictures


def found(root):
    """How many pictures each class and part has, and what was left out, by the first word that names it."""
    left_out, classes = LeftOut(), {}
    for file in picture_files(root, left_out):
        key = (file.label, file.part) if file.part else file.label
        classes[key] = classes.get(key, 0) + 1
    return classes, "\n".join(left_out.lines())


def test_what_macs_jupyter_git_and_file_managers_leave_is_no_class(tmp_path):
    for name in ("cat", "dog"):
        pictures(tmp_path / name, 3)
    for name in (".ipynb_checkpoints", "cat/.ipynb_checkpoints", ".git", "@eaDir", "__MACOSX/cat"):
        pictures(tmp_path / name, 2)
    (tmp_path / "empty" / "deeper").mkdir(parents=True)
    (tmp_path / "dog" / "._img000.png").write_bytes(APPLE_DOUBLE)
    (tmp_path / ".DS_Store").write_bytes(b"x")
    (tmp_path / "dog" / "notes.TXT").write_text("x")
    (tmp_path / "dog" / "README").write_text("x")
    classes, left = found(tmp_path)
    assert classes == {"cat": 3, "dog": 3}
    for line in (
        *("4 × file in .ipynb_checkpoints/", "2 × file in .git/", "2 × file in @eaDir/"),
        *("2 × file in __MACOSX/", "1 × file “._…”", "1 × hidden file (.DS_Store)"),
        *("1 × file .txt", "1 × file without an ending"),
    ):
        assert line in left
    assert "empty" not in left


def test_links_are_followed_and_loops_are_not(tmp_path):
    pictures(tmp_path / "elsewhere" / "cats" / "2024", 3)
    root = tmp_path / "root"
    root.mkdir()
    for name in ("cat", "tom"):
        (root / name).symlink_to(tmp_path / "elsewhere" / "cats")
    (tmp_path / "elsewhere" / "cats" / "back").symlink_to(root)
    (tmp_path / "elsewhere" / "cats" / "itself").symlink_to("itself")
    (root / "gone.png").symlink_to(tmp_path / "nowhere.png")
    (root / "one.png").symlink_to(tmp_path / "elsewhere" / "cats" / "2024" / "img000.png")
    classes, left = found(root)
    assert classes == {"cat": 3, "tom": 3, "": 1}
    assert "2 × linked folder that leads to what was there already" in left
    assert "3 × link that leads nowhere" in left


def test_folders_that_all_link_to_one_another_come_to_an_end(tmp_path):
    for i in range(9):
        pictures(tmp_path / f"c{i}", 1)
    for i in range(9):
        for k in range(9):
            (tmp_path / f"c{i}" / f"to{k}").symlink_to(tmp_path / f"c{k}")
    classes, _ = found(tmp_path)
    assert set(classes) == {f"c{i}" for i in range(9)}


def test_very_deep_folders_and_what_is_no_file(tmp_path):
    deep = tmp_path / "a"
    for _ in range(600):
        deep = deep / "b"
        deep.mkdir(parents=True)
    os.mkfifo(tmp_path / "a" / "pipe.png")
    pictures(tmp_path / "a", 2)
    classes, left = found(tmp_path)
    assert classes == {"a": 2} and "no file" in left


@pytest.mark.parametrize(
    ("name", "role"),
    [
        *(
            ("train", "train"),
            ("Training", "train"),
            ("training_set", "train"),
            ("train2017", "train"),
        ),
        *(("val", "validation"), ("Validation-Data", "validation"), ("dev", "validation")),
        *(("test", "test"), ("test1", "test"), ("test images", "test"), ("Testing", "test")),
        *(("trainers", None), ("trains", None), ("cat", None), ("contest", None), ("set", None)),
    ],
)
def test_what_folders_above_classes_are_called(name, role):
    assert role_of(name) == role


@pytest.mark.parametrize("wrap", ["", "archive", "archive/pets"])
def test_splits_above_classes(wrap, tmp_path):
    home = tmp_path / wrap
    for name in ("rose", "tulip"):
        pictures(home / "train" / name, 4)
        pictures(home / "Test" / name, 2)
    pictures(home / "valid" / "rose", 1)
    train = {("rose", "train"): 4, ("tulip", "train"): 4}
    rest = {("rose", "test"): 2, ("tulip", "test"): 2, ("rose", "validation"): 1}
    assert found(tmp_path) == (train | rest, "")


def test_an_archive_unpacks_into_a_folder_within_a_folder(tmp_path):
    for name in ("cat", "dog"):
        pictures(tmp_path / "pets" / "PetImages" / name / "2024", 2)
    (tmp_path / "pets" / "Readme.txt").write_text("x")
    (tmp_path / "pets.zip").write_bytes(b"PK")
    classes, left = found(tmp_path)
    assert classes == {"cat": 2, "dog": 2}
    assert "1 × file .zip, which must be unpacked first (pets.zip)" in left
    pictures(tmp_path / "alone" / "cat" / "2024", 2)
    assert found(tmp_path / "alone")[0] == {"cat": 2}


def test_splits_without_classes_and_with_others_beside(tmp_path):
    pictures(tmp_path / "flat" / "train", 3)
    pictures(tmp_path / "flat" / "test", 1)
    assert found(tmp_path / "flat")[0] == {("", "train"): 3, ("", "test"): 1}
    for name in ("training_set/cats", "test_set/cats"):
        pictures(tmp_path / "beside" / name, 2)
    pictures(tmp_path / "beside" / "single_prediction", 2)
    pictures(tmp_path / "beside", 1)
    classes, left = found(tmp_path / "beside")
    assert classes == {("cats", "train"): 2, ("cats", "test"): 2}
    assert "3 × picture beside the folders that part the set" in left


def test_a_class_may_be_called_train(tmp_path):
    for name in ("train", "bus", "test"):
        pictures(tmp_path / "vehicles" / name, 2)
    assert found(tmp_path / "vehicles")[0] == {"train": 2, "bus": 2, "test": 2}
    for name in ("train/steam", "train/electric", "bus/red"):
        pictures(tmp_path / "deeper" / name, 2)
    assert found(tmp_path / "deeper")[0] == {"train": 4, "bus": 2}
    pictures(tmp_path / "only" / "train", 2)
    assert found(tmp_path / "only")[0] == {"train": 2}
