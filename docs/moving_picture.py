"""The moving picture at the top of the README: `python docs/moving_picture.py`, from the app's own functions.

Three panels walk at the same pace: a sample into noise, the noisy sample back, and pure noise into new pictures.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from explainer.core.noise import noised  # noqa: E402
from explainer.core.samplers import Step  # noqa: E402
from explainer.experiments.sampling import generate, picture_shape, run  # noqa: E402
from explainer.experiments.settings import Settings  # noqa: E402
from explainer.media.film_files import as_image, enlarged  # noqa: E402
from explainer.media.pictures import montage, reduce, to_pixels  # noqa: E402
from explainer.networks.checkpoints import load_checkpoint  # noqa: E402
from explainer.samples import sample_pixels  # noqa: E402
from explainer.strings import say  # noqa: E402
from explainer.ui.drawing.theme import COLOURS  # noqa: E402

STEPS = 40
T_BACK = 600  # how far the sample is noised before it is walked back
SIDE, GAP, LINE, BORDER = 256, 16, 34, 3  # pixels
MS, HOLD_MS = 90, 2500
GREY = (128, 134, 142, 255)  # to be read on white and on black
Moment = tuple[int, np.ndarray]  # t, and the pixels then


def forward(sample: str) -> Iterator[Moment]:
    """The sample at ever later timesteps."""
    channels, size, _ = picture_shape("photos")
    x0, schedule = reduce(sample_pixels(sample), size, channels), load_checkpoint("photos").schedule
    for t in np.linspace(0, 1000, STEPS + 1).round().astype(int):
        yield int(t), to_pixels(noised(x0, int(t), 0, schedule)[0])


def back(sample: str) -> Iterator[Moment]:
    """The noisy sample, step by step towards a clean picture."""
    channels, size, _ = picture_shape("photos")
    x0, schedule = reduce(sample_pixels(sample), size, channels), load_checkpoint("photos").schedule
    x_t, _ = noised(x0, T_BACK, 0, schedule)
    yield from walked(run(Settings("photos", "ddim", STEPS), x_t[None], T_BACK))


def walked(steps: Iterable[Step]) -> Iterator[Moment]:
    """Where each step begins, and where the last one ends."""
    for step in steps:
        yield step.t, montage(to_pixels(step.x_t))
    yield step.t_next, montage(to_pixels(step.x_next))


def panel(name: str, colour: str, moment: Moment) -> Image.Image:
    """One picture in its frame, with its name and its timestep below."""
    t, pixels = moment
    font = ImageFont.load_default(20)
    image = Image.new("RGBA", (SIDE, SIDE + LINE))
    picture = enlarged(as_image(pixels), SIDE).convert("RGB").resize((SIDE, SIDE), 0)
    image.paste(picture, (0, 0))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, SIDE - 1, SIDE - 1), outline=colour, width=BORDER)
    draw.text((0, SIDE + 8), name, GREY, font)
    draw.text((SIDE, SIDE + 8), f"t = {t}", GREY, font, anchor="ra")
    return image


def beside(panels: list[Image.Image]) -> Image.Image:
    """Panels in a row, on nothing."""
    row = Image.new("RGBA", (len(panels) * (SIDE + GAP) - GAP, SIDE + LINE))
    for i, image in enumerate(panels):
        row.paste(image, (i * (SIDE + GAP), 0))
    return row


def main() -> None:
    """Write docs/moving.webp."""
    words = Settings("sprites", "ddpm", STEPS, 2.0, "hero; monster; potion; weapon", (7, 8, 9, 10))
    walks = {
        ("add_noise", "xt"): forward("tulip"),
        ("remove_noise", "x0hat"): back("tulip"),
        ("generate", "x0"): walked(generate(words)),
    }
    looks = [(say(f"{page}.title"), COLOURS[quantity][0]) for page, quantity in walks]
    frames = [
        beside([panel(*look, moment) for look, moment in zip(looks, moments, strict=True)])
        for moments in zip(*walks.values(), strict=True)
    ]
    first, *others = frames
    times = [*[MS] * (len(frames) - 1), HOLD_MS]
    out = ROOT / "docs" / "moving.webp"
    animated = {"save_all": True, "append_images": others, "duration": times, "loop": 0}
    first.save(out, quality=60, method=6, **animated)
    print(f"{out}: {out.stat().st_size / 1e6:.1f} MB, {len(frames)} frames")


if __name__ == "__main__":
    main()
