import pytest
import torch
import torch.nn.functional as F

from benchmarks.diffusers_twin import diffusers_twin
from explainer.networks.config import UNetConfig
from explainer.networks.unet import UNet

CONFIGS = [
    UNetConfig(16, 3, (16, 32, 64), (False, True, True), blocks=1),
    UNetConfig(16, 1, (8, 24), (False, True), blocks=2, head_dim=8, groups=4),
    UNetConfig(32, 3, (16, 48, 96, 160), (False, False, False, True), blocks=1, groups=4),
]


def randomised(config):
    torch.manual_seed(0)
    unet = UNet(config).eval()
    for parameter in unet.parameters():
        torch.nn.init.normal_(parameter, std=0.1)
    return unet


@pytest.mark.parametrize("config", CONFIGS)
def test_equal_to_unet2dmodel_on_the_same_weights(config):
    ours, theirs = randomised(config), diffusers_twin(config)
    theirs.load_state_dict(ours.state_dict())  # strict: every name maps
    ours.load_state_dict(theirs.state_dict())
    x = torch.randn(3, config.channels, config.size, config.size)
    k, condition = torch.tensor([0, 499, 999]), torch.randn(3, config.embedding)
    with torch.no_grad():
        a, b = ours(x, k, condition), theirs(x, k, class_labels=condition).sample
    assert float(a.abs().mean()) > 1e-3
    assert float((a - b).abs().max()) < 1e-5 * max(1.0, float(b.abs().max()))


def test_patches_are_pixels_folded_into_channels():
    plain = UNetConfig(16, 12, (8, 24), (False, True), head_dim=8, groups=4)
    folded = UNetConfig(32, 3, (8, 24), (False, True), head_dim=8, groups=4, patch=2)
    inner, ours = randomised(plain), randomised(folded)
    ours.load_state_dict(inner.state_dict())
    x, k = torch.randn(2, 3, 32, 32), torch.tensor([7, 700])
    with torch.no_grad():
        around = F.pixel_shuffle(inner(F.pixel_unshuffle(x, 2), k), 2)
        assert torch.equal(ours(x, k), around)


def test_the_size_is_a_whole_number_of_patches():
    with pytest.raises(ValueError, match="patches"):
        UNetConfig(15, 3, (16,), (False,), patch=2)


def test_training_starts_at_zero_output():
    unet = UNet(CONFIGS[1])
    with torch.no_grad():
        out = unet(torch.randn(2, 1, 16, 16), torch.tensor([5, 900]))
    assert float(out.max()) == float(out.min()) == unet.conv_out.bias.item()


def test_time_and_condition_matter():
    unet = randomised(CONFIGS[1])
    x = torch.randn(1, 1, 16, 16)
    with torch.no_grad():
        base = unet(x, torch.tensor([10]))
        assert not torch.allclose(base, unet(x, torch.tensor([600])))
        assert not torch.allclose(base, unet(x, torch.tensor([10]), torch.ones(1, 32)))
        assert torch.equal(base, unet(x, torch.tensor([10]), torch.zeros(1, 32)))


def test_every_parameter_learns():
    unet = randomised(CONFIGS[0]).train()
    out = unet(torch.randn(2, 3, 16, 16), torch.tensor([3, 700]), torch.randn(2, 64))
    out.square().mean().backward()
    assert all(p.grad is not None and float(p.grad.abs().max()) > 0 for p in unet.parameters())


def test_attention_needs_whole_heads():
    with pytest.raises(ValueError, match="head"):
        UNetConfig(16, 3, (16, 48), (False, True), head_dim=32)
