"""The loss of a network: what it asks for, and how much each mistake counts."""

import pytest
import torch

from explainer.core.denoiser import predict
from explainer.core.schedule import cosine
from explainer.networks.learning import Objective, loss_of, stratified_t


def test_timesteps_are_stratified():
    t = stratified_t(50, 1000, torch.Generator().manual_seed(0))
    assert sorted((int(s) - 1) // 20 for s in t) == list(range(50))
    assert int(t.min()) >= 1
    assert int(t.max()) <= 1000


def a_batch():
    generator = torch.Generator().manual_seed(0)
    x0, eps = (torch.randn(4, 1, 8, 8, generator=generator) for _ in range(2))
    return x0, torch.zeros(4, 1), torch.tensor([1, 300, 700, 1000]), eps


@pytest.mark.parametrize("prediction", ["v", "eps", "x0"])
def test_the_loss_of_a_perfect_network_is_zero(prediction):
    x0, bags, t, eps = a_batch()
    signal, noise = cosine().coefficients(t, x0)

    def perfect(x, k, bags):
        assert k.tolist() == [0, 299, 699, 999]
        assert torch.equal(x, signal * x0 + noise * eps)
        return {"v": signal * eps - noise * x0, "eps": eps, "x0": x0}[prediction]

    loss = loss_of(perfect, Objective(prediction=prediction), x0, bags, t, eps)
    assert loss.shape == (4,)
    assert float(loss.max()) < 1e-4


@pytest.mark.parametrize("prediction", ["v", "eps", "x0"])
def test_min_snr_weighs_the_error_of_x0_whatever_is_predicted(prediction):
    """An estimate of x0 that is 0.1 off everywhere, said in each of the three ways."""
    x0, bags, t, eps = a_batch()
    t = torch.tensor([50, 300, 700, 900])
    schedule = cosine()

    def network(x, k, bags):
        p = predict(schedule, x, k + 1, "x0", x0 + 0.1)
        signal, noise = schedule.coefficients(k + 1, x)
        return {"v": signal * p.eps - noise * p.x0, "eps": p.eps, "x0": p.x0}[prediction]

    loss = loss_of(network, Objective(prediction=prediction, snr_cap=5.0), x0, bags, t, eps)
    expected = 0.01 * schedule.snr[t].clamp(max=5)
    assert loss.tolist() == pytest.approx(expected.tolist(), rel=1e-3)
    assert float(schedule.snr[50]) > 5 > float(schedule.snr[700])


def test_the_network_computes_in_the_format_that_is_wanted_and_the_error_in_float32():
    x0, bags, t, eps = a_batch()
    linear, seen = torch.nn.Linear(8, 8), []

    def network(x, k, bags):
        seen.append(linear(x).dtype)
        return linear(x)

    for dtype in (torch.float32, torch.bfloat16):
        assert loss_of(network, Objective(), x0, bags, t, eps, dtype=dtype).dtype == torch.float32
    assert seen == [torch.float32, torch.bfloat16]
