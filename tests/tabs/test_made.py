"""Pictures as files: each has a name of its own, and what is old is deleted however many are being made."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from gradio.route_utils import delete_files_created_by_app
from gradio_client import Client
from PIL import Image

from explainer.tabs.made import Kept, as_file, as_files
from tests.server.loop import finished
from tests.tabs.conftest import PATIENCE, endpoint

CALLERS = 8
PIXELS = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)


def pixels_of(file):
    with Image.open(file) as picture:
        return np.asarray(picture.convert("RGB"))


def test_no_file_is_written_twice():
    first, second = as_file(PIXELS), as_file(PIXELS)
    assert first.path != second.path
    assert [Path(f.path).suffix for f in (first, second)] == [".png"] * 2
    assert all(np.array_equal(pixels_of(f.path), PIXELS) for f in (first, second))
    pair = as_files((PIXELS, PIXELS)).root
    assert len({first.path, second.path, *(f.path for f in pair)}) == 4


def test_without_a_picture_there_is_no_file():
    assert as_file(None) is None
    assert as_files(None) is None


@pytest.mark.parametrize(
    "name",
    ["add_noise", "remove_noise", "generate", "compare_steps", "redraw", "sharpen", "fill_in"],
)
def test_every_picture_of_the_tabs_is_such_a_file(blocks, name):
    *pictures, _ = endpoint(blocks, name).outputs
    assert {p.postprocess for p in pictures} <= {as_file, as_files}


def test_files_are_deleted_while_others_are_made(blocks):
    (kept,) = blocks.temp_file_sets
    old = [as_file(PIXELS).path for _ in range(200)]
    kept.update(old)
    stop = threading.Event()

    def make():
        for number in iter(lambda: len(kept), None):
            kept.add(f"/nowhere/{number}")
            if stop.is_set():
                return

    other = threading.Thread(target=make)
    other.start()
    try:
        delete_files_created_by_app(blocks, None)
    finally:
        stop.set()
        other.join()
        kept.clear()
    assert not any(Path(file).exists() for file in old)


def test_a_set_of_names_may_grow_while_somebody_reads_it():
    kept = Kept({"a"})
    for name in kept:
        kept.add(name + "b")
    assert kept == {"a", "ab"}


def test_a_picture_of_a_run_is_noted_to_be_deleted(blocks):
    (kept,) = blocks.temp_file_sets
    shown = endpoint(blocks, "generate").outputs[0]
    file = as_file(PIXELS).path
    finished(shown.async_move_resource_to_block_cache(file))
    assert file in kept


@pytest.mark.slow
def test_callers_with_one_seed_get_the_same_whole_picture(tabs, tmp_path):
    """Whatever others ask for meanwhile, and whoever leaves."""

    def submit(caller, seed, steps=20):
        folder = str(tmp_path / str(caller))
        client = Client(
            tabs, verbose=False, download_files=folder, httpx_kwargs={"timeout": PATIENCE}
        )
        inputs = ("sprites", "hero; potion", 2, steps, "ddim", seed, 4)
        return client.submit(*inputs, api_name="/generate")

    def ask(caller):
        if caller == CALLERS:  # leaves
            return submit(caller, 7, steps=200).cancel()
        job = submit(caller, 7 if caller < CALLERS else 1000 + caller)
        picture, _ = job.result(timeout=PATIENCE)
        return [pixels_of(moment[0]) for moment in job.outputs()][-1], pixels_of(picture)

    with ThreadPoolExecutor(CALLERS + 3) as crowd:
        answers = list(crowd.map(ask, range(CALLERS + 3)))
    first = answers[0][0]
    assert first.std() > 10
    assert all(np.array_equal(first, picture) for answer in answers[:CALLERS] for picture in answer)
    other, another = answers[CALLERS + 1 :]
    assert np.array_equal(*other) and np.array_equal(*another)
    assert not np.array_equal(first, other[0]) and not np.array_equal(other[0], another[0])
