"""Files that are no pictures, or none that are read here: one is told what they are, and what to do."""

import pytest
from PIL import Image

from explainer.core.errors import UserError
from explainer.media.other_files import kind_of
from explainer.media.uploads import decode
from tests.security.corpus.pictures import saved

SMALL = Image.new("RGB", (32, 32), "red")
OTHERS = {
    "PDF": b"%PDF-1.7\n%\xe2\xe3",
    "SVG": b"<?xml version='1.0'?>\n<!-- drawn -->\n<svg xmlns='http://www.w3.org/2000/svg'/>",
    "HTML": b"\n\n<!DOCTYPE html>\n<html><body>Not found</body></html>",  # of a link saved as a picture
    "JPEG 2000": saved(SMALL, "JPEG2000"),
    "JPEG XL": b"\xff\x0a" + bytes(40),
    "ICO": saved(SMALL, "ICO"),
    "PPM": saved(SMALL, "PPM"),
    "Photoshop": b"8BPS\0\1" + bytes(40),
    "ZIP": b"PK\3\4" + bytes(40),  # of pictures, or a document with one
    "MP4": b"\0\0\0\x20ftypisom" + bytes(40),
    "MOV": b"\0\0\0\x14ftypqt  " + bytes(40),  # the moving half of a telephone's photograph
    "CR3": b"\0\0\0\x18ftypcrx " + bytes(40),
    "DICOM": bytes(128) + b"DICM" + bytes(40),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_what_it_is_and_what_to_save_it_as(kind):
    assert kind_of(OTHERS[kind]) == kind
    with pytest.raises(UserError, match=f"of the kind {kind}, .* save it as one of these.*PNG"):
        decode(OTHERS[kind])


def test_what_is_not_known_and_what_is_empty():
    with pytest.raises(UserError, match="not a picture"):
        decode(b"hello, I am text")
    with pytest.raises(UserError, match="empty"):
        decode(b"")
