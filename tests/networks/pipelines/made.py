"""Small pipelines with random weights, saved by the diffusers library."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from diffusers import DDPMPipeline, DDPMScheduler, UNet2DModel

from explainer.networks.bring import main
from explainer.networks.checkpoints import Checkpoint, load_from

SMALL = {
    "sample_size": 16,
    "block_out_channels": (16, 32),
    "down_block_types": ("DownBlock2D", "AttnDownBlock2D"),
    "up_block_types": ("AttnUpBlock2D", "UpBlock2D"),
    "norm_num_groups": 4,
    "layers_per_block": 2,
}
# as the first public DDPMs are
CLASSIC = {
    "flip_sin_to_cos": False,
    "freq_shift": 1,
    "downsample_padding": 0,
    "attention_head_dim": None,
    "norm_eps": 1e-6,
}


def pipeline(folder, scheduler=None, dtype=torch.float32, saving=None, **changes) -> UNet2DModel:
    """Saves one; returns its UNet, in float32."""
    torch.manual_seed(0)
    unet = UNet2DModel(**{**SMALL, **changes}).eval()
    for parameter in unet.parameters():
        torch.nn.init.normal_(parameter, std=0.1)
    DDPMPipeline(unet.to(dtype), scheduler or DDPMScheduler()).save_pretrained(
        folder, **saving or {}
    )
    return unet.float()


def brought(folder: Path, out: Path) -> Checkpoint:
    """What the command makes of it."""
    assert main([str(folder), "theirs", "--out", str(out)]) == 0
    return load_from("theirs", out)


def same(ours: Checkpoint, theirs: UNet2DModel) -> bool:
    """Whether both say the same of the same pictures, up to rounding."""
    size = ours.card.architecture.size
    x, k = torch.randn(3, theirs.config.in_channels, size, size), torch.tensor([0, 400, 999])
    with torch.no_grad():
        a, b = ours.model.unet(x, k), theirs(x, k).sample
    assert float(b.abs().mean()) > 1e-3
    return float((a - b).abs().max()) < 1e-5 * max(1.0, float(b.abs().max()))


def change(folder: Path, part: str, *, without: tuple[str, ...] = (), **values) -> None:
    """Edit a config by hand."""
    path = folder / part
    kept = {k: v for k, v in json.loads(path.read_text()).items() if k not in without}
    path.write_text(json.dumps({**kept, **values}))
