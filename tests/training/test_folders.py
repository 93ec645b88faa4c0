"""Folders as training sets: decoded before they are parted, told in full, and refused while nothing is lost."""

import numpy as np
import pytest
from PIL import Image

from explainer.core.errors import UserError
from explainer.training.folders import FEWEST, read_folder
from tests.security.corpus.pictures import HEIC
from tests.training.own_pictures import APPLE_DOUBLE, pictures


def parts(folder):
    return [len(folder.part(part)[0]) for part in ("train", "validation", "test")]


def told(folder):
    return "\n".join(folder.report())


@pytest.mark.parametrize("n", [FEWEST, 30, 31, 32, 33, 64, 65])
def test_pictures_are_kept_back_after_decoding(n, tmp_path):
    """A file that comes first and is no picture takes nobody's place."""
    pictures(tmp_path, n)
    (tmp_path / "._img000.png").write_bytes(APPLE_DOUBLE)
    (tmp_path / "aaa.png").write_bytes(b"no picture")
    kept = -(-n // 32)
    folder = read_folder(tmp_path, 16)
    assert parts(folder) == [n - kept, kept, kept]
    train, validation = (folder.part(part)[1] for part in ("train", "validation"))
    assert not {p.tobytes() for p in train} & {p.tobytes() for p in validation}


@pytest.mark.parametrize("n", [0, 1, 3, FEWEST - 1])
def test_too_few_are_refused_with_the_number_that_it_takes(n, tmp_path):
    pictures(tmp_path, n)
    (tmp_path / "IMG_1.png").write_bytes(b"no picture")
    with pytest.raises(UserError, match=f"{n} that can be read. It takes {FEWEST}") as error:
        read_folder(tmp_path, 16).part("train")
    assert "left out: 1 × .png file" in str(error.value)


def test_every_word_keeps_a_picture_to_learn_from(tmp_path):
    for i in range(33):
        pictures(tmp_path / f"c{i:02}", 1)
    with pytest.raises(UserError, match="one of them needs two"):
        read_folder(tmp_path, 16).part("train")
    pictures(tmp_path / "more", 2)
    labels, _ = read_folder(tmp_path, 16).part("train")
    assert len(set(labels)) == 34
    assert read_folder(tmp_path, 16).part("validation")[0] == ["more"]


def test_a_test_folder_is_kept_for_testing(tmp_path):
    for name in ("rose", "tulip"):
        pictures(tmp_path / "train" / name, 30)
        pictures(tmp_path / "test" / name, 8)
    pictures(tmp_path / "test" / "lily", 1)
    folder = read_folder(tmp_path, 16)
    assert parts(folder) == [58, 2, 17]
    assert folder.words == {"rose": "rose", "tulip": "tulip"}
    pictures(tmp_path / "val" / "rose", 4)
    pictures(tmp_path / "val" / "aster", 1)  # nothing teaches what it is
    folder = read_folder(tmp_path, 16)
    assert parts(folder) == [60, 5, 17] and list(folder.words) == ["rose", "tulip"]


@pytest.mark.parametrize("ending", ["png", "jpg", "jfif", "tif", "bmp", "avif", "webp", "gif"])
def test_every_format_trains(ending, tmp_path):
    pictures(tmp_path, FEWEST, ending)
    assert sum(parts(read_folder(tmp_path, 16))[:2]) == FEWEST


def test_each_file_that_is_left_out_is_counted_by_kind(tmp_path):
    pictures(tmp_path, FEWEST)
    for i in range(6):
        (tmp_path / f"IMG_{i:04}.HEIC").write_bytes(
            b"\0\0\0\x10ftypheic\0\0\0\0\0\0\1\0meta" + bytes(9 * i)
        )
    (tmp_path / "cut.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (tmp_path / "film.MOV").write_bytes(b"x")
    said = told(read_folder(tmp_path, 16))
    assert "6 × .heic file" in said and "1 × .jpg file" in said and "1 × file .mov" in said


def test_photographs_of_telephones_train(tmp_path):
    for i in range(FEWEST):
        (tmp_path / f"IMG_{i:04}.HEIC").write_bytes(HEIC)
    assert sum(parts(read_folder(tmp_path, 16))[:2]) == FEWEST


def test_the_report_says_what_there_is(tmp_path):
    pictures(tmp_path / "mine" / "Apple, red", 20)
    pictures(tmp_path / "mine" / "pear", 20)
    pictures(tmp_path / "mine", 3)
    first, renamed, *rest = read_folder(tmp_path / "mine", 16).report()
    assert first == (
        "mine: 41 pictures to learn from, 2 kept back to validate; words: apple-red (20), pear (20); "
        "3 pictures without a word"
    )
    assert renamed == "renamed: “Apple, red” is asked for as apple-red" and not rest


def test_what_changes_in_a_folder_is_read_anew(tmp_path):
    pictures(tmp_path, 12)
    assert len(read_folder(tmp_path, 16).labels) == 12
    assert read_folder(tmp_path, 16).images is read_folder(tmp_path, 16).images
    Image.new("RGB", (9, 9), "white").save(tmp_path / "img000.png")
    assert int(read_folder(tmp_path, 16).images[0].min()) == 255
    assert read_folder(tmp_path, 32).images.shape == (12, 32, 32, 3)
    assert read_folder(tmp_path, 32).images.dtype == np.uint8
