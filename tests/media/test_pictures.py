import io
import resource
import struct
import zlib

import numpy as np
import pytest
import torch
from PIL import Image

from explainer.core.errors import UserError
from explainer.media.pictures import reduce, square, to_pixels
from explainer.media.uploads import KEPT_SIZE, decode


def saved(image, fmt, **options):
    buffer = io.BytesIO()
    image.save(buffer, fmt, **options)
    return buffer.getvalue()


def photo(width=300, height=200, mode="RGB"):
    rng = np.random.default_rng(0)
    return Image.fromarray(rng.integers(0, 255, (height, width, 3), dtype=np.uint8)).convert(mode)


def claimed_png(width, height):
    """A PNG whose header claims a size that its data does not have."""

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    data = zlib.compress(bytes(10))
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


@pytest.mark.parametrize("fmt", ["PNG", "JPEG", "WEBP", "GIF"])
def test_every_format_is_read(fmt):
    decoded = decode(saved(photo(), fmt))
    assert decoded.pixels.shape == (200, 300, 3)
    assert decoded.pixels.dtype == np.uint8


def test_large_pictures_are_reduced_and_keep_their_shape():
    decoded = decode(saved(photo(3000, 1500), "JPEG"))
    assert decoded.pixels.shape == (KEPT_SIZE // 2, KEPT_SIZE, 3)


def test_the_square_moves_over_the_picture_and_never_leaves_it():
    pixels = np.arange(40 * 100 * 3, dtype=np.uint32).reshape(40, 100, 3)
    assert np.array_equal(square(pixels), pixels[:, 30:70])
    assert np.array_equal(square(pixels, x=0), pixels[:, :40])
    assert np.array_equal(square(pixels, x=1), pixels[:, 60:])
    assert np.array_equal(square(pixels, zoom=2, x=1, y=1), pixels[20:, 80:])
    for zoom in (1, 1.7, 4, 1000):
        for x in (0, 0.31, 1):
            cut = square(pixels, zoom, x, 1 - x)
            assert cut.shape[0] == cut.shape[1] >= 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"hello, I am text", "not a PNG"),
        (b"", "not a PNG"),
        (saved(photo(), "JPEG")[:900], "damaged"),
        (saved(photo(), "PNG")[:900], "damaged"),
        (claimed_png(20_000, 20_000), "million pixels"),
        (claimed_png(9_000, 9_000), "million pixels"),
        (bytes(30_000_000), "30 MB"),
        (saved(photo(), "BMP"), "not a PNG"),
    ],
    ids=["text", "empty", "cut-jpeg", "cut-png", "bomb", "large", "30MB", "bmp"],
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


def test_the_largest_picture_that_is_taken_needs_bounded_memory():
    data = saved(Image.new("RGBA", (5000, 5000)), "PNG")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    decode(data)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 600_000  # kB


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
    assert any("16 bits" in note for note in decoded.notes)


def test_cmyk_is_converted():
    decoded = decode(saved(Image.new("CMYK", (64, 64), (0, 255, 255, 0)), "JPEG"))
    red, green, blue = decoded.pixels[9, 9].astype(int)
    assert red > 200
    assert max(green, blue) < 60
    assert any("CMYK" in note for note in decoded.notes)


def test_a_rotated_photo_stands_upright():
    image = Image.new("RGB", (64, 64), "white")
    image.paste("black", (0, 0, 64, 32))  # dark above
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    decoded = decode(saved(image, "JPEG", exif=exif))
    assert decoded.pixels[5, 32].max() > 200
    assert decoded.pixels[-5, 32].max() < 60
    assert any("upright" in note for note in decoded.notes)


def test_grey_networks_get_grey():
    x = reduce(np.asarray(photo(64, 64)), 28, 1)
    assert x.shape == (1, 28, 28)
    assert x.dtype == torch.float32
    assert float(x.abs().max()) <= 1


def test_pixels_survive_the_round_trip():
    pixels = np.asarray(photo(64, 64))
    assert np.array_equal(to_pixels(reduce(pixels, 64, 3)), pixels)


def test_frames_are_clipped_never_stretched():
    x = torch.tensor([-3.0, -1.0, 0.0, 1.0, 3.0]).view(1, 1, 5)
    assert to_pixels(x)[0, :, 0].tolist() == [0, 0, 128, 255, 255]
