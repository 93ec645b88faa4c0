"""Mixed precision: convolutions in bfloat16, attention and norms in float32, and the gradient hardly another."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

from explainer.networks.config import UNetConfig
from explainer.networks.mixed_precision import mixed_precision
from explainer.networks.unet import UNet

CPU = torch.device("cpu")
CONFIG = UNetConfig(8, 3, (32, 64), (True, True), blocks=1)


def gradient(dtype: torch.dtype) -> torch.Tensor:
    torch.manual_seed(0)
    unet = UNet(CONFIG)
    for parameter in unet.parameters():  # what begins as zero would have no gradient behind it
        parameter.data += 0.05 * torch.randn_like(parameter)
    x, k = torch.randn(4, 3, 8, 8), torch.tensor([0, 300, 600, 999])
    with mixed_precision(CPU, dtype):
        out = unet(x, k)
    F.mse_loss(out.float(), x).backward()
    return torch.cat([p.grad.flatten() for p in unet.parameters() if p.grad is not None])


def test_the_gradient_points_where_that_of_float32_does():
    exact, mixed = gradient(torch.float32), gradient(torch.bfloat16)
    assert mixed.dtype == torch.float32 and not torch.equal(mixed, exact)
    assert F.cosine_similarity(mixed, exact, dim=0) > 0.999


def formats(dtype: torch.dtype) -> dict[str, torch.dtype]:
    x, weight = torch.randn(1, 4, 4, 4), torch.randn(4, 4, 3, 3)
    q = torch.randn(1, 2, 4, 8).bfloat16()
    with mixed_precision(CPU, dtype):
        return {
            "convolution": F.conv2d(x, weight).dtype,
            "linear": F.linear(x, weight[:, :, 0, 0]).dtype,
            "norm": F.group_norm(x.bfloat16(), 2, weight=torch.ones(4)).dtype,
            "attention": F.scaled_dot_product_attention(q, q, q).dtype,
        }


def test_attention_and_norms_stay_in_float32():
    low, full = torch.bfloat16, torch.float32
    assert formats(low) == {"convolution": low, "linear": low, "norm": full, "attention": full}


def test_float32_changes_nothing():
    with mixed_precision(CPU, torch.float32):
        assert not torch.is_autocast_enabled("cpu")
        assert F.conv2d(torch.randn(1, 4, 4, 4), torch.randn(4, 4, 3, 3)).dtype == torch.float32


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_it_ends(dtype):
    with mixed_precision(CPU, dtype):
        pass
    assert not torch.is_autocast_enabled("cpu")
    q = torch.randn(1, 2, 4, 8).bfloat16()
    assert F.scaled_dot_product_attention(q, q, q).dtype == torch.bfloat16
