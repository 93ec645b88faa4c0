"""Guidance, taken apart: what its sums promise, on real networks."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.core.denoiser import Guided, Prediction, guide
from explainer.core.errors import UserError
from explainer.core.samplers import last
from explainer.experiments import guidance
from explainer.experiments.guidance import SEEDS, STEPS, STRENGTHS, begun, opened
from explainer.experiments.sampling import generate
from explainer.networks.checkpoints import load_checkpoint, read_card
from explainer.networks.judges import judges_for

NETWORKS = ("digits", "photos-latent")


def run_of(network, w, **changes):
    words = load_checkpoint(network).card.vocabulary[3]
    return replace(begun(network, words, 7, w), **changes)


def end_of(settings):
    return last(generate(settings)).x_next


def prediction():
    return Prediction(torch.randn(2, 3, 4, 4), torch.randn(2, 3, 4, 4))


def test_the_sum_is_the_unconditional_guess_at_0_and_the_conditional_at_1():
    u, c = prediction(), prediction()
    for w, half in ((0.0, u), (1.0, c)):
        joined = guide(u, c, torch.tensor(w))
        assert torch.equal(joined.eps, half.eps) and torch.equal(joined.x0, half.x0)


@pytest.mark.parametrize("w", [-1.0, 0.3, 2.0, 15.0])
def test_both_ways_to_write_it_are_the_same_number(w):
    u, c = prediction(), prediction()
    ours = guide(u, c, torch.tensor(w)).eps
    theirs = w - 1
    torch.testing.assert_close(ours, (1 + theirs) * c.eps - theirs * u.eps)


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("w", [0.0, 1.0, 3.0])
def test_the_opened_run_is_the_run(network, w):
    """Both halves are asked for even where one would do, and the run stays the same."""
    settings = run_of(network, w)
    found, steps = opened(settings), list(generate(settings))
    latent = read_card(network).latent
    assert [h.i for h in found] == list(range(1, STEPS + 1))
    assert [h.t for h in found] == [step.t for step in steps]
    for halves, step in zip(found, steps, strict=True):
        guided = halves.guided.x0 if latent else halves.guided.x0.clamp(-1, 1)
        torch.testing.assert_close(guided, step.prediction.x0[0], atol=2e-3, rtol=0)
        assert guidance.size(halves.push) > 0 or halves.t == 1000


@pytest.mark.parametrize("network", NETWORKS)
def test_the_strip_holds_the_runs_of_each_strength(network):
    settings = run_of(network, 2.0)
    strip = last(guidance.along_w(settings)).x_next
    assert len(strip) == len(STRENGTHS)
    for w in (0.0, 1.0, 2.0, 15.0):
        alone = end_of(replace(settings, w=w))[0]
        torch.testing.assert_close(strip[STRENGTHS.index(w)], alone, atol=1e-3, rtol=0)


def test_guidance_outside_its_interval_is_w_1():
    settings = run_of("digits", 5.0, interval=(300, 600))
    for halves in opened(settings):
        assert halves.w == (5.0 if 300 <= halves.t <= 600 else 1.0)
        if halves.w == 1:
            assert torch.equal(halves.guided.eps, halves.conditional.eps)


def test_a_negative_condition_is_the_second_guess_and_a_negative_weight_is_not():
    settings = replace(run_of("digits", 3.0), words="3")
    plain, condition, weight = last(guidance.not_shown(settings, "8")).x_next
    torch.testing.assert_close(plain, end_of(settings)[0], atol=1e-3, rtol=0)
    checkpoint = load_checkpoint("digits")
    told, instead = guidance._conditions(checkpoint, "3", "8")
    three, eight = checkpoint.vectors([{"3": 1.0}, {"8": 1.0}])
    torch.testing.assert_close(told, torch.stack([three, three, three - eight]))
    torch.testing.assert_close(instead, torch.stack([0 * three, eight, 0 * three]))
    apart = [float((p - plain).square().mean().sqrt()) for p in (condition, weight)]
    assert min(apart) > 0.05
    assert not torch.allclose(condition, weight, atol=0.05)


def test_unknown_words_are_refused():
    with pytest.raises(UserError):
        next(guidance.not_shown(run_of("digits", 3.0), "zebra"))


def test_without_words_there_is_nothing_to_open():
    assert opened(begun("digits", "", 7, 2.0)) == []


def test_only_the_first_of_several_prompts_is_opened():
    assert begun("digits", "3; 8", 7, 2.0).words == "3"


def test_both_halves_are_computed_only_where_they_are_asked_for():
    calls = []

    def network(x_t, t, condition):
        calls.append(len(x_t))
        return Prediction(x_t, x_t)

    x, t, c = torch.randn(2, 3, 4, 4), torch.tensor([5, 5]), torch.ones(2, 6)
    for w in (0.0, 1.0):
        Guided(network, w)(x, t, c)
        Guided(network, w, both=True)(x, t, c)
    assert calls == [2, 4, 2, 4]


def test_contrast_and_limits_are_counted_from_the_picture():
    half = np.zeros((4, 4, 1), np.uint8)
    half[:2] = 255
    found = guidance.look(half)
    assert found.contrast == pytest.approx(127.5) and found.clipped == 1
    assert guidance.look(np.full((4, 4, 3), 90, np.uint8)) == guidance.Look(0, 0)


def test_the_classifier_knows_the_words_of_its_network():
    settings = guidance.many(replace(run_of("digits", 3.0), words="3"))
    assert len(settings.seeds) == SEEDS
    pictures = ((end_of(settings) + 1) * 127.5).clamp(0, 255).round().to(torch.uint8)
    taken = guidance.names("digits", pictures.movedim(1, -1).numpy())
    assert sum(name in guidance.asked_for(settings) for name in taken) >= SEEDS // 2
    assert judges_for("photos-latent") is not None  # those of photos know its words
    assert judges_for("emoji-latent") is None
    assert guidance.names("emoji-latent", np.zeros((1, 64, 64, 3), np.uint8)) == []
