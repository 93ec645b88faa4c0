"""The folders and pipelines that were collected as people bring them, where the collection lies beside the project.

Each has its own small test elsewhere; this walks the whole collection, which is made by its own scripts.
"""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch
from diffusers import UNet2DModel

from explainer.core.errors import UserError
from explainer.media.uploads import decode
from explainer.networks.bring import main as bring
from explainer.networks.checkpoints import load_from
from explainer.networks.conditions import parse_condition
from explainer.training.folders import read_folder
from tests.documents import ROOT

CASES = ROOT.parent / "shared" / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the collection is not here")


def made(script, folder):
    subprocess.run([sys.executable, str(CASES / script), str(folder)], check=True)
    return folder


def corner(pixels):
    """Upper right, as (red, green, blue)."""
    return pixels[20, -20].astype(int)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("iphone_display_p3.jpg", (36, 200, 33)),  # as Chromium shows it
        ("profile_with_red_and_green_exchanged.png", (30, 200, 30)),
        *((name, None) for name in ("android_screenshot.avif", "paint.bmp")),
        *((f"phone_{name}.jpg", None) for name in ("27MP_mpo", "two_pictures_mpo_turned")),
        ("png_with_1.8MB_compressed_text.png", None),
        ("jpeg_without_its_last_two_bytes.jpg", None),
    ],
)
def test_pictures_open_as_in_any_viewer(name, expected):
    decoded = decode((CASES / "files" / name).read_bytes())
    assert {note.key for note in decoded.notes} <= {"picture.turned"}
    assert expected is None or abs(corner(decoded.pixels) - expected).max() <= 2


def test_what_is_left_of_a_heic_is_called_cut_short():
    with pytest.raises(UserError, match="cut short"):
        decode((CASES / "files" / "IMG_0001.HEIC").read_bytes())


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    return made("make_folders.py", tmp_path_factory.mktemp("cases") / "train")


@pytest.fixture(scope="module")
def pipes(tmp_path_factory):
    return made("make_pipelines.py", tmp_path_factory.mktemp("cases") / "pipes")


@pytest.mark.parametrize(
    ("name", "words", "n", "left_out"),
    [
        ("usb_stick", [], 30, "1 × file “._…”"),
        ("usb_stick_twins", [], 31, "31 × file “._…”"),
        ("jupyter", ["cat", "dog"], 80, "4 × file in .ipynb_checkpoints/"),
        ("links", ["cat", "dog"], 80, "2 × file in .ipynb_checkpoints/"),
        ("kaggle", ["rose", "tulip"], 60, ""),
        ("iphone", [], 50, "60 × .heic file"),
    ],
)
def test_folders_train_and_say_what_was_left_out(name, words, n, left_out, folders):
    folder = read_folder(folders / name, 16)
    assert list(folder.words.values()) == words
    parts = [set(range(len(folder.part(part)[0]))) for part in ("train", "validation")]
    assert sum(map(len, parts)) == n and all(parts)
    assert left_out in "\n".join(folder.report())


def test_folders_of_any_name_can_be_asked_for(folders):
    folder = read_folder(folders / "names", 16)
    vocabulary = tuple(folder.words.values())
    assert len(set(vocabulary)) == 9 and "äpfel" in vocabulary
    assert all(parse_condition(word, vocabulary) == {word: 1} for word in vocabulary)


@pytest.mark.parametrize("name", ["one", "three"])
def test_too_few(name, folders):
    with pytest.raises(UserError, match="It takes 10"):
        read_folder(folders / name, 16).part("train")


READ = (
    *("plain", "fp16_variant", "fp16_weights", "bf16_weights", "sharded", "sample_size_pair"),
    *("no_model_index", "config_without_attention_head_dim", "silu_swish", "ddim_pndm", "euler"),
    *("predict_epsilon_false", "classes_1000", "size_18", "thresholding", "training_checkpoint"),
)
REFUSED = {
    "flow_matching": "FlowMatchEulerDiscreteScheduler",
    "edm": "EDMEulerScheduler",
    "sde_ve": "ScoreSdeVeScheduler",
    "stable_diffusion": "UNet2DConditionModel",
    "six_channels": "learned variance",
    "sample_size_16_by_32": "16 × 32",
    "size_17": "17×17",
    "channels_4": "latents",
    "zero_snr": "rescale_betas_zero_snr",
    "class_timestep": "class_embed_type",
    "attention_other_levels": "on the way up",
    "no_mid_attention": "add_attention",
    "no_mid_block": "mid_block_type",
    "accelerate": "config.json is missing",
    "accelerate/checkpoint-500": "scheduler_config.json is missing",
}


@pytest.mark.parametrize("name", READ)
def test_pipelines_that_are_read_equal_the_library_s(name, pipes, tmp_path):
    assert bring([str(pipes / name), "theirs", "--out", str(tmp_path)]) == 0
    ours = load_from("theirs", tmp_path)
    variant = "fp16" if name == "fp16_variant" else None
    widths = {"block_out_channels": ours.card.architecture.widths}  # which one of them leaves out
    theirs = UNet2DModel.from_pretrained(
        pipes / name / "unet", variant=variant, torch_dtype=torch.float32, **widths
    ).eval()
    size, classes = ours.card.architecture.size, theirs.config.num_class_embeds
    x, k = torch.randn(2, 3, size, size), torch.tensor([3, 700])
    condition = ours.vectors([{"1": 1.0}, {"4": 1.0}]) if classes else None
    with torch.no_grad():
        a = ours.model.unet(x, k, condition)
        b = theirs(x, k, class_labels=torch.tensor([1, 4]) if classes else None).sample
    assert torch.allclose(a, b, atol=1e-5)
    assert (ours.card.prediction == "x0") == (name == "predict_epsilon_false")


@pytest.mark.parametrize("name", REFUSED)
def test_pipelines_of_other_kinds_are_refused_by_name(name, pipes, tmp_path, capsys):
    assert bring([str(pipes / name), "theirs", "--out", str(tmp_path)]) == 2
    assert REFUSED[name] in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
