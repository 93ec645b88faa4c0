"""A folded network says what the network says, with fewer operations."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from explainer.engines.example import example_inputs
from explainer.engines.fast_torch.folding import doubling_kernel, folded
from explainer.networks.checkpoints import load_checkpoint
from explainer.networks.config import UNetConfig
from explainer.networks.foreign import Dialect, make_unet, with_dialect
from explainer.networks.unet import UNet

SHAPE = UNetConfig(16, 3, (16, 32), (False, True), head_dim=8, groups=4)
SHAPES = {
    "ours": SHAPE,
    "attending everywhere, deeper": replace(SHAPE, attention=(True, True), blocks=2),
    "one head": replace(SHAPE, head_dim=0),
    "patches": replace(SHAPE, patch=2),
    "in latents": UNetConfig(8, 16, (96, 192), (True, True)),
    "the first DDPM": with_dialect(SHAPE, Dialect("add", False, 1, 1e-6, False)),
}


def random_unet(config: UNetConfig) -> UNet:
    """With all weights at random: of a new network some are zero or one, and hide mistakes."""
    torch.manual_seed(0)
    unet = make_unet(config)
    for parameter in unet.parameters():
        nn.init.normal_(parameter, std=0.2)
    return unet


@pytest.mark.parametrize("config", SHAPES.values(), ids=SHAPES)
@torch.inference_mode()
def test_a_folded_network_is_the_same_network(config):
    unet = random_unet(config)
    before = {name: values.clone() for name, values in unet.state_dict().items()}
    result = folded(unet)
    for rows in (1, 3):
        inputs = example_inputs(config, rows)
        expected = unet(*inputs)
        assert torch.allclose(result(*inputs), expected, atol=1e-5 * float(expected.abs().max()))
    assert all(torch.equal(values, before[name]) for name, values in unet.state_dict().items())


@torch.inference_mode()
def test_without_a_condition_it_is_the_same_network_too():
    unet = load_checkpoint("digits").model.unet
    x, k, _ = example_inputs(unet.config, 2)
    assert torch.allclose(folded(unet)(x, k), unet(x, k), atol=1e-5)


def test_a_folded_network_keeps_no_weight_that_it_does_not_use():
    """One layer projects for all blocks, and only norms before a SiLU have weights of their own."""
    result = folded(random_unet(SHAPE))
    linear = [name for name, m in result.named_modules() if isinstance(m, nn.Linear)]
    assert linear == ["time_embedding.linear_1", "time_embedding.linear_2", "time_projection"]
    norms = {name for name, m in result.named_modules() if isinstance(m, nn.GroupNorm) and m.affine}
    assert all(name.endswith(("norm1", "conv_norm_out")) for name in norms)


def test_repeating_pixels_and_convolving_is_one_transposed_convolution():
    generator = torch.Generator().manual_seed(0)
    weight, x = (torch.randn(*s, generator=generator) for s in ((5, 3, 3, 3), (2, 3, 4, 7)))
    slow = F.conv2d(F.interpolate(x, scale_factor=2.0, mode="nearest"), weight, padding=1)
    fast = F.conv_transpose2d(x, doubling_kernel(weight), stride=2, padding=1)
    assert torch.allclose(fast, slow, atol=1e-5)
