"""Latents: a picture there and back, noise on both, single numbers turned, pictures mixed, and what it costs."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from explainer.core.noise import noised, unit_noise
from explainer.experiments import latent, latent_cost, latent_edits, latent_noise
from explainer.experiments.latent_edits import Spread, spread
from explainer.networks.checkpoints import available, load_checkpoint
from explainer.networks.codec import Codec
from tests.latents import TINY_CODEC


@pytest.fixture
def checkpoint(tiny_latent):
    return load_checkpoint(tiny_latent)


@pytest.fixture
def x0():
    return torch.linspace(-1, 1, 3 * 16 * 16).reshape(3, 16, 16)


@pytest.fixture
def there(checkpoint, x0):
    return latent.there_and_back(checkpoint, x0)


# --- there and back


@pytest.mark.usefixtures("in_float32")
def test_a_picture_goes_through_the_codec_of_the_network(checkpoint, x0, there):
    z = checkpoint.space.encode(x0[None])
    torch.testing.assert_close(there.latents, z[0])
    torch.testing.assert_close(there.back, checkpoint.space.decode(z)[0])
    assert there.ratio == x0.numel() / z.numel()


def test_shrinking_takes_no_more_numbers_than_it_may(there):
    side = there.shrunk.side
    assert 3 * side**2 <= there.latents.numel() < 3 * (side + 1) ** 2
    flat = latent.shrink(torch.full((3, 16, 16), 0.25), 100)
    torch.testing.assert_close(flat.picture, torch.full((3, 16, 16), 0.25))


def test_a_network_in_latents_is_found(tiny_latent):
    assert latent.network_in_latents(tiny_latent) == tiny_latent
    assert latent.network_in_latents("digits") in available("latents")


@pytest.mark.parametrize(
    ("words", "beside"), [(("a",), "sprites"), (("hero", "3"), "sprites"), (("3",), "digits")]
)
def test_beside_it_stands_the_one_that_shares_most_words_or_else_its_size(
    checkpoint, monkeypatch, words, beside
):
    monkeypatch.setattr(latent, "available", lambda kind: {"pixels": ["digits", "sprites"]}[kind])
    with_words = replace(checkpoint, card=replace(checkpoint.card, vocabulary=words))
    assert latent.in_pixels(with_words) == beside


def test_where_there_is_none_nothing_is_found(monkeypatch):
    monkeypatch.setattr(latent, "available", lambda kind: [])
    assert latent.network_in_latents("digits") is None


# --- noise


@pytest.mark.usefixtures("in_float32")
def test_both_spaces_are_noised_by_the_same_formula(checkpoint, x0, there):
    found = latent_noise.in_both_spaces(checkpoint, there, 300, 7)
    schedule = checkpoint.schedule
    torch.testing.assert_close(found.pixels, noised(x0, 300, 7, schedule)[0])
    torch.testing.assert_close(found.latents, noised(there.latents, 300, 7, schedule)[0])
    torch.testing.assert_close(found.decoded, checkpoint.space.decode(found.latents[None])[0])


def test_without_noise_the_decoder_gives_back_the_picture(checkpoint, there):
    found = latent_noise.in_both_spaces(checkpoint, there, 0, 7)
    torch.testing.assert_close(found.decoded, there.back)
    assert found.grain_of_pixels == found.grain_of_decoded == 0


@pytest.mark.parametrize("width", [1, 4, 8])
def test_the_grain_is_the_width_of_the_spots(width):
    noise = unit_noise((3, 256 // width, 256 // width), [3])[0]
    large = noise.repeat_interleave(width, 1).repeat_interleave(width, 2)
    assert latent_noise.grain(large) == pytest.approx(width, rel=0.15)


# --- edits


def test_only_what_was_asked_for_is_changed(checkpoint, there):
    one = latent_edits.turned(checkpoint, there.latents, 2, (1, 3), 2.5)
    change = one.latents - there.latents
    assert change[2, 1, 3] == pytest.approx(2.5)
    assert int((change != 0).sum()) == 1
    whole = latent_edits.turned(checkpoint, there.latents, 2, None, -1.0)
    change = whole.latents - there.latents
    torch.testing.assert_close(change[2], torch.full((4, 4), -1.0))
    assert int((change != 0).sum()) == 16


def test_a_push_of_nothing_changes_nothing(checkpoint, there):
    found = latent_edits.turned(checkpoint, there.latents, 0, (0, 0), 0.0)
    assert torch.equal(found.before, found.after)
    assert found.spread == Spread(0, 0, 0.0, 0.0, 0.0)


def test_the_spread_of_a_change_is_its_box_and_its_share_in_the_own_square():
    change = torch.zeros(3, 16, 16)
    change[:, 4:8, 8:12] = 0.5  # the square of row 1, column 2, of 4 pixels
    change[:, 8, 8:10] = 0.25  # two pixels below it
    change[:, 15, 15] = 0.04  # not felt
    found = spread(change, (1, 2), 4)
    assert (found.width, found.height) == (4, 5)
    assert found.changed == pytest.approx(18 / 256)
    assert found.inside == pytest.approx(8 / 8.54)
    assert found.greatest == pytest.approx(63.75)


def test_at_its_ends_a_mixture_is_one_of_the_pictures(checkpoint, x0, there):
    for share, end in ((0.0, x0), (1.0, -x0)):
        found = latent_edits.mixed(checkpoint, x0, -x0, share)
        back = latent.there_and_back(checkpoint, end).back.clamp(-1, 1)
        torch.testing.assert_close(found.of_pixels, back)
        torch.testing.assert_close(found.of_latents, back)
        assert found.detail_of_pixels == pytest.approx(1)


@pytest.mark.usefixtures("in_float32")
def test_between_them_latents_are_mixed_before_the_decoder(checkpoint, x0):
    found = latent_edits.mixed(checkpoint, x0, -x0, 0.25)
    ends = checkpoint.space.encode(torch.stack([x0, -x0]))
    between = 0.75 * ends[0] + 0.25 * ends[1]
    expected = checkpoint.space.decode(between[None])[0].clamp(-1, 1)
    torch.testing.assert_close(found.of_latents, expected)


# --- cost


def test_operations_are_counted_as_by_hand():
    convolution = nn.Conv2d(2, 5, 3, padding=1, bias=False)
    counted = latent_cost.operations(lambda: convolution(torch.zeros(1, 2, 4, 4)))
    assert counted == 2 * (3 * 3 * 2) * 5 * (4 * 4)
    assert latent_cost.parameters(convolution) == 3 * 3 * 2 * 5


def test_every_part_has_its_cost_and_it_is_measured_once(tiny_latent, calls):
    latent_cost.measured.cache_clear()
    costs = latent_cost.measured(tiny_latent, "digits")
    codec = Codec(TINY_CODEC)
    assert costs.encoder.parameters == latent_cost.parameters(codec.encoder)
    assert costs.decoder.parameters == latent_cost.parameters(codec.decoder)
    model = load_checkpoint("digits").model
    assert costs.pixel.parameters == latent_cost.parameters(model)
    assert all(c.operations > 0 < c.seconds for c in vars(costs).values())
    calls.clear()
    assert latent_cost.measured(tiny_latent, "digits") is costs
    assert not calls


def test_a_network_on_pixels_has_no_codec_to_measure():
    with pytest.raises(ValueError, match="pixels"):
        latent_cost.codec_costs(load_checkpoint("digits"))


def test_a_change_is_light_a_tint_or_what_is_where():
    light = latent_edits.parts(torch.full((3, 4, 4), -0.5))
    assert (light.light, light.colour, light.places) == pytest.approx((1, 0, 0))
    tint = latent_edits.parts(torch.tensor([0.5, 0.0, -0.5])[:, None, None].expand(3, 4, 4))
    assert (tint.light, tint.colour, tint.places) == pytest.approx((0, 1, 0))
    checks = torch.tensor([1.0, -1.0]).repeat(3, 4, 2)
    places = latent_edits.parts(checks)
    assert (places.light, places.colour, places.places) == pytest.approx((0, 0, 1))
    nothing = latent_edits.parts(torch.zeros(3, 4, 4))
    assert (nothing.light, nothing.colour, nothing.places) == (0, 0, 0)
    some = latent_edits.parts(torch.rand(3, 4, 4, generator=torch.Generator().manual_seed(1)))
    assert some.light + some.colour + some.places == pytest.approx(1)
    assert min(some.light, some.colour, some.places) > 0
