import pytest
import torch

from explainer.core.denoiser import Clipped, Guided, IdealDenoiser, NetworkDenoiser, predict
from explainer.core.schedule import cosine
from explainer.networks.word_unet import WordUNet

SCHEDULE = cosine()
T_S = torch.tensor([100, 600])


def random_pictures(n=2):
    return torch.randn(n, 3, 16, 16, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("kind", ["eps", "v", "x0"])
def test_whatever_the_network_predicts_x0_and_eps_come_of_it(kind):
    """x_t = √ᾱ·x0 + √(1−ᾱ)·ε and v = √ᾱ·ε − √(1−ᾱ)·x0."""
    x0, eps = random_pictures(), random_pictures().flip(0)
    x_t = SCHEDULE.add_noise(x0, T_S, eps)
    signal, noise = SCHEDULE.coefficients(T_S, x0)
    truth = {"x0": x0, "eps": eps, "v": signal * eps - noise * x0}
    p = predict(SCHEDULE, x_t, T_S, kind, truth[kind])
    assert torch.allclose(p.x0, x0, atol=1e-5)
    assert torch.allclose(p.eps, eps, atol=1e-5)


def test_v_stays_exact_where_eps_explodes():
    """At T, 1/√ᾱ is some 20,000: an ε-network is useless there, a v-network is not."""
    x0, eps, t = random_pictures(1), random_pictures(1).flip(3), torch.tensor([1000])
    x_t = SCHEDULE.add_noise(x0, t, eps)
    signal, noise = SCHEDULE.coefficients(t, x0)
    wrong = 1e-3  # what half precision leaves
    from_v = predict(SCHEDULE, x_t, t, "v", signal * eps - noise * x0 + wrong)
    from_eps = predict(SCHEDULE, x_t, t, "eps", eps + wrong)
    assert float((from_v.x0 - x0).abs().max()) < 2e-3
    assert float((from_eps.x0 - x0).abs().max()) > 1


def network_of(model: WordUNet):
    return NetworkDenoiser(model.unet, SCHEDULE)


def conditions(model, n=2):
    return model.words[:1].expand(n, -1)


def test_the_network_is_told_t_minus_one():
    seen = []

    def network(x, k, condition):
        seen.extend(k.tolist())
        return x

    NetworkDenoiser(network, SCHEDULE)(random_pictures(), torch.tensor([1, 1000]))
    assert seen == [0, 999]


def test_guidance_zero_and_one_are_exact(tiny_model):
    x, c = random_pictures(), conditions(tiny_model)
    net = network_of(tiny_model)
    conditional, unconditional = net(x, T_S, c), net(x, T_S, torch.zeros_like(c))
    assert torch.equal(Guided(net, 1.0)(x, T_S, c).eps, conditional.eps)
    assert torch.equal(Guided(net, 0.0)(x, T_S, c).eps, unconditional.eps)
    assert not torch.allclose(conditional.eps, unconditional.eps)
    # a batch that mixes scales goes through the joined call
    mixed = Guided(net, torch.tensor([0.0, 1.0]))(x, T_S, c)
    assert mixed.calls == 2
    assert torch.equal(mixed.eps[0], mixed.unconditional.eps[0])
    assert torch.equal(mixed.eps[1], mixed.conditional.eps[1])


def test_guidance_extrapolates(tiny_model):
    x, c = random_pictures(), conditions(tiny_model)
    p = Guided(network_of(tiny_model), 3.0)(x, T_S, c)
    u, k = p.unconditional, p.conditional
    for name in ("x0", "eps"):
        a, b = getattr(u, name), getattr(k, name)
        assert torch.allclose(getattr(p, name), a + 3 * (b - a), atol=1e-4)


def test_guidance_costs_nothing_where_it_does_nothing(tiny_model):
    x, c = random_pictures(), conditions(tiny_model)
    net = network_of(tiny_model)
    assert Guided(net, 1.0)(x, T_S, c).calls == 1
    assert Guided(net, 5.0)(x, T_S, None).calls == 1
    assert Guided(net, 5.0, interval=(800, 1000))(x, T_S, c).calls == 1
    inside = Guided(net, 5.0, interval=(500, 700))(x, T_S, c)
    assert inside.calls == 2
    assert torch.equal(inside.eps[0], inside.conditional.eps[0])
    assert not torch.equal(inside.eps[1], inside.conditional.eps[1])


def test_a_negative_condition_takes_the_place_of_the_empty_one(tiny_model):
    x, c = random_pictures(), conditions(tiny_model)
    other = tiny_model.words[1:2]
    p = Guided(network_of(tiny_model), 2.0, negative=other)(x, T_S, c)
    direct = network_of(tiny_model)(x, T_S, other.expand(2, -1))
    assert torch.allclose(p.unconditional.eps, direct.eps, atol=1e-5)


def test_clipping_keeps_the_picture_in_range_and_eps_consistent(tiny_model):
    x, c = 3 * random_pictures(), conditions(tiny_model)
    guided = Guided(network_of(tiny_model), 4.0)
    assert float(guided(x, T_S, c).x0.abs().max()) > 1
    p = Clipped(guided, SCHEDULE)(x, T_S, c)
    assert float(p.x0.abs().max()) <= 1
    signal, noise = SCHEDULE.coefficients(T_S, x)
    assert torch.allclose(signal * p.x0 + noise * p.eps, x, atol=1e-4)
    assert p.conditional is not None


def test_the_ideal_denoiser_of_one_picture_knows_it_at_once():
    data = random_pictures(1)
    ideal = IdealDenoiser(data, SCHEDULE)
    x_T = torch.randn(4, 3, 16, 16)
    p = ideal(x_T, torch.full((4,), 1000))
    assert torch.allclose(p.x0, data.expand(4, -1, -1, -1), atol=1e-5)


def test_the_ideal_denoiser_is_the_posterior_mean():
    """Two pixels' worth of data, checked against Bayes' rule by hand."""
    data = torch.tensor([-1.0, 1.0]).view(2, 1, 1, 1)
    t, x = torch.tensor([500]), torch.full((1, 1, 1, 1), 0.3)
    a = float(SCHEDULE.alpha_bar[500])
    likelihood = [
        torch.exp(torch.tensor(-((0.3 - a**0.5 * m) ** 2) / (2 * (1 - a)))) for m in (-1, 1)
    ]
    mean = (likelihood[1] - likelihood[0]) / (likelihood[0] + likelihood[1])
    assert float(IdealDenoiser(data, SCHEDULE)(x, t).x0) == pytest.approx(float(mean), abs=1e-5)
