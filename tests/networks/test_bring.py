"""Pipelines saved by the diffusers library, read here, say the same."""

from __future__ import annotations

import sys

import pytest
import torch
from diffusers import DDIMScheduler
from safetensors.torch import load_file, save_file

from explainer.core.denoiser import NetworkDenoiser
from explainer.networks.bring import OLD_NAMES, main
from tests.networks.pipelines.made import CLASSIC, brought, change, pipeline, same


@pytest.mark.parametrize(
    "changes",
    [
        {},
        CLASSIC,
        {"attention_head_dim": 16, "in_channels": 1, "out_channels": 1, "layers_per_block": 1},
        {"resnet_time_scale_shift": "scale_shift", "attn_norm_num_groups": 4},
    ],
    ids=["default", "classic", "grey", "scale_shift"],
)
def test_it_says_what_the_library_says(changes, tmp_path):
    theirs = pipeline(tmp_path / "p", **changes)
    ours = brought(tmp_path / "p", tmp_path)
    assert same(ours, theirs)


def test_classes_become_words(tmp_path):
    theirs = pipeline(tmp_path / "p", num_class_embeds=5)
    ours = brought(tmp_path / "p", tmp_path)
    assert ours.card.vocabulary == ("0", "1", "2", "3", "4")
    x, k = torch.randn(2, 3, 16, 16), torch.tensor([100, 700])
    with torch.no_grad():
        a = ours.model.unet(x, k, ours.vectors([{"1": 1.0}, {"4": 1.0}]))
        b = theirs(x, k, class_labels=torch.tensor([1, 4])).sample
    assert torch.allclose(a, b, atol=1e-4)


@pytest.mark.parametrize("kind", ["epsilon", "v_prediction", "sample"])
@pytest.mark.parametrize("betas", ["linear", "squaredcos_cap_v2"])
def test_prediction_and_schedule_are_mapped(kind, betas, tmp_path):
    scheduler = DDIMScheduler(prediction_type=kind, beta_schedule=betas, clip_sample=False)
    theirs = pipeline(tmp_path / "p", scheduler)
    ours = brought(tmp_path / "p", tmp_path)
    x, t = torch.randn(1, 3, 16, 16), 600
    denoiser = NetworkDenoiser(ours.model.unet, ours.schedule, ours.card.prediction)
    with torch.no_grad():
        x0 = denoiser(x, torch.tensor([t])).x0
        output = theirs(x, t - 1).sample
    scheduler.set_timesteps(1000)
    expected = scheduler.step(output, t - 1, x).pred_original_sample
    assert torch.allclose(x0.float(), expected, rtol=1e-3, atol=1e-3)


def test_the_flat_layout_and_the_old_names_of_attention(tmp_path):
    theirs = pipeline(tmp_path / "p", **CLASSIC)
    flat, new_to_old = tmp_path / "flat", {new: old for old, new in OLD_NAMES.items()}
    flat.mkdir()
    tensors = load_file(tmp_path / "p" / "unet" / "diffusion_pytorch_model.safetensors")
    for new, old in new_to_old.items():
        tensors = {k.replace(f".{new}.", f".{old}."): v for k, v in tensors.items()}
    assert any(".proj_attn." in k for k in tensors)
    save_file(tensors, flat / "diffusion_pytorch_model.safetensors")
    for part in ("unet/config.json", "scheduler/scheduler_config.json"):
        (flat / part.split("/")[1]).write_text((tmp_path / "p" / part).read_text())
    ours = brought(flat, tmp_path)
    assert same(ours, theirs)


@pytest.mark.parametrize(
    ("part", "values", "words"),
    [
        ("unet/config.json", {"act_fn": "gelu"}, "act_fn = gelu"),
        ("unet/config.json", {"down_block_types": ["SkipDownBlock2D"] * 2}, "SkipDownBlock2D"),
        ("unet/config.json", {"out_channels": 6}, "grey or RGB"),
        ("unet/config.json", {"sample_size": None}, "sample_size"),
        ("unet/config.json", {"layers_per_block": 1}, "do not fit"),
        ("scheduler/scheduler_config.json", {"beta_end": 0.05}, "0.05"),
        ("scheduler/scheduler_config.json", {"trained_betas": [0.1]}, "schedule"),
        ("scheduler/scheduler_config.json", {"prediction_type": "flow"}, "flow"),
        ("scheduler/scheduler_config.json", {"num_train_timesteps": 4000}, "4000"),
    ],
)
def test_what_cannot_be_read_is_named(part, values, words, tmp_path, capsys):
    pipeline(tmp_path / "p")
    change(tmp_path / "p", part, **values)
    assert main([str(tmp_path / "p"), "theirs", "--out", str(tmp_path)]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "theirs.json").exists()


@pytest.mark.parametrize("name", ["../evil", "Ünder", "", "photos"])
def test_a_bad_name_is_refused(name, tmp_path, capsys):
    pipeline(tmp_path / "p")
    assert main([str(tmp_path / "p"), name, "--out", str(tmp_path / "out")]) == 2
    assert "name" in capsys.readouterr().err.lower()
    assert not (tmp_path / "out").exists()


def test_pickled_weights_are_refused(tmp_path, capsys):
    pipeline(tmp_path / "p")
    weights = tmp_path / "p" / "unet" / "diffusion_pytorch_model.safetensors"
    torch.save({}, weights.with_suffix(".bin"))
    weights.unlink()
    assert main([str(tmp_path / "p"), "theirs", "--out", str(tmp_path)]) == 2
    assert "pickle" in capsys.readouterr().err


def test_a_missing_folder_and_a_missing_package_are_sentences(tmp_path, capsys, monkeypatch):
    assert main([str(tmp_path / "a" / "b" / "c"), "theirs"]) == 2
    assert "no folder" in capsys.readouterr().err
    assert main([str(tmp_path), "theirs"]) == 2
    assert "config.json is missing" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    assert main(["google/ddpm-cifar10-32", "theirs"]) == 2
    assert "pip install huggingface_hub" in capsys.readouterr().err
