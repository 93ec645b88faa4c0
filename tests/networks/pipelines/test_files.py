"""The files of pipelines, as people save them."""

import json
import pickle
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file

from explainer.networks.bring import main
from tests.networks.pipelines.made import brought, change, pipeline, same

STEM = "diffusion_pytorch_model"
SHARDED = {"max_shard_size": "200KB"}


@pytest.mark.parametrize(
    ("dtype", "saving"),
    [
        (torch.float32, {}),
        (torch.float16, {}),
        (torch.bfloat16, {}),
        (torch.float16, {"variant": "fp16"}),
        (torch.bfloat16, {"variant": "bf16"}),
        (torch.float32, {"variant": "non_ema"}),
        (torch.float32, {"variant": "of.mine"}),
        (torch.float32, SHARDED),
        (torch.float16, {**SHARDED, "variant": "fp16"}),
    ],
)
def test_any_format_of_numbers_in_one_file_or_several(dtype, saving, tmp_path):
    theirs = pipeline(tmp_path / "p", dtype=dtype, saving=saving)
    if "max_shard_size" in saving:
        assert len(list((tmp_path / "p" / "unet").glob("*-of-*"))) > 1
    assert same(brought(tmp_path / "p", tmp_path), theirs)


def test_weights_that_halves_can_hold_take_half_the_room(tmp_path):
    pipeline(tmp_path / "a")
    brought(tmp_path / "a", tmp_path)
    whole = (tmp_path / "theirs.safetensors").stat().st_size
    pipeline(tmp_path / "b", dtype=torch.float16)
    brought(tmp_path / "b", tmp_path)
    assert whole > 1.9 * (tmp_path / "theirs.safetensors").stat().st_size


def test_of_several_variants_the_whole_file_is_read(tmp_path):
    theirs = pipeline(tmp_path / "p")
    home = tmp_path / "p" / "unet"
    zeros = {k: torch.zeros_like(v) for k, v in load_file(home / f"{STEM}.safetensors").items()}
    save_file(zeros, home / f"{STEM}.fp16.safetensors")
    assert same(brought(tmp_path / "p", tmp_path), theirs)


def test_the_index_of_the_parts_may_be_missing_or_wrong(tmp_path, capsys):
    pipeline(tmp_path / "p", saving=SHARDED)
    home = tmp_path / "p" / "unet"
    index = home / f"{STEM}.safetensors.index.json"
    good = json.loads(index.read_text())
    part = sorted(set(good["weight_map"].values()))[0]

    def refused(words):
        assert main([str(tmp_path / "p"), "theirs", "--out", str(tmp_path)]) == 2
        assert words in capsys.readouterr().err

    for bad in ([], {}, {"weight_map": []}, {"weight_map": {"a": 3}}):
        index.write_text(json.dumps(bad))
        refused("index.json")
    for name in ("../elsewhere.safetensors", "/etc/passwd", "config.json"):
        index.write_text(json.dumps({"weight_map": {"a": name}}))
        refused("no file of weights beside it")
    index.write_text(json.dumps(good))
    (home / part).unlink()
    refused(f"{part} is missing")
    index.unlink()
    refused("no weights")


def test_the_index_of_the_pipeline_is_not_needed(tmp_path):
    theirs = pipeline(tmp_path / "p")
    (tmp_path / "p" / "model_index.json").unlink()
    assert same(brought(tmp_path / "p", tmp_path), theirs)


def test_the_step_of_a_training_takes_the_scheduler_of_its_pipeline(tmp_path, capsys):
    theirs = pipeline(tmp_path / "p")
    shutil.copytree(tmp_path / "p" / "unet", tmp_path / "p" / "checkpoint-500" / "unet")
    assert same(brought(tmp_path / "p" / "checkpoint-500", tmp_path), theirs)
    shutil.rmtree(tmp_path / "p" / "scheduler")
    assert main([str(tmp_path / "p" / "checkpoint-500"), "theirs"]) == 2
    assert "scheduler_config.json is missing" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["[1, 2]", "null", '"x"', "{", "[" * 100_000, "\0"])
@pytest.mark.parametrize("part", ["unet/config.json", "model_index.json"])
def test_a_config_that_is_none_is_a_sentence(part, text, tmp_path, capsys):
    pipeline(tmp_path / "p", layers_per_block=1)
    (tmp_path / "p" / part).write_text(text)
    assert main([str(tmp_path / "p"), "theirs", "--out", str(tmp_path)]) == 2
    assert part.split("/")[-1] in capsys.readouterr().err


def test_weights_that_are_no_numbers_are_refused(tmp_path, capsys):
    pipeline(tmp_path / "p")
    path = tmp_path / "p" / "unet" / f"{STEM}.safetensors"
    tensors = load_file(path)
    tensors["conv_out.bias"][0] = float("nan")
    save_file(tensors, path)
    assert main([str(tmp_path / "p"), "theirs", "--out", str(tmp_path)]) == 2
    assert "no number" in capsys.readouterr().err
    assert main([str(path), "theirs", "--out", str(tmp_path)]) == 2
    assert "is a file" in capsys.readouterr().err


def test_a_network_that_lies_elsewhere_is_named(tmp_path, capsys):
    pipeline(tmp_path / "p")
    change(tmp_path / "p", "model_index.json", vqvae=["diffusers", "VQModel"])
    assert main([str(tmp_path / "p"), "theirs", "--out", str(tmp_path)]) == 2
    assert "vqvae" in capsys.readouterr().err
    change(tmp_path / "p", "model_index.json", vqvae=[None, None])
    brought(tmp_path / "p", tmp_path)


def test_weights_that_are_not_whole_say_what_to_do(tmp_path, capsys):
    pipeline(tmp_path / "p", layers_per_block=1)
    path = tmp_path / "p" / "unet" / f"{STEM}.safetensors"
    whole = path.read_bytes()
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"
    huge = b'{"a": {"dtype": "F32", "shape": [9, 1099511627776], "data_offsets": [0, 4]}}'
    for data, words in (
        (b"", "Fetch or save it again"),
        (whole[:-100], "Fetch or save it again"),
        (b"\xff" * 8 + b"{", "Fetch or save it again"),
        (len(huge).to_bytes(8, "little") + huge + bytes(4), "Fetch or save it again"),
        (pointer, "git lfs pull"),
    ):
        path.write_bytes(data)
        assert main([str(tmp_path / "p"), "theirs", "--out", str(tmp_path)]) == 2
        assert words in capsys.readouterr().err


def test_tensors_that_the_config_does_not_mean(tmp_path, capsys):
    pipeline(tmp_path / "p", layers_per_block=1)
    path = tmp_path / "p" / "unet" / f"{STEM}.safetensors"
    tensors = load_file(path)
    less = {k: v for k, v in tensors.items() if k != "conv_in.bias"}
    for other, words in (
        ({}, "holds none"),
        (less, "conv_in.bias"),
        (tensors | {"further": torch.zeros(3)}, "further"),
        (tensors | {"conv_in.bias": torch.zeros(3)}, "size mismatch"),
        ({f"model.{k}": v for k, v in tensors.items()}, "no “model."),
    ):
        save_file(other, path)
        assert main([str(tmp_path / "p"), "theirs", "--out", str(tmp_path)]) == 2
        assert words in capsys.readouterr().err
    save_file({k: v.double() for k, v in tensors.items()}, path)
    brought(tmp_path / "p", tmp_path)


class Opened:
    """Leaves a file where it is unpickled."""

    def __init__(self, trace):
        self.trace = trace

    def __reduce__(self):
        return open, (self.trace, "w")


def test_no_pickle_is_opened_and_flax_is_named(tmp_path, capsys):
    pipeline(tmp_path / "p", layers_per_block=1)
    home, trace = tmp_path / "p" / "unet", tmp_path / "opened"
    (home / f"{STEM}.safetensors").rename(tmp_path / "kept")
    (home / "diffusion_flax_model.msgpack").write_bytes(b"x")
    assert main([str(tmp_path / "p"), "theirs", "--out", str(tmp_path)]) == 2
    assert "Flax" in capsys.readouterr().err
    for name in (f"{STEM}.bin", f"{STEM}.fp16.bin", f"{STEM}.safetensors"):
        (home / name).write_bytes(pickle.dumps(Opened(str(trace))))
        assert main([str(tmp_path / "p"), "theirs", "--out", str(tmp_path)]) == 2
        assert "pickle" in capsys.readouterr().err and not trace.exists()
        (home / name).unlink()
