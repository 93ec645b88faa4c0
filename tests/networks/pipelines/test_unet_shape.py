"""Configs of UNets: what the library leaves out, what it writes in several ways, and what no UNet here can be."""

import inspect
import re

import pytest
from diffusers import UNet2DModel

from explainer.core.errors import UserError
from explainer.networks.bring import main
from explainer.networks.pipelines.unet_shape import DEFAULTS, unet_config, whole
from tests.networks.pipelines.made import SMALL, brought, change, pipeline, same

CONFIG = "unet/config.json"


@pytest.mark.parametrize(
    "changes",
    [
        {"sample_size": (16, 16)},
        {"sample_size": 18},
        {"act_fn": "swish"},
        {"dropout": 0.1},
        {"time_embedding_dim": 64},
        {"attn_norm_num_groups": 4},
    ],
    ids=str,
)
def test_what_is_written_otherwise_is_read(changes, tmp_path):
    theirs = pipeline(tmp_path / "p", **changes)
    assert same(brought(tmp_path / "p", tmp_path), theirs)


@pytest.mark.parametrize(
    "key",
    [
        *("block_out_channels", "attention_head_dim", "layers_per_block", "norm_eps", "freq_shift"),
        *("in_channels", "out_channels", "act_fn", "mid_block_type", "_class_name"),
        *("resnet_time_scale_shift", "downsample_padding", "flip_sin_to_cos", "add_attention"),
    ],
)
def test_what_a_config_leaves_out_is_the_library_s_default(key, tmp_path):
    theirs = pipeline(tmp_path / "p")
    change(tmp_path / "p", CONFIG, without=(key,))
    assert same(brought(tmp_path / "p", tmp_path), theirs)


def test_the_defaults_are_the_library_s():
    parameters = inspect.signature(UNet2DModel.__init__).parameters
    theirs = {name: parameter.default for name, parameter in parameters.items()}
    assert {key: theirs[key] for key in DEFAULTS} == DEFAULTS
    shape = unet_config({"sample_size": 32}, {})
    assert shape.widths == (224, 448, 672, 896) and shape.attention == (False, True, True, True)


def test_blocks_by_their_older_names(tmp_path):
    theirs = pipeline(tmp_path / "p")
    old = {
        f"{way}_block_types": [f"UNetRes{t}" for t in SMALL[f"{way}_block_types"]]
        for way in ("down", "up")
    }
    change(tmp_path / "p", CONFIG, **old)
    assert same(brought(tmp_path / "p", tmp_path), theirs)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"_class_name": "UNet2DConditionModel"}, "UNet2DConditionModel"),
        ({"_class_name": "DiTTransformer2DModel"}, "DiTTransformer2DModel"),
        ({"out_channels": 6}, "learned variance"),
        ({"in_channels": 4, "out_channels": 4}, "codec's latents"),
        ({"in_channels": 6}, "takes 6 channels and gives 3"),
        ({"sample_size": [16, 32]}, "16 × 32"),
        ({"sample_size": []}, "squares only"),
        ({"sample_size": 17}, "17×17 pixels.*multiple of 2"),
        ({"sample_size": 0}, "sample_size = 0"),
        ({"sample_size": "16"}, "sample_size"),
        ({"sample_size": True}, "sample_size"),
        ({"class_embed_type": "timestep"}, "class_embed_type = timestep"),
        ({"class_embed_type": "identity"}, "class_embed_type = identity"),
        ({"add_attention": False}, "add_attention"),
        ({"mid_block_type": None}, "mid_block_type"),
        ({"resnet_time_scale_shift": "spatial"}, "spatial"),
        ({"resnet_time_scale_shift": "scale_shift"}, "attn_norm_num_groups"),
        ({"attn_norm_num_groups": 8}, "norms in 8 groups"),
        ({"time_embedding_dim": 128}, "time_embedding_dim = 128"),
        ({"time_embedding_dim": 64, "block_out_channels": []}, "no list"),
        ({"time_embedding_dim": 64, "block_out_channels": [None]}, "block_out_channels"),
        ({"downsample_padding": 2}, "downsample_padding"),
        ({"norm_num_groups": 3}, "groups"),
        *(({"norm_eps": eps}, "norm_eps") for eps in ("small", -1, 0, 1e400, True)),
        *(({"freq_shift": shift}, "freq_shift") for shift in ("1", -1, 2.5, 8, 10**30, 1e400, [])),
        ({"layers_per_block": 10**30}, "do not fit the config.*1 blocks"),
        ({"block_out_channels": [16, 10**30]}, "do not fit the config.*16, 32"),
        ({"sample_size": 10**30}, "at most"),
        ({"in_channels": True, "out_channels": True}, "takes True channels"),
        ({"act_fn": "\0a\n" * 30}, "act_fn = .a.{78}…; only"),
        ({"attention_head_dim": 5}, "heads"),
        ({"layers_per_block": [1, 2]}, "layers_per_block"),
        ({"block_out_channels": [16, -32]}, "-32"),
        ({"block_out_channels": 16}, "no list"),
        ({"block_out_channels": [16, 32, 64]}, "one entry per stage"),
        ({"down_block_types": "DownBlock2D"}, "no list"),
        ({"up_block_types": ["UpBlock2D"] * 2}, "on the way up"),
    ],
    ids=str,
)
def test_what_no_network_here_can_be_is_refused_by_name(values, words, tmp_path, capsys):
    pipeline(tmp_path / "p", layers_per_block=1)
    change(tmp_path / "p", CONFIG, **values)
    assert main([str(tmp_path / "p"), "theirs", "--out", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert re.search(words, error), error
    assert not (tmp_path / "theirs.json").exists()


@pytest.mark.parametrize("value", [1.5, "3", None, -1, 0, True])
def test_whole_numbers(value):
    with pytest.raises(UserError, match="whole number"):
        whole(value, "x")
