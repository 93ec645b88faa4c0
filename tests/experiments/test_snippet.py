"""“Copy as Python”: the code is run as a visitor would, and its picture compared with the film's."""

import ast
import contextlib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explainer.core.noise import noised
from explainer.engines.registry import engine_for
from explainer.experiments.sampling import generate, picture_shape, run
from explainer.experiments.settings import FIRST_VISIT, Settings
from explainer.experiments.snippet import (
    denoising_source,
    file_stem,
    notebook,
    python_source,
)
from explainer.experiments.views import new_film
from explainer.media.pictures import montage, reduce
from explainer.networks.checkpoints import load_checkpoint, read_card
from explainer.samples import sample_pixels

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
GRID = Settings("digits", "ddim", 4, 2.0, "3; 7", (7, 8, 9), 0.5, (100, 900))


def source_of(settings, sha256=""):
    engine, known = engine_for(settings.network).name, read_card(settings.network).sha256
    return python_source(settings, engine, sha256 or known)


def executed(source, folder):
    """Run code in a folder, with the project where Python finds it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-"],
        input=source.encode(),
        cwd=folder,
        env=environment,
        capture_output=True,
        timeout=300,
        check=False,
    )


def picture_made(source, folder) -> np.ndarray:
    """The pixels, (h, w, c), of the one file that the code leaves, run by itself."""
    done = executed(source, folder)
    assert done.returncode == 0, done.stderr.decode()
    return _left_in(folder)


def picture_made_here(source, folder) -> np.ndarray:
    """The same in this process, which has everything imported already."""
    with contextlib.chdir(folder):
        exec(compile(source, "snippet", "exec"), {"__name__": "__main__"})
    return _left_in(folder)


def _left_in(folder) -> np.ndarray:
    (file,) = folder.iterdir()
    assert file.suffix == ".png"
    with Image.open(file) as image:
        pixels = np.asarray(image)
    return pixels.reshape(*pixels.shape[:2], -1)


def result(settings, steps) -> np.ndarray:
    film = new_film(settings)
    for step in steps:
        film.add(step)
    assert film.done
    return montage(film.result)


@pytest.mark.parametrize(
    "settings",
    [
        GRID,
        Settings("sprites", steps=3, words="hero", w=3.5, seeds=(12,), shared_path=False),
    ],
)
def test_the_code_makes_the_films_picture_bit_for_bit(settings, tmp_path):
    made = picture_made(source_of(settings), tmp_path)
    assert np.array_equal(made, result(settings, generate(settings)))
    assert [file.stem for file in tmp_path.iterdir()] == [file_stem(settings)]


def test_the_code_of_a_network_in_latents_decodes_and_makes_the_same_picture(tiny_latent, tmp_path):
    settings = Settings(tiny_latent, "ddim", 3, 2.0, "a; b", (7, 8))
    made = picture_made(source_of(settings), tmp_path)
    assert made.shape == (16, 34, 3)
    assert np.array_equal(made, result(settings, generate(settings)))


def test_the_code_of_a_walk_from_a_sample_makes_its_picture(tmp_path):
    network, sample, t = "sprites", "apples", 400
    settings = Settings(network, "ddpm", 4, seeds=(3,))
    channels, size, _ = picture_shape(network)
    x0 = reduce(sample_pixels(sample), size, channels)
    x_t, _ = noised(x0, t, 3, load_checkpoint(network).schedule)
    sha256, engine = read_card(network).sha256, engine_for(network).name
    source = denoising_source(settings, sample, t, engine, sha256)
    assert np.array_equal(
        picture_made(source, tmp_path), result(settings, run(settings, x_t[None], t))
    )


def test_other_weights_are_refused(tmp_path):
    done = executed(source_of(GRID, sha256="0" * 64), tmp_path)
    assert done.returncode != 0
    assert "“digits”" in done.stderr.decode()
    assert "Fetch those" in done.stderr.decode()
    assert not list(tmp_path.iterdir())


def test_the_code_is_short_and_names_engine_and_weights():
    for settings in (FIRST_VISIT, GRID):
        source = source_of(settings)
        lines = [line for line in source.splitlines() if line]
        assert 8 <= len(lines) <= 12
        assert engine_for(settings.network).name in lines[0]
        assert read_card(settings.network).sha256 in source


def arguments(source) -> dict:
    """Names and values that the code gives to Settings."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    (made,) = [call for call in calls if getattr(call.func, "id", "") == "Settings"]
    return {
        k.arg: eval(ast.unparse(k.value), {"tuple": tuple, "range": range}) for k in made.keywords
    }


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"network": "sprites", "steps": 7},
        {"seeds": (4, 5, 6, 7)},
        {"seeds": (4, 5, 7), "eta": 0.25, "sampler": "ddim"},
        {"seeds": (6, 5, 4), "words": '"); print("“rose”")  # \\ \n'},
        {"interval": (0, 1000), "extra_noise": False, "shared_path": False, "w": 0.0},
    ],
)
def test_only_what_is_not_the_default_is_written(changed):
    settings = replace(Settings(), **changed)
    source = python_source(settings, "an engine", "abc")
    assert arguments(source) == changed
    assert Settings(**arguments(source)) == settings


def test_a_file_name_says_network_words_seed_and_steps():
    assert file_stem(GRID) == "noisewalk-digits-3-7-seed7-9-4steps"
    settings = Settings("photos", steps=50, words="0.6 Rose + 0.4 tulip", seeds=(5,))
    assert file_stem(settings) == "noisewalk-photos-0.6-rose-0.4-tulip-seed5-50steps"
    assert file_stem(Settings()) == "noisewalk-photos-seed0-50steps"


@pytest.mark.parametrize("words", ["../../etc/passwd", 'a/b\\c:d*?"<>|\n', "x" * 400, " ; ", "…"])
def test_no_words_make_a_bad_file_name(words):
    stem = file_stem(Settings(words=words))
    assert re.fullmatch(r"[\w.-]{1,100}", stem)
    assert "/" not in stem
    assert stem.endswith("-seed0-50steps")
    assert "--" not in stem


def test_the_notebook_makes_the_picture_and_shows_it(tmp_path, monkeypatch):
    book = json.loads(notebook(source_of(GRID)))
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    assert [cell["cell_type"] for cell in book["cells"]] == ["markdown", "code", "code"]
    ids = [cell["id"] for cell in book["cells"]]
    assert len(set(ids)) == 3
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name) for name in ids)
    monkeypatch.chdir(tmp_path)
    names = {}
    *_, make, show = ["".join(cell["source"]) for cell in book["cells"]]
    assert make == source_of(GRID).rstrip("\n")
    exec(make, names)
    *before, shown = ast.parse(show).body  # a notebook shows the value of the last line
    exec(compile(ast.Module(before, []), "cell", "exec"), names)
    picture = eval(compile(ast.Expression(shown.value), "cell", "eval"), names)
    wanted = result(GRID, generate(GRID))[..., 0]
    factor = picture.height // len(wanted)
    assert factor > 1
    assert np.array_equal(np.asarray(picture), wanted.repeat(factor, 0).repeat(factor, 1))
    for cell in book["cells"][1:]:
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
