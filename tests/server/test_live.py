"""The running app, asked as a program asks it: every named endpoint, its streams, and how it stops."""

from __future__ import annotations

import io
import json
import re
import time
import urllib.request

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from tests.live import ROOT
from tests.tabs.conftest import PATIENCE

pytestmark = pytest.mark.slow

SIDE = 28  # of a picture of the network digits


@pytest.fixture(scope="module")
def client(tabs, tmp_path_factory):
    folder = str(tmp_path_factory.mktemp("downloads"))
    patient = {"timeout": PATIENCE}
    return Client(tabs, verbose=False, download_files=folder, httpx_kwargs=patient)


def health(server):
    with urllib.request.urlopen(server.url + "/healthz", timeout=PATIENCE) as answer:
        return json.load(answer)


def is_idle(server, readings=5):
    """Whether no network call runs, several times in a row: between two steps there is none, either."""
    for _ in range(readings):
        if health(server)["waiting"]:
            return False
        time.sleep(0.1)
    return True


def becomes_idle(server, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_idle(server):
            return True
    return False


def moments(job):
    """All that a job yields until it ends."""
    job.result(timeout=PATIENCE)
    return job.outputs()


def size(path):
    with Image.open(path) as picture:
        return picture.size


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "mine.png"
    Image.new("RGB", (90, 60), "white").save(path)
    return handle_file(str(path))


def test_add_noise(client, picture):
    *pictures, text = client.predict(picture, 500, 7, "digits", api_name="/add_noise")
    assert [size(p) for p in pictures] == [(SIDE, SIDE)] * 3
    assert "t = 500" in text
    with Image.open(pictures[0]) as x0:
        assert x0.convert("L").getextrema() == (255, 255)  # the upload, not the sample
    sample = client.predict(None, 500, 7, "digits", api_name="/add_noise")
    with Image.open(sample[0]) as x0:
        assert x0.convert("L").getextrema() != (255, 255)


def test_remove_noise_streams(client, picture):
    job = client.submit(picture, 500, 60, "ddim", 7, "digits", api_name="/remove_noise")
    seen = moments(job)
    assert len(seen) > 1
    *pictures, text = seen[-1]
    assert [size(p) for p in pictures] == [(SIDE, SIDE)] * 4
    assert "60 steps" in text
    assert "PSNR" in text


def test_generate_streams(client):
    job = client.submit("digits", "3", 2.0, 60, "ddim", 7, 4, api_name="/generate")
    seen = moments(job)
    assert len(seen) > 1
    picture, text = seen[-1]
    assert size(picture) == (2 * SIDE + 2, 2 * SIDE + 2)  # two by two, with a gap
    assert "60 steps, 120 network calls" in text


def test_compare_steps_streams(client):
    job = client.submit("digits", "3", 2.0, "ddim", 7, 3, 60, api_name="/compare_steps")
    seen = moments(job)
    assert len(seen) > 1
    both, text = seen[-1]
    assert [size(p) for p in both] == [(SIDE, SIDE)] * 2
    assert "3 steps" in text
    assert "60 steps" in text


def test_the_snippet_of_the_documentation_runs(server, tabs, capsys):
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "hosting.md").read_text(), re.S)
    assert code.count("http://localhost:8501") == 1
    exec(code.replace("http://localhost:8501", server.url), {})
    told = capsys.readouterr().out
    assert ".png" in told
    assert "20 steps, 40 network calls" in told


def test_what_is_wrong_is_told_in_a_sentence(client):
    with pytest.raises(AppError, match="platypus"):
        client.predict("digits", "platypus", 2.0, 5, "ddim", 7, 1, api_name="/generate")


def test_a_file_that_is_no_picture_is_told_in_a_sentence(client, tmp_path):
    path = tmp_path / "mine.png"
    path.write_bytes(io.BytesIO(b"text").getvalue())
    with pytest.raises(AppError, match="not a picture"):
        client.predict(handle_file(str(path)), 5, 7, "digits", api_name="/add_noise")


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("/generate", ("photos", "", 1.0, 200, "heun", 7, 16)),
        ("/compare_steps", ("photos", "", 1.0, "heun", 7, 200, 200)),
        ("/remove_noise", (None, 900, 200, "heun", 7, "photos")),
    ],
)
def test_who_cancels_ends_the_calls(client, server, name, inputs):
    job = client.submit(*inputs, api_name=name)
    end = time.monotonic() + PATIENCE
    while not job.outputs() and time.monotonic() < end:
        time.sleep(0.05)
    assert job.outputs(), "it never began"
    assert not is_idle(server), "the run is over before it can be cancelled"
    job.cancel()
    assert becomes_idle(server)
