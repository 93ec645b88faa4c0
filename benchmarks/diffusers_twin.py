"""The diffusers library's own network, in the shape of ours: the oracle of tests and benchmarks."""

from __future__ import annotations

from diffusers import UNet2DModel

from explainer.networks.config import UNetConfig


def diffusers_twin(config: UNetConfig) -> UNet2DModel:
    """A UNet2DModel that takes our state dict as it is."""
    return UNet2DModel(
        sample_size=config.size // config.patch,
        in_channels=config.channels * config.patch**2,
        out_channels=config.channels * config.patch**2,
        block_out_channels=config.widths,
        layers_per_block=config.blocks,
        down_block_types=["AttnDownBlock2D" if a else "DownBlock2D" for a in config.attention],
        up_block_types=["AttnUpBlock2D" if a else "UpBlock2D" for a in reversed(config.attention)],
        norm_num_groups=config.groups,
        attn_norm_num_groups=config.groups,
        attention_head_dim=config.head_dim,
        resnet_time_scale_shift="scale_shift",
        class_embed_type="identity",
    ).eval()
