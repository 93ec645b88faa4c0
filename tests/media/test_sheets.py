"""Contact sheets: every picture to the pixel, under its t, below what they are of."""

import numpy as np
import pytest
from PIL import Image

from explainer.media.film_files import contact_sheet
from explainer.media.pictures import montage
from explainer.media.sheets import GAP, LINE
from tests.media.test_film_files import a_film, opened


def tiles_of(sheet: Image.Image, columns, width, height, n, lines=0):
    """The n pictures (height, width) of a sheet, without its labels, pixel by pixel; and the labels over them."""
    pixels = np.asarray(sheet).reshape(sheet.height, sheet.width, -1)
    factor = sheet.width // (columns * (width + GAP) - GAP)
    tiles, labels = [], []
    for i in range(n):
        x = factor * (width + GAP) * (i % columns)
        y = lines * LINE + (LINE + factor * (height + GAP)) * (i // columns)
        labels.append(pixels[y : y + LINE, x : x + factor * width])
        whole = pixels[y + LINE : y + LINE + factor * height, x : x + factor * width]
        small = whole[::factor, ::factor]
        assert np.array_equal(small.repeat(factor, 0).repeat(factor, 1), whole)
        tiles.append(small)
    return tiles, labels


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(("frames", "columns"), [(1, 2), (4, 5), (11, 6), (40, 11)])
def test_the_sheet_of_one_picture_has_its_tracks_in_rows(frames, columns, channels):
    film = a_film(1, 16, channels, frames)
    sheet = opened(contact_sheet(film))
    tiles, _ = tiles_of(sheet, columns, 16, 3 * 16 + 2 * 2, frames + 1)
    for frame, tile in zip(film.frames, tiles, strict=False):
        for k, picture in enumerate((frame.x_t[0], frame.x0[0], frame.eps[0])):
            assert np.array_equal(tile[18 * k : 18 * k + 16], picture), (frame.i, k)
    assert np.array_equal(tiles[-1][:16], film.result[0])
    assert (tiles[-1][16:] == 128).all()
    assert 0.4 < sheet.height / sheet.width < 2.5


@pytest.mark.parametrize("channels", [1, 3])
def test_the_sheet_of_several_pictures_has_the_estimates_and_the_results(channels):
    film = a_film(4, 16, channels, 3)
    tiles, _ = tiles_of(opened(contact_sheet(film)), 2, 34, 34, 4)
    grids = [*(montage(f.x0) for f in film.frames), montage(film.result)]
    assert all(map(np.array_equal, tiles, grids))


def test_a_sheet_says_what_it_is_of_and_every_picture_its_t():
    film = a_film(1, 28, 3, frames=5)
    plain, titled = opened(contact_sheet(film)), opened(contact_sheet(film, "a word " * 40))
    lines = (titled.height - plain.height) // LINE
    assert lines > 1
    title = np.asarray(titled)[: lines * LINE]
    for line in np.split(title, lines):
        assert (line == 0).any()  # letters
        assert (line[:, -4:] == 128).all()  # none of them cut off at the right
    _, labels = tiles_of(titled, 6, 28, 88, 6, lines)
    assert all((label == 0).any() for label in labels)
    assert len({label.tobytes() for label in labels}) == 6
    assert np.array_equal(np.asarray(titled)[lines * LINE :], np.asarray(plain))


def test_the_last_picture_of_a_stopped_run_has_no_t():
    film = a_film(1, 28, 3, frames=5, done=False)
    *_, last = tiles_of(opened(contact_sheet(film)), 6, 28, 88, 6)[1]
    assert (last == 128).all()
