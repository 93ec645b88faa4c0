"""A call can be looked into and can leave parts out, and nothing of that stays in the network."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F

from explainer.networks.activations import Activation, activations
from explainer.networks.config import UNetConfig
from explainer.networks.foreign import Dialect, with_dialect
from explainer.networks.inside import CUT_NOTHING, RECORD_NOTHING, Cut, Recorder
from tests.conftest import TINY
from tests.networks.test_unet import randomised

DEEP = UNetConfig(16, 3, (16, 32, 64), (False, True, True), blocks=2, patch=2)
CONFIGS = {"tiny": TINY, "deep": DEEP, "one head": replace(TINY, head_dim=0)}
X, K = torch.randn(2, 3, 16, 16, generator=torch.Generator().manual_seed(0)), torch.tensor([3, 800])


def condition(config):
    return torch.randn(2, config.embedding, generator=torch.Generator().manual_seed(1))


def skips(config):
    return [activation.name for activation in activations(config) if activation.skips]


def test_what_a_tiny_network_can_show():
    assert activations(TINY) == (
        Activation("in", 8, 16),
        Activation("down.0.0", 8, 16),
        Activation("down.0.half", 8, 8),
        Activation("down.1.0.attention", 2, 64),
        Activation("down.1.0", 16, 8),
        Activation("mid.0.attention", 2, 64),
        Activation("mid.0", 16, 8),
        Activation("mid.1", 16, 8),
        Activation("up.1.0.attention", 2, 64),
        Activation("up.1.0", 16, 8),
        Activation("up.1.1.attention", 2, 64),
        Activation("up.1.1", 16, 8),
        Activation("up.1.double", 16, 16),
        Activation("up.0.0", 8, 16),
        Activation("up.0.1", 8, 16),
    )
    assert skips(TINY) == ["in", "down.0.0", "down.0.half", "down.1.0"]


def test_a_network_of_others_can_show_the_same():
    others = with_dialect(TINY, Dialect("add", False, 1, 1e-6, False))
    assert activations(others) == activations(TINY)


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
@torch.inference_mode()
def test_what_is_recorded_is_what_is_listed(config):
    unet, record = randomised(config), Recorder()
    c = condition(config)
    assert torch.equal(unet(X, K, c, record=record), unet(X, K, c))
    assert [*record.taken] == [activation.name for activation in activations(config)]
    for activation in activations(config):
        size = (activation.size, activation.size)
        assert record.taken[activation.name].shape == (2, activation.channels, *size)


@torch.inference_mode()
def test_nothing_recorded_and_nothing_cut_is_the_plain_call():
    unet, c = randomised(TINY), condition(TINY)
    plain = unet(X, K, c)
    assert torch.equal(unet(X, K, c, record=Recorder(frozenset()), cut=Cut()), plain)
    assert torch.equal(unet(X, K, c, record=RECORD_NOTHING, cut=CUT_NOTHING), plain)
    assert RECORD_NOTHING.taken == {}


@torch.inference_mode()
def test_only_what_is_asked_for_is_handed_back():
    record = Recorder(frozenset({"down.0.half", "mid.0.attention"}))
    randomised(TINY)(X, K, record=record)
    assert record.taken.keys() == record.names


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
@torch.inference_mode()
def test_attention_maps_are_what_the_network_attends_by(config):
    """Rows sum to 1, and with them the values become what the block gives on."""
    unet, record = randomised(config), Recorder()
    unet(X, K, record=record)
    maps = {n: a for n, a in record.taken.items() if n.endswith("attention")}
    assert maps
    for values in maps.values():
        assert float(values.min()) >= 0
        assert torch.allclose(values.sum(3), torch.ones(values.shape[:3]), atol=1e-5)
    (attention,) = unet.mid_block.attentions
    before = unet.mid_block.resnets[0](
        record.taken[f"down.{len(config.widths) - 1}.{config.blocks - 1}"],
        unet.embed(K, None, CUT_NOTHING),
    )
    attended = (maps["mid.0.attention"] @ attention.qkv(before)[2]).transpose(1, 2).flatten(2)
    out = attention.to_out[0](attended).transpose(1, 2).reshape(before.shape)
    assert torch.allclose(before + out, record.taken["mid.0"], atol=1e-4)


@torch.inference_mode()
def test_a_cut_skip_passes_zeros():
    """Every one changes the picture; without any, the way up hears of the way down through the middle only."""
    unet = randomised(TINY)
    plain = unet(X, K)
    for name in skips(TINY):
        assert not torch.allclose(unet(X, K, cut=Cut(frozenset({name}))), plain, atol=1e-3)
    record, every = Recorder(frozenset({"mid.1"})), Cut(frozenset(skips(TINY)))
    output = unet(X, K, record=record, cut=every)
    x, embedding = record.taken["mid.1"], unet.embed(K, None, CUT_NOTHING)
    for up in unet.up_blocks:
        zeros = {i: torch.zeros(2, *shape) for i, shape in enumerate(SKIP_SHAPES[up.name])}
        x = up(x, embedding, zeros, RECORD_NOTHING)
    assert torch.equal(unet.conv_out(F.silu(unet.conv_norm_out(x))), output)


# in the order in which they were made: the newest is taken first
SKIP_SHAPES = {"up.1": [(8, 8, 8), (16, 8, 8)], "up.0": [(8, 16, 16), (8, 16, 16)]}


@torch.inference_mode()
def test_without_time_all_timesteps_are_one():
    unet, c, cut = randomised(TINY), condition(TINY), Cut(time=True)
    untimed = unet(X, K, c, cut=cut)
    assert torch.equal(untimed, unet(X, torch.tensor([999, 0]), c, cut=cut))
    assert not torch.allclose(untimed, unet(X, K, c), atol=1e-3)
    assert not torch.allclose(untimed, unet(X, K, cut=cut), atol=1e-3)  # words still count


@torch.inference_mode()
def test_without_words_a_condition_is_none():
    unet, c = randomised(TINY), condition(TINY)
    assert torch.equal(unet(X, K, c, cut=Cut(words=True)), unet(X, K))
    assert not torch.allclose(unet(X, K, c), unet(X, K), atol=1e-3)


@torch.inference_mode()
def test_a_skip_that_there_is_not_cannot_be_cut():
    with pytest.raises(KeyError, match=r"down\.7"):
        randomised(TINY)(X, K, cut=Cut(frozenset({"down.7.0"})))


def test_calls_at_once_do_not_see_each_others_record_or_cut():
    unet = randomised(TINY)
    cuts = [Cut(), Cut(time=True), Cut(frozenset({"in"})), Cut(words=True)] * 4

    @torch.inference_mode()
    def call(i):
        record = Recorder(frozenset({activations(TINY)[i % 15].name}))
        return unet(X + i, K, condition(TINY), record=record, cut=cuts[i]), record.taken

    alone = [call(i) for i in range(16)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(call, range(16)))
    for (a, taken), (b, also) in zip(alone, together, strict=True):
        assert torch.equal(a, b)
        assert taken.keys() == also.keys()
        assert all(torch.equal(taken[name], also[name]) for name in taken)


def test_what_is_recorded_keeps_no_gradients():
    unet, record = randomised(TINY), Recorder()
    unet(X, K, record=record).sum().backward()
    assert not any(activation.requires_grad for activation in record.taken.values())


def test_it_can_be_traced_as_it_is():
    unet = randomised(TINY).requires_grad_(False)
    trace = torch.jit.trace(unet, (X, K, condition(TINY)), check_trace=False)
    assert torch.equal(trace(X, K, condition(TINY)), unet(X, K, condition(TINY)))
