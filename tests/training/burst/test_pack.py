"""A pack holds all that a burst needs, is as small as was asked for, and runs on its own."""

import subprocess
import sys
from dataclasses import replace

import pytest

from explainer.training.burst import pack as module
from explainer.training.burst.__main__ import main
from explainer.training.codecs.recipe import CODECS
from explainer.training.picture_files import read_set
from explainer.training.recipe import PictureSet
from explainer.training.recipes import RECIPES
from tests.training.files import emoji, zipped
from tests.training.in_latents import CODEC_RECIPE, RECIPE, tiny_codec

PHOTOGRAPHS = PictureSet("photographs", 1.0, {"red": "red", "blue": "blue"})
DRAWINGS = PictureSet("emoji", 1.0, captions=True)


@pytest.fixture
def data(tmp_path, monkeypatch):
    sets = (PHOTOGRAPHS, DRAWINGS)
    monkeypatch.setattr(module, "RECIPES", {RECIPE.name: replace(RECIPE, sets=sets)})
    monkeypatch.setattr(module, "CODECS", {"tiny": replace(CODEC_RECIPE, sets=sets)})
    colours = [(f"{c}/{i:03}.jpg", c) for c in ("red", "blue") for i in range(50)]
    zipped(tmp_path / "photographs-train.zip", colours)
    emoji(tmp_path, "train", [(f"red {i}", "Food") for i in range(50)])
    tiny_codec(tmp_path / "given")
    return tmp_path


def packing(data, *more):
    places = ["--data", str(data), "--pack", str(data / "pack")]
    return main([*places, "--start-from", str(data / "given"), *more])


def test_packed_pictures_are_read_as_the_originals_are(data, capsys):
    assert packing(data) == 0
    assert "MiB" in capsys.readouterr().out
    for spec in (PHOTOGRAPHS, DRAWINGS):
        (labels, images), (packed, again) = (
            read_set(folder, spec, "train") for folder in (data, data / "pack" / "data")
        )
        assert packed == labels and again.shape == images.shape
        assert float((again.float() - images.float()).abs().mean()) < 6
    assert (data / "pack" / "checkpoints" / "codecs" / "tiny.safetensors").exists()


def test_a_pack_that_is_there_or_too_small_is_a_sentence(data, capsys):
    assert packing(data, "--mebibytes", "0.1") == 2
    assert "do not fit" in capsys.readouterr().err
    assert packing(data) == 2
    assert "exists already" in capsys.readouterr().err


def test_missing_pictures_are_named(data, capsys):
    (data / "emoji-train.zip").unlink()
    assert packing(data) == 2
    assert "emoji-train.zip" in capsys.readouterr().err


def test_a_pack_runs_by_itself_and_without_the_front_ends(data):
    packing(data)
    front_ends = "streamlit gradio plotly onnxruntime openvino ray fastapi pi_heif pywt"
    script = (
        "import sys, runpy; import explainer.training.burst.__main__ as m\n"
        f"assert not set(sys.modules) & set({front_ends.split()!r})\n"
        "import explainer, cachetools; print(explainer.__path__, cachetools.__file__)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script],
        cwd=data / "pack", check=True, capture_output=True, text=True, timeout=300,
    ).stdout  # fmt: skip
    assert said.count(str(data / "pack")) == 2


def test_every_recipe_in_latents_can_be_packed():
    assert {r.codec for r in RECIPES.values() if r.codec} <= set(CODECS)
