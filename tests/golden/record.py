"""python -m tests.golden.record: note what the pages show by default, as hashes, for this machine's engine.

Pictures may only change on purpose. Processors round differently, so each kind of rounding has hashes of its own,
under a fingerprint: what the networks answer to one made-up call.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from explainer.core.noise import noised, walk_into_noise
from explainer.core.schedule import make_schedule
from explainer.engines.example import GUIDED_ROWS, example_inputs
from explainer.engines.registry import engine_for
from explainer.experiments.cleaning import (
    NoisyPicture,
    blurred,
    cleaned,
    filtered,
    walk_back,
)
from explainer.experiments.dissolve import dissolve
from explainer.experiments.plan import plan
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.experiments.shipped import first_visits, read
from explainer.media.film import Film
from explainer.media.pictures import reduce
from explainer.networks.checkpoints import available, load_checkpoint
from explainer.samples import SAMPLES, sample_pixels
from explainer.tabs import functions

HASHES = Path(__file__).with_name("hashes.json")
WORDS = "hero; monster; potion; weapon"


def sha(*arrays: np.ndarray) -> str:
    digest = hashlib.sha256()
    for array in map(np.ascontiguousarray, arrays):
        digest.update(f"{array.dtype.str} {array.shape}".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()[:16]


def film_sha(film: Film) -> str:
    frames = ((np.array([f.i, f.t]), f.x_t, f.x0, f.eps) for f in film.frames)
    return sha(*(part for frame in frames for part in frame), film.result)


def film_of(settings: Settings, steps) -> Film:
    film = Film(settings.steps)
    for step in steps:
        film.add(step)
    return film


def fingerprint() -> str:
    """What the engines of all networks answer to the same call."""
    answers = []
    for name in available():
        architecture = load_checkpoint(name).card.architecture
        answers.append(engine_for(name)(*example_inputs(architecture, GUIDED_ROWS)).numpy())
    return sha(*answers)


def of_network(name: str) -> Iterator[tuple[str, str]]:
    """What Generate and How many steps? show first, the plan for a browser, and what ships."""
    visits = first_visits(name)
    for i, settings in enumerate(visits):
        yield f"first visit {name} {i}", film_sha(film_of(settings, generate(settings)))
    text = json.dumps(plan(visits[1]).to_json(), sort_keys=True)
    yield f"plan {name}", hashlib.sha256(text.encode()).hexdigest()[:16]
    for i, shipped in enumerate(read(name).values()):
        yield f"shipped {name} {i}", film_sha(shipped.film)


def of_pages() -> Iterator[tuple[str, str]]:
    """What the other pages show first."""
    x0 = reduce(sample_pixels(next(iter(SAMPLES))), 64, 3)
    schedule = make_schedule("cosine")
    x_t, eps = noised(x0, 500, 7, schedule)
    yield "add noise", sha(x_t.numpy(), eps.numpy())
    yield "add noise walk", sha(walk_into_noise(schedule, x0[None], 500, [7]).numpy())
    there, back = dissolve(load_checkpoint("photos"), x0)
    moments = [*there, *back[1:]]
    yield "start", sha(*(np.array(t) for t, _ in moments), *(p for _, p in moments))
    noisy = NoisyPicture(load_checkpoint("photos"), x0, 500, 7)
    for name, estimates in (("estimates", cleaned(noisy)), ("filters", filtered(noisy))):
        yield f"remove noise {name}", sha(*(estimates[k].pixels for k in sorted(estimates)))
    yield "remove noise blur", sha(blurred(noisy, 1.5).pixels)
    settings = Settings("photos", "ddpm", 50, seeds=(7,))
    yield "remove noise walk", film_sha(film_of(settings, walk_back(noisy, settings)))


def of_tabs() -> Iterator[tuple[str, str]]:
    """What the tabs show first."""
    yield "tab add noise", sha(*functions.add_noise(None, 500, 7, "photos")[:3])
    *_, c = functions.remove_noise(None, 500, 50, "ddpm", 7, "photos")
    yield "tab remove noise", sha(c.noisy, c.blur, c.one, c.walked)
    *_, moment = functions.make("sprites", WORDS, 2, 50, "ddpm", 7, 4)
    yield "tab generate", sha(moment.picture)
    *_, (few, many) = functions.compare_steps("sprites", WORDS, 2, "ddpm", 7, 20, 200)
    yield "tab how many steps", sha(few.picture, many.picture)


PARTS: dict[str, Callable[[], Iterator[tuple[str, str]]]] = {
    **{name: (lambda name=name: of_network(name)) for name in available()},
    "pages": of_pages,
    "tabs": of_tabs,
}


def main() -> None:
    known = json.loads(HASHES.read_text()) if HASHES.exists() else {}
    known[fingerprint()] = {part: dict(make()) for part, make in PARTS.items()}
    HASHES.write_text(json.dumps(known, indent=1) + "\n")


if __name__ == "__main__":
    main()
