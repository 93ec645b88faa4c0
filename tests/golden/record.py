"""python -m tests.golden.record [PARTS]: note what the pages show by default, for this machine's engine.

Pictures may only change on purpose. Processors round differently, so each kind of rounding has hashes of its own,
under a fingerprint: what the networks that a part needs answer to one made-up call. For processors that nobody has
noted there are references: a few of the pictures, made small. What only rounds otherwise is near them.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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
from explainer.experiments.dissolve import way_back
from explainer.experiments.plan import Plan, plan
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.experiments.shipped import first_visits, read
from explainer.experiments.views import new_film
from explainer.media.film import Film
from explainer.media.pictures import reduce
from explainer.networks.checkpoints import available, load_checkpoint
from explainer.samples import SAMPLES, sample_pixels
from explainer.tabs import functions

HASHES = Path(__file__).with_name("hashes.json")  # by part, then by fingerprint, then by name
REFERENCES = Path(__file__).with_name("references.npz")
WORDS = "hero; monster; potion; weapon"
SIDE = 8  # pixels of a reference, at most
LONG, LONG_WALKS = (
    100,
    ("digits",),
)  # steps that take longer than all else; one network holds what so many add
LEVELS = 3.0  # grey levels, root of the mean square, that a picture may be off its reference
SHARE = 0.02  # of their size that numbers may be off


@dataclass(frozen=True)
class Shown:
    """Something that is shown: a hash of all its bits, and some of it made small. Without that, no bit may differ."""

    hash: str
    looks: Sequence[np.ndarray] = ()


def sha(*arrays: np.ndarray) -> str:
    digest = hashlib.sha256()
    for array in map(np.ascontiguousarray, arrays):
        digest.update(f"{array.dtype.str} {array.shape}".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()[:16]


def small(array: np.ndarray) -> np.ndarray:
    """Averages over squares: of pixels (…, h, w, c), rounded, or of numbers (…, c, h, w)."""
    planes = np.moveaxis(array, -1, -3) if array.dtype == np.uint8 else array
    h, w = planes.shape[-2:]
    f = max(1, -(-max(h, w) // SIDE))
    whole = planes[..., : h // f * f, : w // f * f]
    squares = whole.reshape(*whole.shape[:-2], h // f, f, w // f, f)
    means = squares.mean((-3, -1))
    return means.round().astype(np.uint8) if array.dtype == np.uint8 else means.astype(np.float32)


def is_near(look: np.ndarray, reference: np.ndarray) -> bool:
    """Whether only rounding can be between them."""
    if look.shape != reference.shape or look.dtype != reference.dtype:
        return False
    a, b = look.astype(float), reference.astype(float)
    off = np.sqrt(np.mean((a - b) ** 2))
    return bool(off <= (LEVELS if look.dtype == np.uint8 else SHARE * np.sqrt(np.mean(b**2))))


def of(*arrays: np.ndarray) -> Shown:
    return Shown(sha(*arrays), [small(array) for array in arrays if array.ndim > 2])


def of_film(film: Film) -> Shown:
    """Three of its frames and the result stand for it."""
    frames = [(f.x_t, f.x0, f.eps) for f in film.frames]
    where = [np.array([f.i, f.t]) for f in film.frames]
    digest = sha(
        *(part for at, f in zip(where, frames, strict=True) for part in (at, *f)), film.result
    )
    few = [frames[0], frames[len(frames) // 2], frames[-1]]
    return Shown(digest, [small(part) for f in few for part in f] + [small(film.result)])


def of_plan(made: Plan) -> Shown:
    text = json.dumps(made.to_json(), sort_keys=True)
    numbers = [n for s in made.steps for n in (*s.estimate, *s.eps, *s.move)]
    looks = [np.array(numbers, np.float32), small(made.start.numpy())]
    return Shown(hashlib.sha256(text.encode()).hexdigest()[:16], looks)


def film_of(settings: Settings, steps) -> Film:
    film = new_film(settings)
    for step in steps:
        film.add(step)
    return film


def of_network(name: str) -> Iterator[tuple[str, Shown]]:
    """What Generate and How many steps? show first, the plan for a browser, and what ships."""
    visits = first_visits(name)
    for i, settings in enumerate(visits):
        if settings.steps > LONG and name not in LONG_WALKS:
            continue
        yield f"first visit {name} {i}", of_film(film_of(settings, generate(settings)))
    yield f"plan {name}", of_plan(plan(visits[1]))
    for i, shipped in enumerate(read(name).values()):
        yield f"shipped {name} {i}", Shown(of_film(shipped.film).hash)


def of_pages() -> Iterator[tuple[str, Shown]]:
    """What the other pages show first."""
    x0 = reduce(sample_pixels(next(iter(SAMPLES))), 64, 3)
    schedule = make_schedule("cosine")
    x_t, eps = noised(x0, 500, 7, schedule)
    yield "add noise", of(x_t.numpy(), eps.numpy())
    yield "add noise walk", of(walk_into_noise(schedule, x0[None], 500, [7]).numpy())
    moments = way_back(load_checkpoint("photos"), x0)
    yield "start", of(*(np.array(t) for t, _ in moments), *(p for _, p in moments))
    noisy = NoisyPicture(load_checkpoint("photos"), x0, 500, 7)
    for name, estimates in (("estimates", cleaned(noisy)), ("filters", filtered(noisy))):
        yield f"remove noise {name}", of(*(estimates[k].pixels for k in sorted(estimates)))
    yield "remove noise blur", of(blurred(noisy, 1.5).pixels)
    settings = Settings("photos", "ddpm", 50, seeds=(7,))
    yield "remove noise walk", of_film(film_of(settings, walk_back(noisy, settings)))


def of_tabs() -> Iterator[tuple[str, Shown]]:
    """What the tabs show first."""
    yield "tab add noise", of(*functions.add_noise(None, 500, 7, "photos")[:3])
    *_, c = functions.remove_noise(None, 500, 50, "ddpm", 7, "photos")
    yield "tab remove noise", of(c.noisy, c.blur, c.one, c.walked)
    *_, moment = functions.make("sprites", WORDS, 2, 50, "ddpm", 7, 4)
    yield "tab generate", of(moment.picture)
    *_, (few, many) = functions.compare_steps("sprites", WORDS, 2, "ddpm", 7, 20, 200)
    yield "tab how many steps", of(few.picture, many.picture)


PARTS: dict[str, Callable[[], Iterator[tuple[str, Shown]]]] = {
    **{name: (lambda name=name: of_network(name)) for name in available()},
    "pages": of_pages,
    "tabs": of_tabs,
}
NETWORKS = {"pages": ["photos"], "tabs": ["photos", "sprites"]}  # of the other parts, one each


def fingerprint(part: str) -> str:
    """What the engines that a part needs answer to the same call."""
    answers = []
    for name in NETWORKS.get(part, [part]):
        architecture = load_checkpoint(name).card.architecture
        answers.append(engine_for(name)(*example_inputs(architecture, GUIDED_ROWS)).numpy())
    return sha(*answers)


def read_hashes() -> dict[str, dict[str, dict[str, str]]]:
    return json.loads(HASHES.read_text()) if HASHES.exists() else {}


def read_references(part: str) -> dict[str, list[np.ndarray]]:
    """The looks of what a part shows, by name, in their order."""
    found: dict[str, list[np.ndarray]] = {}
    with np.load(REFERENCES) as file:
        for key in file.files:
            of_part, name, _ = key.split("/")
            if of_part == part:
                found.setdefault(name, []).append(file[key])
    return found


def write_references(part: str, shown: dict[str, Shown]) -> None:
    """Those of one part anew, the others as they are."""
    known = {}
    if REFERENCES.exists():
        with np.load(REFERENCES) as file:
            kept = {*PARTS} - {part}
            known = {key: file[key] for key in file.files if key.split("/")[0] in kept}
    looks = {(name, i): look for name, s in shown.items() for i, look in enumerate(s.looks)}
    own = {f"{part}/{name}/{i:02}": look for (name, i), look in looks.items()}
    np.savez_compressed(REFERENCES, allow_pickle=False, **dict(sorted({**known, **own}.items())))


def main(parts: Sequence[str]) -> None:
    for part in parts or PARTS:
        shown = dict(PARTS[part]())
        known = {p: noted for p, noted in read_hashes().items() if p in PARTS}
        known.setdefault(part, {})[fingerprint(part)] = {n: s.hash for n, s in shown.items()}
        HASHES.write_text(json.dumps(known, indent=1) + "\n")
        write_references(part, shown)
        print(f"noted {part}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
