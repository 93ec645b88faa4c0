"""Backends compute what the network computes, and leave it as it is."""

import pytest
import torch

from explainer.core.metrics import psnr
from explainer.core.noise import unit_noise
from explainer.core.samplers import last
from explainer.engines.backends import TorchBackend
from explainer.engines.example import example_inputs
from explainer.engines.fast_torch.steady import SteadyLinear
from explainer.engines.local import LocalEngine
from explainer.networks.checkpoints import load_checkpoint

CPU = torch.device("cpu")


def test_float32_backend_is_the_network(tiny_model):
    backend = TorchBackend(tiny_model.unet, CPU)
    x, k, c = torch.randn(2, 3, 16, 16), torch.tensor([1, 900]), tiny_model.words[:2]
    assert torch.allclose(backend(x, k, c), tiny_model.unet(x, k, c), atol=1e-4)
    assert "float32" in backend.name


def test_bf16_backend_is_close(tiny_model):
    exact, fast = (TorchBackend(tiny_model.unet, CPU, d) for d in (torch.float32, torch.bfloat16))
    inputs = example_inputs(tiny_model.unet.config, 2)
    a, b = exact(*inputs), fast(*inputs)
    assert b.dtype == torch.float32
    assert float((a - b).abs().mean()) < 0.03 * float(a.abs().mean())


def test_the_backend_leaves_the_checkpoint_alone(tiny_model):
    TorchBackend(tiny_model.unet, CPU, torch.bfloat16)
    assert all(p.dtype == torch.float32 for p in tiny_model.parameters())
    assert not any(isinstance(m, SteadyLinear) for m in tiny_model.modules())


@pytest.mark.slow
def test_the_shipped_networks_in_bf16_agree_with_float32():
    """At least 30 dB after a short guided run: hardly anybody sees the difference."""
    from explainer.core.denoiser import Clipped, Guided, NetworkDenoiser
    from explainer.core.samplers import ddim_step, walk

    checkpoint = load_checkpoint("digits")
    x, words = unit_noise((1, 28, 28), range(4)), checkpoint.vectors([{"3": 1.0}] * 4)

    def sample(dtype):
        engine = LocalEngine(
            TorchBackend(checkpoint.model.unet, CPU, dtype), checkpoint.card.architecture
        )
        raw = NetworkDenoiser(engine, checkpoint.schedule)
        denoiser = Clipped(Guided(raw, 2.0), checkpoint.schedule)
        ts = checkpoint.schedule.timesteps(10)
        return last(walk(ddim_step, denoiser, checkpoint.schedule, x, ts, condition=words)).x_next

    a, b = sample(torch.float32), sample(torch.bfloat16)
    assert sum(psnr(p, q) for p, q in zip(a, b, strict=True)) / 4 > 30
