"""Whatever people bring becomes the picture that a browser would show, or a sentence with a way out."""

import resource
import sys
import time
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from explainer.core.errors import UserError
from explainer.media import uploads
from explainer.media.pictures import reduce, square
from explainer.media.reducing import KEPT_PIXELS, KEPT_SIDE, LONGEST
from explainer.media.uploads import MAX_PIXELS, MOST_SCANS, decode
from tests.media.test_pictures import notes_of, photo
from tests.memory import DECODING_MB, took_mb
from tests.security.corpus.bombs import scanned
from tests.security.corpus.pictures import HEIC, chunk, png, saved


@pytest.mark.parametrize("fmt", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"])
def test_every_format_is_read(fmt):
    decoded = decode(saved(photo(), fmt))
    assert decoded.pixels.shape == (200, 300, 3)
    assert decoded.pixels.dtype == np.uint8


def test_large_pictures_are_reduced_and_keep_their_shape():
    decoded = decode(saved(photo(3000, 1500), "JPEG"))
    assert decoded.pixels.shape == (KEPT_SIDE, 2 * KEPT_SIDE, 3)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"hello, I am text", "not a picture"),
        (saved(photo(), "JPEG")[:900], "damaged"),
        (saved(photo(), "PNG")[:900], "damaged"),
        (png(20_000, 20_000, zlib.compress(bytes(10))), "million pixels"),
        (png(9_000, 9_000, zlib.compress(bytes(10))), "million pixels"),
        (bytes(30_000_000), "30 MB"),
        (HEIC[:60], "cut short"),
    ],
    ids=["text", "cut-jpeg", "cut-png", "bomb", "large", "30MB", "heic"],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(data, words):
    with pytest.raises(UserError, match=words) as error:
        decode(data)
    assert str(error.value).endswith(".")


def test_a_bomb_takes_no_memory():
    image = Image.new("1", (13_000, 13_000))
    data = saved(image, "PNG")
    del image
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(UserError):
        decode(data)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kB


def test_one_pixel_is_enlarged_and_said():
    decoded = decode(saved(Image.new("RGB", (1, 1), (200, 10, 10)), "PNG"))
    assert tuple(decoded.pixels[0, 0]) == (200, 10, 10)
    assert any("1×1" in note for note in decoded.notes)


def test_of_an_animation_the_first_frame_counts():
    frames = [Image.new("RGB", (64, 64), c) for c in ("red", "blue")]
    decoded = decode(saved(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert tuple(decoded.pixels[0, 0]) == (255, 0, 0)
    assert any("animated" in note for note in decoded.notes)


@pytest.mark.parametrize("fmt", ["PNG", "WEBP"])
def test_white_is_laid_behind_transparency(fmt):
    decoded = decode(saved(Image.new("RGBA", (64, 64), (0, 0, 0, 0)), fmt, lossless=True))
    assert tuple(decoded.pixels[9, 9]) == (255, 255, 255)
    assert any("transparent" in note for note in decoded.notes)


def test_a_transparent_palette_is_seen():
    image = photo().convert("P")
    decoded = decode(saved(image, "PNG", transparency=0))
    assert any("transparent" in note for note in decoded.notes)


def test_sixteen_bits_keep_their_brightness():
    grey = np.full((64, 64), 0x8000, np.uint16)
    decoded = decode(saved(Image.fromarray(grey), "PNG"))
    assert tuple(decoded.pixels[9, 9]) == (128, 128, 128)
    assert any("8 bits" in note for note in decoded.notes)


def test_cmyk_is_converted():
    decoded = decode(saved(Image.new("CMYK", (64, 64), (0, 255, 255, 0)), "JPEG"))
    red, green, blue = decoded.pixels[9, 9].astype(int)
    assert red > 200
    assert max(green, blue) < 60
    assert any("CMYK" in note for note in decoded.notes)


@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_a_rotated_photo_stands_upright(fmt):
    image = Image.new("RGB", (64, 64), "white")
    image.paste("black", (0, 0, 64, 32))  # dark above
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    decoded = decode(saved(image, fmt, exif=exif))
    assert decoded.pixels[5, 32].max() > 200
    assert decoded.pixels[-5, 32].max() < 60
    assert any("upright" in note for note in decoded.notes)


def test_a_telephone_s_heic_is_read_and_stands_upright():
    decoded = decode(HEIC)
    assert decoded.pixels.shape == (64, 48, 3)
    above, below = decoded.pixels[9, 24].astype(int), decoded.pixels[-9, 24].astype(int)
    assert above[2] - above[0] > 100
    assert below[0] - below[2] > 100


def test_a_photograph_with_a_second_picture_in_it_is_a_photograph():
    """27 million pixels, and a small one behind them as telephones write it."""
    large = Image.new("RGB", (6000, 4500), (30, 200, 30))
    data = saved(large, "MPO", save_all=True, append_images=[photo()])
    decoded = decode(data)
    assert decoded.pixels.shape == (KEPT_SIDE, 683 - 1, 3)
    assert not decoded.notes


def test_of_several_pages_the_first_is_used():
    pages = {"save_all": True, "append_images": [Image.new("RGB", (64, 64), "blue")]}
    data = saved(Image.new("RGB", (64, 64), "red"), "TIFF", **pages)
    assert tuple(decode(data).pixels[9, 9]) == (255, 0, 0)
    assert notes_of(data) == ["pages"]


# --- shapes


def stripes(width, height):
    """Fine and coarse detail, everywhere different."""
    x, y = np.arange(width), np.arange(height)
    waves = np.sin(x / 37) + np.sin(x / 90 + np.sin(y / 60)[:, None] * 3)
    return Image.fromarray((127 + 60 * waves).astype(np.uint8)).convert("RGB")


@pytest.mark.parametrize("size", [(8000, 500), (600, 6001), (520, 17_001)])
def test_the_middle_of_what_is_long_is_as_sharp_as_a_direct_crop(size):
    image = stripes(*size)
    short, (left, top) = min(size), [(length - min(size)) / 2 for length in size]
    direct = np.asarray(
        image.resize((64, 64), Image.Resampling.LANCZOS, box=(left, top, left + short, top + short))
    )
    pixels = decode(saved(image, "PNG", compress_level=1)).pixels
    ours = reduce(square(pixels), 64, 3).numpy()
    error = np.mean((ours - (direct.transpose(2, 0, 1) / 127.5 - 1)) ** 2)
    assert 10 * np.log10(4 / error) >= 35
    assert pixels.shape[0] * pixels.shape[1] <= 1.01 * KEPT_PIXELS


def test_of_what_is_far_too_long_the_middle_is_kept():
    image = Image.new("RGB", (40_000, 30), "red")
    image.paste("blue", (15_000, 0, 25_000, 30))
    pixels = decode(saved(image, "PNG")).pixels
    assert pixels.shape == (30, 30 * LONGEST, 3)
    assert (pixels == (0, 0, 255)).all()


def test_tiny_is_said_of_what_is_left():
    assert notes_of(saved(photo(16_000, 1000), "JPEG")) == []
    assert notes_of(saved(photo(400, 9), "PNG")) == ["tiny"]


# --- damage


def test_slight_damage_is_none():
    whole = saved(photo(), "JPEG")
    assert np.array_equal(decode(whole[:-2]).pixels, decode(whole).pixels)
    assert notes_of(whole[:-2]) == []
    long_text = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(90_000_000)))
    black = png(64, 64, zlib.compress(bytes(9 * 64)), extra=long_text)
    assert notes_of(black) == []
    assert (decode(black).pixels == 0).all()


@pytest.mark.parametrize("fmt", ["JPEG", "PNG"])
def test_of_what_is_cut_short_one_sees_what_there_is(fmt):
    whole = saved(photo(), fmt)
    decoded = decode(whole[: len(whole) // 2])
    (note,) = decoded.notes
    assert note.key == "picture.cut_short"
    assert 35 <= note.values["share"] <= 65
    assert np.array_equal(decoded.pixels[:60], decode(whole).pixels[:60])


def test_a_jpeg_of_too_many_scans_is_refused_before_it_is_decoded():
    assert decode(scanned(64, 48, MOST_SCANS)).pixels.shape == (48, 64, 3)
    with pytest.raises(UserError, match="damaged"):
        decode(scanned(64, 48, MOST_SCANS + 1))


# --- memory


def largest(fmt, mode, **options):
    """The bytes of the largest picture of a kind that is taken."""
    width = 2 * int((MAX_PIXELS[fmt] / 2) ** 0.5)
    return saved(Image.new(mode, (width, width // 2)), fmt, **options)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
@pytest.mark.parametrize(
    ("fmt", "mode", "options"),
    [
        ("JPEG", "CMYK", {"progressive": True}),
        ("PNG", "RGBA", {}),
        ("TIFF", "F", {"compression": "tiff_lzw"}),
    ],
)
def test_the_largest_pictures_need_bounded_memory(fmt, mode, options):
    """One at a time; 60 million pixels of four coefficients take the most."""
    data = largest(fmt, mode, **options)
    assert took_mb(lambda: decode(data)) < DECODING_MB


def test_of_thirty_uploads_at_once_one_is_decoded_at_a_time(monkeypatch):
    """However many visitors send their largest at once, it takes what one of them takes."""
    inside, most, taken = [], [], uploads._decode

    def decoding(data):
        inside.append(data)
        most.append(len(inside))
        time.sleep(0.001)
        try:
            return taken(data)
        finally:
            inside.pop()

    monkeypatch.setattr(uploads, "_decode", decoding)
    sent = [saved(photo(40 + i, 30), "PNG") for i in range(28)] + [b"text", b""]
    with ThreadPoolExecutor(30) as visitors:
        waited = [visitors.submit(decode, data) for data in sent]
    assert [w.exception() is None for w in waited] == [True] * 28 + [False] * 2
    assert len(most) == 30 and set(most) == {1}
