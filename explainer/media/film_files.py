"""A film as files to take away: a picture, a contact sheet, and animations. All functions return bytes.

Pixels stay pixels: what is enlarged is enlarged by a whole factor, each pixel becoming a square.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Iterable, Sequence
from fractions import Fraction
from importlib.util import find_spec
from itertools import groupby
from typing import Any

import numpy as np
from PIL import Image
from scipy.spatial import cKDTree

from explainer.core.errors import UserError
from explainer.media.film import TRACKS, Film, Track
from explainer.media.pictures import as_image, montage
from explainer.media.sheets import enlarged, labelled_sheet
from explainer.strings import Sentence

FILM_SIDE = 256  # about the longer side of an animation, pixels
LARGE_SIDE = 1024  # and of a large picture
# milliseconds; GIF counts in hundredths of a second, so all are multiples of 10
FILM_MS = 4000  # about what all key frames take together
SHORTEST_MS, LONGEST_MS = 80, 400  # for one of them
HOLD_MS = 2000  # how long the result stands
COLOUR_SAMPLE = 96  # the colours of a GIF frame are chosen from at most 96×96 of its pixels
MP4_PACKAGE = "av"


def moments(film: Film, track: Track) -> list[np.ndarray]:
    """Every key frame of a track, then the result; each a grid of the run's pictures, uint8 (h, w, c).

    Raises UserError if the run has not made a picture yet.
    """
    kept = [montage(getattr(frame, track)) for frame in film.frames]
    return [*kept, montage(_result(film))]


def png(film: Film) -> bytes:
    """The result as it is, pixel by pixel; several pictures in a grid. Raises UserError if there is none."""
    return _saved(as_image(montage(_result(film))), "PNG")


def large_png(film: Film) -> bytes:
    """The same with each pixel a square, for a slide or a print. Raises UserError if there is none."""
    return _saved(enlarged(as_image(montage(_result(film))), LARGE_SIDE), "PNG")


def contact_sheet(film: Film, title: str = "") -> bytes:
    """All key frames and the result on one PNG, in reading order, each under its t, all under a title in ASCII.

    One picture: x_t above x̂0 above ε̂, and under the result nothing. Several: the grid of x̂0, and
    the grid of the results. Raises UserError if the run has not made a picture yet.
    """
    single = len(_result(film)) == 1
    tiles = np.stack(_columns(film) if single else moments(film, "x0"))
    n, h, w, _ = tiles.shape
    rows = max(1, round((n * w / h) ** 0.5))  # the sheet comes out about square
    ts = [*(frame.t for frame in film.frames), 0 if film.done else None]
    return _saved(labelled_sheet(tiles, [_label(t) for t in ts], -(-n // rows), title), "PNG")


def _label(t: int | None) -> str:
    """What stands over a moment; nothing over the last one of a run that was stopped."""
    return "" if t is None else f"t = {t}"


def gif(film: Film, track: Track) -> bytes:
    """A looping GIF of `moments`. Grey is exact; each colour frame has the 256 colours that suit it.

    Equal neighbours share one frame that stands as long as all of them: Pillow would join them anyway.
    """
    pictures = [_few_colours(as_image(pixels)) for pixels in moments(film, track)]
    return _animation(pictures, "GIF", disposal=1)


def webp(film: Film, track: Track) -> bytes:
    """A looping WebP of `moments`; equal neighbours share one frame, as in `gif`.

    Exact where pixels are enlarged; a grid so large that it is not is compressed with loss.
    """
    pictures = [as_image(pixels).convert("RGB") for pixels in moments(film, track)]
    lossless = enlarged(pictures[0], FILM_SIDE).size != pictures[0].size
    return _animation(pictures, "WEBP", lossless=lossless, quality=50 if lossless else 90, method=2)


def has_mp4() -> bool:
    """Whether `mp4` can work here: it needs the optional package av."""
    return find_spec(MP4_PACKAGE) is not None


def mp4(film: Film, track: Track) -> bytes:
    """An H.264 film of `moments`, one frame each, the result repeated as long as it stands.

    Raises UserError without the package av, or if the run has not made a picture yet.
    """
    if not has_mp4():
        raise UserError(Sentence("error.mp4"))
    pictures = [
        enlarged(as_image(pixels), FILM_SIDE).convert("RGB") for pixels in moments(film, track)
    ]
    ms = _frame_ms(len(pictures))
    frames = [*pictures, *pictures[-1:] * (HOLD_MS // ms - 1)]
    return _encoded([_even(picture) for picture in frames], Fraction(1000, ms))


def _result(film: Film) -> np.ndarray:
    if film.result is None:
        raise UserError(Sentence("error.no_picture"))
    return film.result


def _columns(film: Film) -> list[np.ndarray]:
    """Each key frame of a run of one picture as a column of its tracks; the result as one more."""
    columns = [np.concatenate([getattr(frame, track) for track in TRACKS]) for frame in film.frames]
    result = _result(film)
    ground = montage(np.full_like(result, 128))[None]
    columns.append(np.concatenate([result, *[ground] * (len(TRACKS) - 1)]))
    return [montage(column, columns=1) for column in columns]


def _few_colours(image: Image.Image) -> Image.Image:
    """At most 256 colours, without dithering, whose grain would crawl from frame to frame."""
    if image.mode == "L":
        return image
    width, height = (min(side, COLOUR_SAMPLE) for side in image.size)
    sample = image.resize((width, height), Image.Resampling.NEAREST)
    # k-means goes on until fewer pixels than this change their colour: to the end takes ten times as long
    moved = max(1, width * height // 50)
    palette = sample.quantize(256, Image.Quantize.MEDIANCUT, kmeans=moved).getpalette()
    colours = np.array(palette, np.uint8).reshape(-1, 3)
    _, nearest = cKDTree(colours).query(np.asarray(image))
    few = Image.fromarray(nearest.astype(np.uint8))
    few.putpalette(colours.tobytes())
    return few


def _frame_ms(n: int) -> int:
    """How long each of n moments but the last stands."""
    return round(min(max(FILM_MS / n, SHORTEST_MS), LONGEST_MS) / 10) * 10


def _joined(pictures: Sequence[Image.Image]) -> tuple[list[Image.Image], list[int]]:
    """Pictures without equal neighbours, and how many milliseconds each stands."""
    ms = _frame_ms(len(pictures))
    times = [*[ms] * (len(pictures) - 1), HOLD_MS]
    pairs = zip(pictures, times, strict=True)
    groups = [list(g) for _, g in groupby(pairs, key=lambda p: p[0].convert("RGB").tobytes())]
    return [g[0][0] for g in groups], [sum(time for _, time in g) for g in groups]


def _animation(pictures: Sequence[Image.Image], kind: str, **options: Any) -> bytes:
    different, times = _joined(pictures)
    first, *others = (enlarged(picture, FILM_SIDE) for picture in different)
    return _saved(
        first, kind, save_all=True, append_images=others, duration=times, loop=0, **options
    )


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _even(image: Image.Image) -> Image.Image:
    """With even sides, as the usual video format wants them: the last row or column drawn twice."""
    pixels = np.asarray(image)
    h, w = pixels.shape[:2]
    return Image.fromarray(np.pad(pixels, ((0, h % 2), (0, w % 2), (0, 0)), mode="edge"))


def _encoded(frames: Iterable[Image.Image], rate: Fraction) -> bytes:
    """H.264 in MP4, 4:2:0, which every browser and phone plays."""
    av = importlib.import_module(MP4_PACKAGE)  # not a requirement: the app works without it
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as file:
        stream = file.add_stream("libx264", rate=rate, options={"crf": "16"})
        stream.pix_fmt = "yuv420p"
        for i, frame in enumerate(frames):
            if i == 0:
                stream.width, stream.height = frame.size
            file.mux(stream.encode(av.VideoFrame.from_image(frame)))
        file.mux(stream.encode(None))
    return buffer.getvalue()
