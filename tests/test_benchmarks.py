"""The benchmark commands run and print what they promise; what the numbers are is not for a test."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks import beside, painter
from explainer.training.evaluation.denoising import LEVELS

pytestmark = pytest.mark.slow  # each starts a command

ROOT = Path(__file__).resolve().parents[1]


def run(*arguments):
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )


def test_denoising_of_a_folder(tmp_path):
    rng = np.random.default_rng(0)
    blocks = rng.integers(0, 255, (5, 5, 3), dtype=np.uint8)
    Image.fromarray(blocks).resize((90, 70), Image.Resampling.NEAREST).save(tmp_path / "a.png")
    (tmp_path / "notes.txt").write_text("not a picture")
    done = run("benchmarks/denoising.py", "--json", "--folder", tmp_path, "--network", "digits")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["rows"]
    methods = {"noisy", "gaussian_best", "nlm", "tv", "one_step", "iterative"}
    assert {r["method"] for r in rows} >= methods
    assert {r["alpha_bar"] for r in rows} == set(LEVELS)
    assert all(np.isfinite([r["psnr"], r["ssim"], r["sharpness"]]).all() for r in rows)
    assert "notes.txt" in done.stderr


def test_an_empty_folder_is_a_sentence(tmp_path):
    done = run("benchmarks/denoising.py", "--folder", tmp_path)
    assert done.returncode == 2
    assert "no readable picture" in done.stderr


def test_speed_beside_the_diffusers_library():
    done = run(
        "benchmarks/speed.py", "--json", "--network", "digits", "--repeats", "1", "--seeds", "1"
    )
    assert done.returncode == 0, done.stderr
    (result,) = json.loads(done.stdout)
    engines = {"torch cpu float32", "diffusers float32", "diffusers bfloat16"}
    assert engines <= set(result["network_ms"]["2"])
    assert engines <= set(result["picture20_s"])
    assert all(0 < share < 1.5 for share in result["share_of_peak"].values())
    assert result["agreement_db"]["torch cpu float32"] > 80


def test_a_picture_beside_other_work():
    compared = ("as it ships",)
    options = ("--json", "--network", "sprites", "--repeats", "1", "--no-browser")
    done = run("benchmarks/beside.py", *options, *(f"--way={way}" for way in compared))
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert tuple(result["seconds"]) == compared
    for row in result["seconds"].values():
        assert list(row) == ["quiet", "beside 1 busy", "beside 2 busy", "beside a training"]
        assert all(seconds > 0 for seconds in row.values())
    assert result["engines"]["as it ships"].split()[1] == "cpu"


def test_every_number_of_threads_stands_beside_what_ships(monkeypatch):
    monkeypatch.setattr(beside, "usable_threads", lambda: 3)
    compared = beside.ways(["onnx"])
    fixed = [f"{n} thread{'s' * (n > 1)}" for n in (1, 2, 3)]
    assert list(compared) == [
        *("as it ships", "onnx", *fixed),
        *("all threads, spinning", "products of matrices"),
    ]
    assert compared["as it ships"] == {}


def test_a_training_can_be_measured_beside_other_work():
    work, name = painter.work_of("training digits")
    work()
    assert "float" in name()


def test_what_each_layer_of_fast_torch_brings():
    done = run("benchmarks/fast_torch.py", "--json", "--network", "digits", "--rounds", "1")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert [row["rows"] for row in rows] == [2, 16]
    for row in rows:
        assert row["folded, packed, traced"] == 1
        assert all(row[layers] > 0 for layers in ("plain", "traced", "folded, traced"))


def test_how_threads_share_a_call():
    done = run("benchmarks/sharing.py", "--json", "--network", "digits", "--rounds", "1")
    assert done.returncode == 0, done.stderr
    lines = json.loads(done.stdout)
    assert [line["rows"] for line in lines] == [2, 4, 8, 16]
    assert all(line["one thread"] > 0 and line["operations divided"] > 0 for line in lines)
