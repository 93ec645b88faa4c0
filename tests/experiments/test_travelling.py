"""Mix and travel: ends that are what they are called, and a way back that comes close, the closer the more steps there are."""

import pytest
import torch

from explainer.core.noise import unit_noise
from explainer.core.samplers import last
from explainer.experiments import travelling
from explainer.experiments.guidance import size
from explainer.experiments.sampling import generate, run
from explainer.experiments.settings import Settings
from explainer.experiments.travelling import PLACES, SHARES, WAYS
from explainer.networks.checkpoints import available, load_checkpoint, read_card
from explainer.networks.conditions import parse_condition
from explainer.samples import SAMPLES, sample_pixels
from explainer.ui.picture import Picture

ROUNDING = 2e-3  # pictures that are computed in other batches


TULIP, OTHER = [*SAMPLES][:2]


def sample(network, name=TULIP):
    return Picture(sample_pixels(name), "", "").for_network(load_checkpoint(network).picture_shape)


@pytest.mark.parametrize("w", [1.0, 2.0])
def test_the_ends_of_a_mixture_are_the_pure_words(w):
    settings = travelling.mixing("digits", w, 7)
    pictures = last(travelling.mixed(settings, "3", "8")).x_next
    for at, words in ((0, "3"), (-1, "8")):
        alone = Settings("digits", "ddim", travelling.STEPS, w, words, (7,))
        assert torch.allclose(pictures[at], last(generate(alone)).x_next[0], atol=ROUNDING)


def test_the_ends_of_a_mixture_are_the_vectors_of_the_words_exactly():
    checkpoint = load_checkpoint("digits")
    told = travelling.mixtures(checkpoint, "3", "8")
    pure = checkpoint.vectors([parse_condition(w, checkpoint.card.vocabulary) for w in ("3", "8")])
    assert torch.equal(told[0], pure[0]) and torch.equal(told[-1], pure[1])
    assert torch.allclose(told[PLACES // 2], pure.mean(0))


@pytest.mark.parametrize("network", ["photos-latent", "sprites"])
def test_the_way_back_comes_closer_with_more_steps(network):
    """And at a hundred it is as close as stated."""
    checkpoint, picture = load_checkpoint(network), sample(network)
    closeness = [travelling.trip(checkpoint, picture, n).closeness for n in (5, 20, 100)]
    assert closeness == sorted(closeness)
    assert closeness[-1] > {"photos-latent": 30, "sprites": 24}[network]


def test_a_bell_of_noise_is_that_of_noise():
    found = travelling.bell(unit_noise((3, 64, 64), [5])[0])
    assert found.deviation == pytest.approx(1, abs=0.02)
    assert found.beyond == pytest.approx(0.0455, abs=0.01)
    assert found.neighbours == pytest.approx(0, abs=0.03)
    assert found.looks_normal
    assert not travelling.bell(1.1 * unit_noise((3, 64, 64), [5])[0]).looks_normal
    smooth = torch.linspace(-1, 1, 64).expand(3, 64, 64)
    assert travelling.bell(smooth).neighbours > 0.99
    assert not travelling.bell(smooth).looks_normal


@pytest.mark.parametrize("way", WAYS)
def test_a_way_begins_and_ends_with_its_noises_exactly(way):
    ends = travelling.noises_of_seeds("digits", (1, 2))
    noises = travelling.between(ends, way)
    assert len(noises) == PLACES == len(SHARES)
    assert torch.equal(noises[0], ends[0]) and torch.equal(noises[-1], ends[1])


def test_only_the_way_round_keeps_noise_as_strong_as_noise():
    ends = travelling.noises_of_seeds("photos", (1, 2))
    round_, straight = (travelling.between(ends, way)[PLACES // 2] for way in WAYS)
    assert size(round_) == pytest.approx(1, abs=0.02)
    assert size(straight) == pytest.approx(0.5**0.5, abs=0.02)


@pytest.mark.parametrize("way", WAYS)
def test_the_ends_of_a_journey_are_the_pictures_of_its_seeds(way):
    settings = travelling.travelling("digits", 1)
    ends = travelling.noises_of_seeds("digits", (1, 2))
    pictures = last(travelling.travelled(settings, ends, way)).x_next
    for at, seed in ((0, 1), (-1, 2)):
        alone = Settings("digits", "ddim", travelling.FAR, seeds=(seed,))
        assert torch.allclose(pictures[at], last(generate(alone)).x_next[0], atol=ROUNDING)


def test_the_ends_of_a_journey_between_pictures_are_what_each_comes_back_as():
    pictures = torch.stack([sample("sprites", name) for name in (TULIP, OTHER)])
    ends = travelling.noises_of_pictures("sprites", pictures)
    settings = travelling.travelling("sprites", 1)
    x_T = travelling.between(ends, "round")[[0, -1]]
    two = Settings("sprites", "ddim", travelling.FAR, seeds=(1, 1))
    arrived = last(run(two, x_T, 1000)).x_next.clamp(-1, 1)
    checkpoint = load_checkpoint("sprites")
    for picture, end in zip(pictures, arrived, strict=True):
        back = travelling.trip(checkpoint, picture, settings.steps).back
        assert torch.allclose(end, back, atol=0.02)


@pytest.mark.parametrize("network", available())
def test_every_network_knows_the_words_that_it_begins_with(network):
    assert {*travelling.pair_of(network)} <= {*read_card(network).shown}
