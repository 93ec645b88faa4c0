"""A run as Python that anybody can run: a few lines that make the same picture, and a notebook of them.

The lines name the engine and the hash of the weights, and refuse to work with other weights.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from explainer.experiments.restoring import Damage
from explainer.experiments.sampling import picture_shape
from explainer.experiments.settings import Settings
from explainer.experiments.two_in_one import Wanted
from explainer.media.film_files import FILM_SIDE
from explainer.networks.checkpoints import is_latent
from explainer.strings import ENGLISH, say

MOST_WORDS = 40  # characters of the prompt in a file name


def file_stem(settings: Settings, *about: str) -> str:
    """A file name without its ending: network, what it is about, words, seed, steps; safe on every system."""
    words = re.sub(r"[^\w.]+", "-", settings.words.lower()).strip("-.")[:MOST_WORDS].rstrip("-.")
    first, last = min(settings.seeds), max(settings.seeds)
    seeds = f"seed{first}" if first == last else f"seed{first}-{last}"
    network = re.sub(r"[^\w-]+", "-", settings.network)
    return "-".join(
        filter(None, ["noisewalk", network, *about, words, seeds, f"{settings.steps}steps"])
    )


def python_source(settings: Settings, engine_name: str, sha256: str) -> str:
    """Code that saves the picture of `generate(settings)` as PNG, several pictures in a grid.

    It runs in the project's folder, leaves the picture in `picture`, and stops with a sentence if
    the hash of the network's weights is not `sha256`. Bit for bit the same on the engine of this name.
    """
    needs = {
        "explainer.media.pictures": "montage, to_pixels",
        "explainer.experiments.sampling": "generate",
        "explainer.experiments.settings": "Settings",
    }
    walk, x = [], "last(generate(settings)).x_next"
    if is_latent(settings.network):
        needs |= {
            "explainer.engines.codecs": "decoded",
            "explainer.networks.checkpoints": "expect_weights, load_checkpoint",
        }
        walk = [f"latents = {x}"]
        x = f"decoded(load_checkpoint({written(settings.network)}), latents)"
    return source_around(settings, engine_name, sha256, needs, walk, f"montage(to_pixels({x}))")


def denoising_source(settings: Settings, sample: str, t: int, engine_name: str, sha256: str) -> str:
    """As `python_source`, for the walk back from a shipped sample picture, noised to t; several walks, if there are more seeds.

    `sample` is its name; the noise is that of the first seed in `settings`.
    """
    channels, size, _ = picture_shape(settings.network)
    seed, n = settings.seeds[0], len(settings.seeds)
    needs = {
        "explainer.core.noise": "noised",
        "explainer.networks.checkpoints": "expect_weights, load_checkpoint",
        "explainer.media.pictures": "reduce, to_pixels" if n == 1 else "montage, reduce, to_pixels",
        "explainer.experiments.sampling": "run",
        "explainer.experiments.settings": "Settings",
        "explainer.samples": "sample_pixels",
    }
    checkpoint = f"load_checkpoint({written(settings.network)})"
    walk = [f"x0 = reduce(sample_pixels({written(sample)}), size={size}, channels={channels})"]
    begin = "x_t[None]" if n == 1 else f"x_t.expand({n}, -1, -1, -1)"
    x = f"last(run(settings, {begin}, {t})).x_next"
    if is_latent(settings.network):
        needs |= {"explainer.engines.codecs": "decoded, encoded"}
        walk.append(f"x0 = encoded({checkpoint}, x0[None])[0]")
        x = f"decoded({checkpoint}, {x})"
    walk.append(f"x_t, _ = noised(x0, {t}, {seed}, {checkpoint}.schedule)")
    pixels = f"to_pixels({x})[0]" if n == 1 else f"montage(to_pixels({x}))"
    return source_around(settings, engine_name, sha256, needs, walk, pixels, sample, f"t{t}")


def restoring_source(
    settings: Settings, sample: str, damage: Damage, keeping: bool, engine_name: str, sha256: str
) -> str:
    """As `python_source`, for a shipped sample picture that is damaged, and restored by the network of the settings."""
    channels, size, _ = picture_shape(settings.network)
    network, kind = written(settings.network), damage.kind
    return source_around(
        settings,
        engine_name,
        sha256,
        {
            "explainer.experiments.restoring": "Damage, Damaged, restored",
            "explainer.networks.checkpoints": "expect_weights, load_checkpoint",
            "explainer.media.pictures": "reduce, to_pixels",
            "explainer.experiments.settings": "Settings",
            "explainer.samples": "sample_pixels",
        },
        [
            f"x0 = reduce(sample_pixels({written(sample)}), size={size}, channels={channels})",
            f"damaged = Damaged(load_checkpoint({network}), x0, {damage!r})",
        ],
        f"to_pixels(last(restored(damaged, settings, {keeping})).x_next)[0]",
        *(sample, kind),
    )


def two_in_one_source(wanted: Wanted, engine_name: str, sha256: str) -> str:
    """As `python_source`, for pictures that two words share."""
    needs = {
        "explainer.media.pictures": "montage, to_pixels",
        "explainer.experiments.settings": "Settings",
        "explainer.experiments.two_in_one": "Wanted, drawn",
    }
    parts = wanted.first, wanted.second, wanted.way, wanted.sigma
    walk = [f"wanted = Wanted(settings, {', '.join(map(written, parts))})"]
    pixels = "montage(to_pixels(last(drawn(wanted)).x_next))"
    about = wanted.first, wanted.way, wanted.second
    return source_around(wanted.settings, engine_name, sha256, needs, walk, pixels, *about)


def filling_source(
    settings: Settings, sample: str, hole: str, call: str, engine_name: str, sha256: str
) -> str:
    """As `python_source`, for a shipped sample picture with one of the holes, filled by such a call of `experiments.filling`."""
    channels, size, _ = picture_shape(settings.network)
    network = written(settings.network)
    return source_around(
        settings,
        engine_name,
        sha256,
        {
            "explainer.experiments.filling": "Holed, corrected, hole, repainted",
            "explainer.networks.checkpoints": "expect_weights, load_checkpoint",
            "explainer.media.pictures": "reduce, to_pixels",
            "explainer.experiments.settings": "Settings",
            "explainer.samples": "sample_pixels",
        },
        [
            f"x0 = reduce(sample_pixels({written(sample)}), size={size}, channels={channels})",
            f"holed = Holed(load_checkpoint({network}), x0, hole({written(hole)}, {size}))",
        ],
        f"to_pixels(last({call}).x_next)[0]",
        *(sample, hole),
    )


def mixing_source(settings: Settings, words: tuple[str, str], engine_name: str, sha256: str) -> str:
    """As `python_source`, for the pictures between two words, in a row."""
    needs = {
        "explainer.engines.codecs": "decoded",
        "explainer.experiments.settings": "Settings",
        "explainer.experiments.travelling": "mixed",
        "explainer.media.pictures": "montage, to_pixels",
        "explainer.networks.checkpoints": "expect_weights, load_checkpoint",
    }
    first, second = map(written, words)
    walk = [f"x = last(mixed(settings, {first}, {second})).x_next"]
    pictures = f"to_pixels(decoded(load_checkpoint({written(settings.network)}), x))"
    pixels = f"montage({pictures}, columns={len(settings.seeds)})"
    return source_around(settings, engine_name, sha256, needs, walk, pixels, *words)


def notebook(source: str, language: str = ENGLISH) -> bytes:
    """A Jupyter notebook (nbformat 4.5) of code that leaves its result in `picture`, and shows it."""
    show = f"from explainer.media.sheets import enlarged\n\nenlarged(picture, {FILM_SIDE})"
    cells = [
        _cell("about", "markdown", say("takeaway.notebook_lead", language)),
        _cell("make", "code", source.rstrip("\n")),
        _cell("show", "code", show),
    ]
    python = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": python, "language_info": {"name": "python"}}
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
    return (json.dumps(book, indent=1, ensure_ascii=False) + "\n").encode()


def source_around(
    settings: Settings,
    engine_name: str,
    sha256: str,
    needs: dict[str, str],
    walk: Sequence[str],
    pixels: str,
    *about: str,
) -> str:
    """The lines that all sources share, around the imports, the walk and the pixels of one."""
    always = {
        "explainer.media.film_files": "as_image",
        "explainer.core.samplers": "last",
        "explainer.networks.checkpoints": "expect_weights",
    }
    imports = sorted((always | needs).items())
    lines = [
        f"# Run this in the folder of Noisewalk. With the engine “{engine_name}” and as many threads it makes",
        "# the same picture bit for bit; elsewhere it may differ by a shade here and there.",
        *(f"from {module} import {names}" for module, names in imports),
        "",
        f"expect_weights({written(settings.network)}, {written(sha256)})",
        f"settings = Settings({_arguments(settings)})",
        *walk,
        f"picture = as_image({pixels})",
        f"picture.save({written(file_stem(settings, *about) + '.png')})",
    ]
    return "\n".join(lines) + "\n"


def _arguments(settings: Settings) -> str:
    """Keyword arguments for what is not the default."""
    chosen = ((f.name, f.default, getattr(settings, f.name)) for f in fields(settings))
    return ", ".join(
        f"{name}={written(value)}" for name, default, value in chosen if value != default
    )


def written(value: Any) -> str:
    """A value as code, on one line; seeds in a row as a range."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if (
        isinstance(value, tuple)
        and len(value) > 2
        and value == tuple(range(value[0], value[-1] + 1))
    ):
        return f"tuple(range({value[0]}, {value[-1] + 1}))"
    return repr(value)


def _cell(name: str, kind: str, text: str) -> dict[str, Any]:
    cell = {"id": name, "cell_type": kind, "metadata": {}, "source": text.splitlines(keepends=True)}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})
