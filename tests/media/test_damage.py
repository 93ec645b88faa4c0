"""What ends too early opens as far as it goes, and one is told how much is missing; what cannot, too."""

import numpy as np
import pytest
from PIL import Image

from explainer.core.errors import UserError
from explainer.media.damage import absent, lengthened, missing_lines
from explainer.media.limits import MAX_BYTES
from explainer.media.uploads import decode
from tests.media.test_pictures import notes_of, photo
from tests.security.corpus.pictures import HEIC, saved

FEW_BYTES_LESS = {
    **{fmt: saved(photo(), fmt) for fmt in ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP", "TIFF")},
    "WEBP, lossless": saved(photo(), "WEBP", lossless=True),
    "HEIC": HEIC,
}


@pytest.mark.parametrize("kind", FEW_BYTES_LESS)
def test_slight_damage_is_none_in_any_format(kind):
    whole = FEW_BYTES_LESS[kind]
    assert notes_of(whole[:-2]) == notes_of(whole)
    difference = decode(whole[:-2]).pixels.astype(int) - decode(whole).pixels
    assert np.abs(difference).mean() < 1


@pytest.mark.parametrize("fmt", ["WEBP", "AVIF", "GIF", "BMP", "TIFF"])
def test_of_what_is_cut_in_half_one_sees_what_there_is(fmt):
    whole = saved(photo(), fmt)
    data = whole[: len(whole) // 2]
    (note,) = decode(data).notes
    assert note.key == "picture.cut_short" and 40 <= note.values["share"] <= 60
    right = np.abs(decode(data).pixels.astype(int) - decode(whole).pixels).mean((1, 2)) < 30
    assert 0.4 <= right.mean() <= 0.6


@pytest.mark.parametrize("kind", ["WEBP", "AVIF"])
def test_of_what_is_cut_too_short_one_is_told_how_much_is_missing(kind):
    whole = FEW_BYTES_LESS[kind]
    data = whole[: max(len(whole) // 10, whole.find(b"mdat") + 20)]
    share = round(100 - 100 * len(data) / len(whole))
    with pytest.raises(UserError, match=f"{share}\u00a0% of it is missing"):
        decode(data)


@pytest.mark.parametrize("order", ["little", "big"])
def test_of_a_packed_tiff_whose_directory_is_gone_one_is_told_how_much_is_missing(order):
    whole = saved(photo(), "TIFF", compression="tiff_lzw")
    data = whole[: len(whole) * 2 // 3]
    if order == "big":  # only its first line counts
        data = b"MM\0*" + data[4:8][::-1] + data[8:]
    with pytest.raises(UserError, match="33\u00a0% of it is missing"):
        decode(data)


def test_no_file_is_made_as_long_as_it_claims():
    claims = b"RIFF" + b"\xff" * 4 + b"WEBPVP8 " + bytes(90)
    assert absent(claims) > 0.9999 and len(lengthened(claims)) == MAX_BYTES
    boxes = b"\0\0\0\x01ftyp" + b"\xff" * 8 + b"avif"
    assert len(lengthened(boxes)) == MAX_BYTES
    assert lengthened(b"\0\0\0\0ftypavif" + bytes(90))[-90:] == bytes(90)
    for data in (claims, boxes):
        with pytest.raises(UserError):
            decode(data)


def test_a_black_border_is_not_missing():
    """Where lines were sent from the top, only those at the end can be."""
    image = Image.new("L", (9, 10), 200)
    image.paste(0, (0, 2, 9, 4))
    image.paste(0, (0, 9, 9, 10))
    assert missing_lines(image) == 0.1
    image.info["interlace"] = 1
    assert missing_lines(image) == 0.3
