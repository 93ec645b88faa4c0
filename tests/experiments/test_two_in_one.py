"""Two in one: what the mathematics says of pictures that two words share, asked of ideal denoisers and of a network."""

import numpy as np
import pytest
import torch

from explainer.core.denoiser import IdealDenoiser
from explainer.core.editing import VIEWS, Joined, anagram, hybrid
from explainer.core.errors import UserError
from explainer.core.noise import unit_noise
from explainer.core.samplers import last
from explainer.core.schedule import make_schedule
from explainer.experiments import two_in_one
from explainer.experiments.latent_views import turned_latents
from explainer.experiments.sampling import generate, run
from explainer.experiments.two_in_one import HYBRID, WAYS, Named, Trial
from explainer.networks.checkpoints import available, load_checkpoint, read_card

SCHEDULE = make_schedule("cosine", 1000)
X = unit_noise((3, 16, 16), [1, 2, 3])
T = torch.tensor([50, 400, 900])


def wanted(way="half_turn", first="6", second="9", w=2.0, seeds=(7, 8), sigma=2.0):
    asked = two_in_one.wanted("digits", Trial(way, first, second), w, seeds[0], sigma)
    settings = two_in_one.replace(asked.settings, steps=6, seeds=seeds)
    return two_in_one.replace(asked, settings=settings)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_and_its_way_back_change_nothing_and_keep_noise_noise(view):
    there, back = VIEWS[view]
    assert torch.equal(back(there(X)), X) and torch.equal(there(back(X)), X)
    assert not torch.equal(there(X), X)
    assert torch.allclose((there(X) ** 2).sum(), (X**2).sum())


@pytest.mark.parametrize("view", VIEWS)
def test_an_anagram_of_what_looks_the_same_both_ways_is_the_plain_guess(view):
    """The ideal denoiser of pictures that hold each other's views answers a view of x with the view of its answer."""
    there, _ = VIEWS[view]
    pictures = [unit_noise((3, 16, 16), [4, 5])]
    for _ in range(3):  # a quarter turn comes round after four
        pictures.append(there(pictures[-1]))
    ideal = IdealDenoiser(torch.cat(pictures), SCHEDULE)
    plain, joined = ideal(X, T), Joined(ideal, anagram(None, None, view))(X, T)
    assert torch.allclose(joined.x0, plain.x0, atol=1e-5)
    assert torch.allclose(joined.eps, plain.eps, atol=1e-5)


def test_a_hybrid_of_one_word_is_the_plain_guess_and_its_parts_are_everything():
    ideal = IdealDenoiser(unit_noise((3, 16, 16), range(5)), SCHEDULE)
    low = two_in_one.low_pass("sprites", 2.0)
    joined = Joined(ideal, hybrid(None, None, low))(X, T)
    assert torch.allclose(joined.x0, ideal(X, T).x0, atol=1e-6)
    coarse, fine = hybrid(None, None, low)
    assert torch.allclose(coarse.back(X) + fine.back(X), X, atol=1e-6)


def test_the_coarse_part_keeps_what_is_flat_and_loses_what_alternates():
    low = two_in_one.low_pass("photos", 2.0)
    flat = torch.full((1, 3, 64, 64), 0.3)
    alternating = torch.ones(1, 3, 64, 64)
    alternating[..., ::2] = -1
    assert torch.allclose(low(flat), flat, atol=1e-6)
    inside = low(alternating)[..., 10:-10]  # a mirror at the edge joins two that are equal
    assert float(inside.abs().max()) < 0.01


def test_a_blur_is_as_wide_in_small_pictures_as_in_large_ones():
    point = torch.zeros(1, 1, 28, 28)
    point[..., 14, 14] = 1
    spread = two_in_one.low_pass("digits", 4.0)(point)[0, 0]
    columns = torch.arange(28) - 14
    assert float((spread * columns**2).sum()) == pytest.approx((4 * 28 / 64) ** 2, rel=0.05)


@pytest.mark.parametrize("w", [0.0, 1.0, 2.0])
def test_a_hybrid_of_one_word_twice_is_the_plain_run(w):
    asked = wanted(HYBRID, "3", "3", w)
    plain = last(generate(two_in_one.replace(asked.settings, words="3"))).x_next
    assert torch.allclose(last(two_in_one.drawn(asked)).x_next, plain, atol=2e-3)


def test_both_views_share_one_picture_at_every_step():
    """Begun the other way round, with the words exchanged, the run is the same picture, the other way round."""
    asked, turned = wanted(), wanted(first="9", second="6")
    there, _ = VIEWS["half_turn"]
    x_T = unit_noise(load_checkpoint("digits").shape, asked.settings.seeds)
    one, other = (
        run(a.settings, x, 1000, denoiser=two_in_one.two_in_one(a))
        for a, x in ((asked, x_T), (turned, there(x_T)))
    )
    for step, mirrored in zip(one, other, strict=True):
        assert torch.allclose(there(step.x_next), mirrored.x_next, atol=2e-3)


@pytest.mark.parametrize("way", WAYS)
def test_an_open_step_is_the_one_that_was_made(way):
    asked = wanted(way)
    steps = list(two_in_one.drawn(asked))
    opened = two_in_one.opened(asked, 8)
    assert [(h.i, h.t) for h in opened] == [(s.i, s.t) for s in steps]
    for halves, step in zip(opened, steps, strict=True):
        x0, prediction = halves.first.x0 + halves.second.x0, step.prediction.x0[1]
        assert torch.allclose(x0.clamp(-1, 1), prediction, atol=2e-3)
        assert torch.equal(halves.joined.x0, x0)


def test_each_step_asks_for_both_words_and_guidance_doubles_that():
    calls = [last(two_in_one.drawn(wanted(w=w))).calls for w in (1.0, 2.0)]
    assert calls == [12, 24]


def test_six_and_nine_share_a_picture():
    """What the page begins with, counted by the classifier."""
    trial, *_ = two_in_one.worth(two_in_one.BEGINS)
    asked = two_in_one.wanted(two_in_one.BEGINS, trial, 2.0, 7, 2.0)
    pixels = two_in_one.to_pixels(last(two_in_one.drawn(asked)).x_next)
    found = two_in_one.named_both(asked, pixels)
    assert sum(one.right and other.right for one, other in found) >= 5
    best = found[two_in_one.best(found)]
    assert all(name.right and name.sureness > 0.9 for name in best)


def test_the_best_is_the_one_whose_lesser_word_is_surest():
    def named(sureness):
        return Named("6", sureness, True)

    found = [(named(0.9), named(0.1)), (named(0.5), named(0.6)), (named(0.2), named(1.0))]
    assert two_in_one.best(found) == 1
    assert two_in_one.best([]) == 0


def test_a_picture_in_which_both_are_found_comes_before_one_that_only_nears_them():
    missed = Named("6", 0.9, True), Named("8", 0.45, False)
    found = Named("6", 0.4, True), Named("9", 0.5, True)
    assert two_in_one.best([missed, found]) == 1


def test_the_views_of_finished_pictures_are_the_pictures_turned():
    pictures = np.random.default_rng(0).integers(0, 256, (2, 28, 28, 1), dtype=np.uint8)
    for way, expected in (
        ("half_turn", pictures[:, ::-1, ::-1]),
        ("flip", pictures[:, ::-1]),
        ("invert", 255 - pictures),
        ("quarter_turn", np.rot90(pictures, 1, (1, 2))),
    ):
        first, second = two_in_one.both_views(wanted(way), pictures)
        assert (first == pictures).all() and (second == expected).all()
    afar, near = two_in_one.both_views(wanted(HYBRID), pictures)
    assert (near == pictures).all() and afar.std() < pictures.std()


@pytest.mark.parametrize("network", available("pixels"))
def test_what_is_worth_a_try_is_known_to_its_network(network):
    trials = two_in_one.worth(network)
    assert trials and all(trial.way in WAYS for trial in trials)
    words = {word for trial in trials for word in (trial.first, trial.second)}
    assert words <= {*read_card(network).shown}


def test_a_word_that_the_network_does_not_know_is_told():
    with pytest.raises(UserError):
        two_in_one.drawn(wanted(second="zebra"))


def test_turned_latents_are_not_the_latents_of_a_turned_picture():
    checkpoint = load_checkpoint("photos-latent")
    ramp = torch.linspace(-1, 1, 64)
    x0 = torch.stack([ramp.expand(64, 64), ramp[:, None].expand(64, 64), ramp.expand(64, 64)])
    found = turned_latents(checkpoint, x0, "half_turn")
    assert torch.equal(found.picture, x0.rot90(2, (-2, -1)))
    assert found.lost < found.kept - 3
