import numpy as np
import torch
from PIL import Image

from explainer.media.pictures import reduce, square, to_pixels
from explainer.media.uploads import decode


def photo(width=300, height=200, mode="RGB"):
    rng = np.random.default_rng(0)
    return Image.fromarray(rng.integers(0, 255, (height, width, 3), dtype=np.uint8)).convert(mode)


def notes_of(data):
    """The names of what is said about an upload."""
    return [note.key.partition(".")[2] for note in decode(data).notes]


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
