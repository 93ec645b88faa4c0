"""Inside the UNet: what the page claims of the network, as mathematics."""

import pytest
import torch

from explainer.core.metrics import psnr
from explainer.core.noise import unit_noise
from explainer.engines.codecs import decoded
from explainer.engines.inspection import inspect, time_codes
from explainer.experiments import inside_unet
from explainer.experiments.anatomy import Load, anatomy
from explainer.experiments.cleaning import NoisyPicture
from explainer.experiments.inside_unet import alike, attended, guess, limits, recorded_with, x0_of
from explainer.experiments.latent_cost import network_cost, operations, parameters
from explainer.experiments.sampling import one_step
from explainer.media.pictures import reduce
from explainer.networks.activations import activations
from explainer.networks.blocks import blocks, skips
from explainer.networks.checkpoints import available, load_checkpoint, read_card
from explainer.networks.conditions import parse_condition
from explainer.networks.inside import CUT_NOTHING, Cut
from explainer.networks.word_unet import WordUNet
from explainer.samples import sample_pixels
from tests.networks.test_inside import DEEP

T = 300


def scene(network, t=T):
    checkpoint = load_checkpoint(network)
    original = reduce(sample_pixels("tulip"), *checkpoint.picture_shape[1::-1])
    return NoisyPicture(checkpoint, x0_of(checkpoint, original), t, 7), original


@pytest.mark.parametrize("network", available())
def test_blocks_time_and_words_add_up_to_the_network_as_torch_counts_it(network):
    model = load_checkpoint(network).model
    found, config = anatomy(model), model.unet.config
    with torch.device("meta"):
        same = WordUNet(config, len(model.words))
        x = torch.empty(1, config.channels, config.size, config.size)
        bags = torch.zeros(1, len(model.words))
        counted = operations(lambda: same(x, torch.zeros(1), bags))
    assert found.total == Load(parameters(model), counted)
    assert all(load.operations > 0 and load.parameters > 0 for load in found.loads.values())


def test_pixels_folded_into_channels_are_counted_as_they_are_computed():
    with torch.device("meta"):
        model = WordUNet(DEEP, 2)
        counted = operations(
            lambda: model(torch.empty(1, 3, 16, 16), torch.zeros(1), torch.zeros(1, 2))
        )
    assert anatomy(model).total == Load(parameters(model), counted)


def test_the_total_is_what_the_page_on_latents_says_of_the_network():
    cost, found = network_cost("digits"), anatomy(load_checkpoint("digits").model)
    assert found.total == Load(cost.parameters, cost.operations)


@pytest.mark.parametrize("network", ["digits", "photos-latent"])
def test_cutting_nothing_is_the_network_bit_for_bit(network):
    noisy, original = scene(network)
    words = noisy.checkpoint.card.vocabulary[2]
    config = noisy.checkpoint.card.architecture
    every = recorded_with(config, blocks(config)[0])
    plain = guess(noisy, original, words)
    recorded = guess(noisy, original, words, Cut(), every)
    assert torch.equal(plain.picture, recorded.picture) and plain.psnr == recorded.psnr
    condition = noisy.checkpoint.vectors([parse_condition(words, noisy.checkpoint.card.vocabulary)])
    with torch.inference_mode():
        output = noisy.checkpoint.model.unet(noisy.x_t[None], torch.tensor([T - 1]), condition)
    assert torch.equal(recorded.features[inside_unet.OUT], output[0])
    by_engine = decoded(noisy.checkpoint, one_step(noisy.checkpoint, noisy.x_t[None], T, words).x0)
    assert psnr(plain.picture, by_engine[0]) > 40  # another engine, another rounding


@pytest.mark.parametrize("network", ["digits", "photos-latent"])
@pytest.mark.parametrize("t", [1, T, 1000])
def test_blanking_the_words_is_the_call_without_words(network, t):
    noisy, original = scene(network, t)
    words = noisy.checkpoint.card.vocabulary[2]
    blank = guess(noisy, original, words, Cut(words=True))
    assert torch.equal(blank.picture, guess(noisy, original).picture)
    assert torch.equal(guess(noisy, original, "", Cut(words=True)).picture, blank.picture)


def test_without_the_time_the_network_cannot_tell_one_t_from_another():
    x = unit_noise((1, 28, 28), [3])
    outputs = [
        inspect("digits", x, torch.tensor([k]), cut=cut).output
        for cut in (Cut(time=True), CUT_NOTHING)
        for k in (10, 900)
    ]
    assert torch.equal(outputs[0], outputs[1]) and not torch.equal(outputs[2], outputs[3])


@pytest.mark.parametrize("network", ["digits", "photos-latent"])
def test_each_cut_leaves_out_one_skip_and_the_last_all_of_them(network):
    config = read_card(network).architecture
    *single, every = inside_unet.without_each(config)
    assert [cut.skips for cut in single] == [{name} for name in skips(config)]
    assert every.skips == {*skips(config)} and not every.time and not every.words
    noisy, original = scene(network)
    plain = guess(noisy, original)
    assert plain.close_to(guess(noisy, original, cut=every)) < 40


@pytest.mark.parametrize("network", ["digits", "photos-latent"])
def test_what_a_place_takes_sums_to_1_in_every_block_that_attends(network):
    noisy, original = scene(network)
    config = noisy.checkpoint.card.architecture
    found = guess(noisy, original, record=recorded_with(config, blocks(config)[0])).attention
    assert found.keys() == {a.name for a in activations(config) if a.attends}
    for shares in found.values():
        heads, places, _ = shares.shape  # each head deals out a whole of its own
        torch.testing.assert_close(shares.sum(2), torch.ones(heads, places))
        at = attended(shares, 0.99, 0.0)
        side = at.shape[1]
        torch.testing.assert_close(at.mean((1, 2)), torch.ones(heads), atol=1e-4, rtol=0)
        torch.testing.assert_close(at.flatten(1), shares[:, (side - 1) * side] * side**2)


def test_a_network_with_very_many_activations_is_recorded_a_block_at_a_time(monkeypatch):
    config = read_card("digits").architecture
    block = next(b for b in blocks(config) if b.skip)
    assert recorded_with(config, block) == {a.name for a in activations(config)}
    monkeypatch.setattr(inside_unet, "AT_ONCE", 1000)
    wanted = recorded_with(config, block)
    assert {block.name, block.before, block.skip} <= wanted
    assert {a.name for a in activations(config) if a.attends} == wanted - {
        block.name,
        block.before,
        block.skip,
    }


def test_one_scale_holds_for_every_picture_and_every_t():
    names = frozenset({"down.0.0", "mid.0", "mid.0.attention"})
    found = limits("digits", names)
    assert found.keys() == {"down.0.0", "mid.0", inside_unet.IN, inside_unet.OUT}
    for t in (1, T, 800):
        noisy, original = scene("digits", t)
        features = guess(noisy, original, record=names).features
        for name in ("down.0.0", "mid.0"):
            beyond = (features[name].abs() > found[name]).float().mean()
            assert float(beyond) < 0.05


@pytest.mark.parametrize(
    ("value", "rounded"), [(0, 1), (1, 1), (1.1, 2), (2, 2), (3, 5), (7, 10), (0.3, 0.5)]
)
def test_a_scale_ends_at_a_round_number(value, rounded):
    assert inside_unet.round_up(value) == pytest.approx(rounded)


def test_the_embedding_of_a_t_is_most_like_itself():
    waves, embedding = time_codes("digits", 1000)
    assert waves.shape == (1000, 16) and embedding.shape == (1000, 64)
    torch.testing.assert_close(waves[:, :8] ** 2 + waves[:, 8:] ** 2, torch.ones(1000, 8))
    for t in (1, 500, 1000):
        assert int(alike(embedding, t).argmax()) == t - 1
        assert float(alike(embedding, t)[t - 1]) == pytest.approx(1, abs=1e-5)
