"""Films as files: what is read back is what the film holds, frame for frame."""

import io

import numpy as np
import pytest
from PIL import Image

from explainer.core.errors import UserError
from explainer.media import film_files
from explainer.media.film import Film, Frame
from explainer.media.film_files import (
    FILM_SIDE,
    HOLD_MS,
    TRACKS,
    contact_sheet,
    gif,
    has_mp4,
    moments,
    mp4,
    png,
    webp,
)
from explainer.media.pictures import montage
from explainer.media.sheets import enlarged

SHAPES = [(1, 28, 1), (1, 16, 3), (3, 17, 1), (4, 64, 3)]  # pictures, size, channels


def noise(seed, *shape, colours=256):
    values = np.random.default_rng(seed).integers(0, colours, shape)
    return (values * (255 // (colours - 1))).astype(np.uint8)


def a_film(pictures=1, size=16, channels=3, frames=5, colours=256, done=True):
    shape = (pictures, size, size, channels)
    kept = [
        Frame(i, 1000 - i, *(noise(10 * i + k, *shape, colours=colours) for k in range(3)))
        for i in range(frames)
    ]
    result = noise(999, *shape, colours=colours)
    return Film(frames if done else 2 * frames, kept, result, frames)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def read_back(data: bytes) -> tuple[list[np.ndarray], list[int]]:
    """RGB frames and their milliseconds."""
    image, frames, times = opened(data), [], []
    for i in range(image.n_frames):
        image.seek(i)
        frames.append(np.array(image.convert("RGB")))
        times.append(image.info["duration"])
    return frames, times


def blown_up(pixels: np.ndarray) -> np.ndarray:
    """What a frame should look like: each pixel a square, grey as RGB."""
    factor = max(1, round(FILM_SIDE / max(pixels.shape[:2])))
    return np.broadcast_to(pixels, (*pixels.shape[:2], 3)).repeat(factor, 0).repeat(factor, 1)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_png_is_the_result_to_the_pixel(shape):
    film = a_film(*shape)
    pixels = np.asarray(opened(png(film)))
    assert np.array_equal(pixels.reshape(*pixels.shape[:2], -1), montage(film.result))
    assert opened(png(film)).mode == ("L" if shape[2] == 1 else "RGB")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("track", TRACKS)
def test_webp_holds_every_frame_exactly_and_the_result_last(shape, track):
    film = a_film(*shape)
    frames, times = read_back(webp(film, track))
    pictures = [montage(getattr(frame, track)) for frame in film.frames] + [montage(film.result)]
    assert len(frames) == len(pictures)
    for frame, picture in zip(frames, pictures, strict=True):
        assert np.array_equal(frame, blown_up(picture))
    assert times[-1] == HOLD_MS > max(times[:-1])


@pytest.mark.parametrize("size", [28, 16, 45])
def test_a_grey_gif_is_exact(size):
    film = a_film(2, size, 1)
    frames, times = read_back(gif(film, "x_t"))
    for frame, picture in zip(frames, moments(film, "x_t"), strict=True):
        assert np.array_equal(frame, blown_up(picture))
    assert times == [400] * 5 + [HOLD_MS]


def test_a_gif_of_few_colours_is_exact():
    film = a_film(1, 32, 3, colours=4)  # 64 colours
    for frame, picture in zip(read_back(gif(film, "eps"))[0], moments(film, "eps"), strict=True):
        assert np.array_equal(frame, blown_up(picture))


def smooth(size):
    """A picture of thousands of colours."""
    y, x = np.mgrid[0:size, 0:size] / (size - 1)
    channels = [x, y, 0.5 + 0.5 * np.sin(5 * x * y)]
    return (255 * np.stack(channels, -1)).astype(np.uint8)


@pytest.mark.parametrize("pictures", [1, 4])
def test_a_colour_gif_is_close_and_undithered(pictures):
    picture = smooth(64)
    picture[:24, :24] = (13, 57, 201)  # a patch that dithering would fill with grain
    film = Film(1, [], np.stack([picture] * pictures), 1)
    (frame,), _ = read_back(gif(film, "x_t"))
    wanted = blown_up(montage(film.result))
    assert frame.shape == wanted.shape
    apart = np.abs(frame.astype(int) - wanted)
    assert (apart**2).mean() < 60
    factor = len(wanted) // len(montage(film.result))
    patch = frame[: 24 * factor, : 24 * factor].reshape(-1, 3)
    assert len(np.unique(patch, axis=0)) == 1
    assert apart[: 24 * factor, : 24 * factor].max() <= 8


@pytest.mark.parametrize("write", [gif, webp])
def test_equal_neighbours_share_a_frame_that_stands_as_long_as_both(write):
    film = a_film(1, 16, 3, frames=6, colours=4)
    film.frames[2] = film.frames[1]
    film.frames[5] = Frame(6, 1, film.result, film.result, film.result)  # as x̂0 often ends
    frames, times = read_back(write(film, "x0"))
    assert len(frames) == 5
    assert times == [400, 800, 400, 400, 400 + HOLD_MS]
    assert np.array_equal(frames[1], blown_up(film.frames[1].x0[0]))
    # a picture that returns later is a frame of its own
    film.frames[3] = film.frames[0]
    film.frames[2] = film.frames[4]
    assert len(read_back(write(film, "x0"))[0]) == 6


@pytest.mark.parametrize("frames", [1, 5, 20, 40])
def test_a_film_takes_about_as_long_however_many_frames(frames):
    _, times = read_back(gif(a_film(1, 16, 1, frames), "x_t"))
    assert len(times) == frames + 1
    assert len(set(times[:-1])) == 1
    assert 80 <= times[0] <= 400
    assert frames < 10 or 3600 <= sum(times[:-1]) <= 4400


@pytest.mark.parametrize("write", [gif, webp])
def test_films_play_again_and_again(write):
    assert opened(write(a_film(), "x_t")).info["loop"] == 0


def test_a_stopped_run_ends_with_what_it_had():
    film = a_film(1, 16, 3, done=False)
    assert not film.done
    assert np.array_equal(read_back(webp(film, "x0"))[0][-1], blown_up(film.result[0]))


@pytest.mark.parametrize(
    ("size", "factor"),
    [((16, 16), 16), ((28, 28), 9), ((130, 64), 2), ((262, 262), 1), ((900, 4), 1)],
)
def test_pictures_grow_by_whole_factors(size, factor):
    assert enlarged(Image.new("L", size), FILM_SIDE).size == (size[0] * factor, size[1] * factor)


def test_a_large_grid_is_not_enlarged_and_may_lose_a_little():
    film = a_film(16, 64, 3, frames=2)
    film.result[:] = smooth(64)
    frames, _ = read_back(webp(film, "x_t"))
    assert frames[-1].shape == (262, 262, 3)
    assert ((frames[-1].astype(float) - montage(film.result)) ** 2).mean() < 60


@pytest.mark.parametrize(
    "write", [png, contact_sheet, lambda f: gif(f, "x0"), lambda f: webp(f, "x_t")]
)
def test_a_run_without_a_step_says_so(write):
    with pytest.raises(UserError, match="at least one step"):
        write(Film(10))


def test_without_the_package_mp4_names_the_command(monkeypatch):
    monkeypatch.setattr(film_files, "MP4_PACKAGE", "no_such_package")
    assert not has_mp4()
    with pytest.raises(UserError, match="pip install av"):
        mp4(a_film(), "x_t")


@pytest.mark.skipif(not has_mp4(), reason="the optional package av is not installed")
@pytest.mark.parametrize("shape", [*SHAPES, (1, 257, 3)])
def test_mp4_holds_every_moment_in_even_frames(shape):
    av = pytest.importorskip("av")
    film = a_film(*shape)
    for frame in film.frames:
        frame.x0[:] = smooth(shape[1])[None, :, :, : shape[2]] // (frame.i + 1)
    film.result[:] = smooth(shape[1])[None, :, :, : shape[2]]
    with av.open(io.BytesIO(mp4(film, "x0"))) as file:
        frames = [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]
        seconds = file.duration / 1e6
    wanted = [blown_up(picture) for picture in moments(film, "x0")]
    assert len(frames) == 5 + HOLD_MS // 400
    assert seconds == pytest.approx(5 * 0.4 + HOLD_MS / 1000, abs=0.1)
    h, w = wanted[0].shape[:2]
    assert frames[0].shape == (h + h % 2, w + w % 2, 3)
    for frame, picture in zip(frames, wanted, strict=False):
        assert np.abs(frame[:h, :w].astype(int) - picture).mean() < 4
    assert np.abs(frames[-1][:h, :w].astype(int) - wanted[-1]).mean() < 4
