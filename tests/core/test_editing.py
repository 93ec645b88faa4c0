"""What every edit promises, with denoisers whose answers are known."""

from functools import partial
from itertools import pairwise

import pytest
import torch

from explainer.core.denoiser import NetworkDenoiser, predict
from explainer.core.editing import (
    VIEWS,
    Consistent,
    Joined,
    anagram,
    hybrid,
    invert,
    joining,
    known_kept,
    slerp,
    with_jumps,
)
from explainer.core.errors import UserError
from explainer.core.noise import KNOWN, FreshNoise, unit_noise
from explainer.core.operators import BlockMean, Grey, Kept, blur, coarse_waves, missing_blocks
from explainer.core.samplers import SAMPLERS, ddim_step, ddpm_step, last, walk
from explainer.core.schedule import cosine
from tests.core.walking import SEEDS, SHAPE, fresh, gentle_network, our_walk, x_start

SCHEDULE = cosine()
V = NetworkDenoiser(gentle_network, SCHEDULE)
PICTURE = torch.rand(1, *SHAPE, generator=torch.Generator().manual_seed(1)) * 2 - 1
WORDS = torch.eye(4)  # one condition in each row


def conditional(x_t, t, condition=None):
    """A denoiser that depends on place, x_t and condition, and is not linear in x_t."""
    c, n = SHAPE[0], len(x_t)
    told = torch.zeros(n, 4) if condition is None else condition
    colour = (told @ torch.tensor([[0.5, -0.5], [0.1, 0.9], [-0.7, 0.2], [0.3, 0.3]])).sum(1)
    ramp = torch.linspace(-1, 1, SHAPE[1])[:, None].expand(SHAPE[1:])
    guess = torch.tanh(x_t + colour.view(-1, 1, 1, 1) * ramp).expand(n, c, *SHAPE[1:])
    return predict(SCHEDULE, x_t, t, "x0", guess)


def smooth(x):
    return blur(SHAPE[1], 2.0)(x)


@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize(
    "operator",
    [
        *(BlockMean(4), Grey(3), blur(16, 1.5), coarse_waves(8, 3)),
        missing_blocks(16, 4, 0.5, seed=0),
    ],
    ids=["fewer", "grey", "blur", "waves", "blocks"],
)
def test_what_is_known_comes_back(sampler, operator):
    """Whatever the sampler and the damage: the end has exactly the damage that was given."""
    y = operator(PICTURE)
    bound = Consistent(conditional, SCHEDULE, operator, y)
    end = our_walk(SAMPLERS[sampler], 10, SCHEDULE, bound).x_next
    assert torch.allclose(operator(end), y.expand(2, *y.shape[1:]), atol=1e-3)
    # and what the damage hid is the denoiser's: the two seeds differ
    assert not torch.allclose(end[0], end[1], atol=1e-2)


def test_an_estimate_stays_an_estimate_of_this_x_t():
    """x_t = √ᾱ·x̂0 + √(1−ᾱ)·ε̂ must hold after the constraint, or samplers would drift."""
    operator, t = BlockMean(2), torch.tensor([400, 400])
    p = Consistent(V, SCHEDULE, operator, operator(PICTURE))(x_start(), t)
    signal, noise = SCHEDULE.coefficients(t, p.x0)
    assert torch.allclose(signal * p.x0 + noise * p.eps, x_start(), atol=1e-5)


@pytest.mark.parametrize("jumps", [1, 3])
def test_known_places_are_exact_and_unknown_ones_the_networks(jumps):
    mask = torch.zeros(SHAPE[1:])
    mask[:, :8] = 1
    between = known_kept(PICTURE, mask, SCHEDULE, FreshNoise(SHAPE, SEEDS, KNOWN))
    path = with_jumps(SCHEDULE.timesteps(12), 4, jumps)
    steps = list(
        walk(ddpm_step, conditional, SCHEDULE, x_start(), path, noise=fresh(), between=between)
    )
    end = steps[-1].x_next
    assert torch.equal(end[..., :8], PICTURE.expand(2, -1, -1, -1)[..., :8])
    assert not torch.allclose(end[..., 8:], PICTURE[..., 8:].expand(2, -1, -1, -1), atol=0.1)
    # on the way it is as noisy as t says: x_t − √ᾱ·x0 has deviation √(1−ᾱ)
    middle = next(s for s in steps if s.t_next == 500)
    signal, noise = SCHEDULE.coefficients(torch.tensor([500]), PICTURE)
    left = (middle.x_next - signal * PICTURE)[..., :8] / noise
    assert float(left.std()) == pytest.approx(1, abs=0.1)


def test_the_path_of_jumps():
    assert with_jumps([6, 5, 4, 3, 2, 1, 0], 2, 1) == [6, 5, 4, 3, 2, 1, 0]
    assert with_jumps([6, 5, 4, 3, 2, 1, 0], 2, 2) == [6, 5, 4, 6, 5, 4, 3, 2, 4, 3, 2, 1, 0]
    path = with_jumps(SCHEDULE.timesteps(50), 10, 3)
    assert path[0] == SCHEDULE.T
    assert path[-1] == 0
    assert path.count(0) == 1
    down = sum(b < a for a, b in pairwise(path))
    assert down == 50 + 4 * 2 * 10  # four of five stretches are gone through twice more
    for length, times in ((0, 2), (2, 0)):
        with pytest.raises(UserError, match="at least 1"):
            with_jumps([2, 1, 0], length, times)


def test_many_levels_in_one_batch_are_the_runs_of_each_level():
    path, starts = SCHEDULE.timesteps(20), (1000, 700, 250, 0)
    eps = unit_noise(SHAPE, [7]).expand(4, -1, -1, -1)
    x_T = SCHEDULE.add_noise(PICTURE.expand_as(eps), torch.full((4,), 1000), eps)
    between = joining(PICTURE, starts, eps, SCHEDULE)
    together = last(walk(ddim_step, V, SCHEDULE, x_T, path, between=between)).x_next
    for i, start in enumerate(starts[:3]):
        own = [t for t in path if t <= start]
        x = SCHEDULE.add_noise(PICTURE, torch.tensor([start]), eps[:1])
        alone = last(walk(ddim_step, V, SCHEDULE, x, own)).x_next[0]
        assert torch.allclose(together[i], alone, atol=1e-5), start
    assert torch.equal(together[3], PICTURE[0])


@pytest.mark.parametrize("view", VIEWS)
def test_views_there_and_back(view):
    there, back = VIEWS[view]
    x = x_start()
    assert torch.equal(back(there(x)), x)
    assert torch.equal(there(back(x)), x)
    assert not torch.equal(there(x), x)
    # orthogonal: lengths and angles stay, so noise stays noise
    y = unit_noise(SHAPE, [8, 9])
    assert torch.allclose((there(x) * there(y)).sum(), (x * y).sum(), rtol=1e-4)


def test_both_views_share_one_picture():
    """Seen through its view, the joined estimate is the anagram with both words exchanged."""
    there, _ = VIEWS["half_turn"]
    a, b = WORDS[:1], WORDS[1:2]
    x, t = x_start(), torch.tensor([600, 600])
    one = Joined(conditional, anagram(a, b, "half_turn"))(x, t)
    other = Joined(conditional, anagram(b, a, "half_turn"))(there(x), t)
    assert torch.allclose(there(one.x0), other.x0, atol=1e-6)
    assert torch.allclose(there(one.eps), other.eps, atol=1e-6)


def test_a_word_joined_with_itself_is_the_word():
    word, x, t = WORDS[2:3], x_start(), torch.tensor([600, 600])
    plain = conditional(x, t, word.expand(2, -1))
    joined = Joined(conditional, hybrid(word, word, smooth))(x, t)
    assert torch.allclose(joined.x0, plain.x0, atol=1e-6)
    assert torch.allclose(joined.eps, plain.eps, atol=1e-6)


def test_a_hybrid_has_the_frequencies_of_each():
    a, b, x, t = WORDS[:1], WORDS[1:2], x_start(), torch.tensor([600, 600])
    joined = Joined(conditional, hybrid(a, b, smooth))(x, t).x0
    of_a, of_b = (conditional(x, t, c.expand(2, -1)).x0 for c in (a, b))
    assert torch.allclose(joined, smooth(of_a) + of_b - smooth(of_b), atol=1e-6)


def test_without_words_one_part_has_none():
    x, t = x_start(), torch.tensor([600, 600])
    joined = Joined(conditional, hybrid(None, WORDS[:1], lambda x: x))(x, t)
    assert torch.allclose(joined.x0, conditional(x, t).x0, atol=1e-6)


def test_both_parts_cost_one_call():
    seen = []

    def counted(x_t, t, condition=None):
        seen.append(len(x_t))
        return conditional(x_t, t, condition)

    Joined(counted, anagram(WORDS[:1], None, "flip"))(x_start(), torch.tensor([5, 5]))
    assert seen == [4]


def test_there_and_back():
    """Up to noise and down again: the error falls with the steps, and is small at 100."""
    x0 = smooth(PICTURE)
    errors = []
    for n in (10, 30, 100):
        path = SCHEDULE.timesteps(n)
        x_T = last(invert(V, SCHEDULE, x0, path)).x_next
        back = last(walk(ddim_step, V, SCHEDULE, x_T, path)).x_next
        errors.append(float((back - x0).square().mean().sqrt()))
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.02


def test_upwards_is_the_step_downwards_turned_round():
    """For a constant ε̂ each step up undoes the step down exactly."""
    eps = unit_noise(SHAPE, [5])

    def constant(x_t, t, condition=None):
        return predict(SCHEDULE, x_t, t, "eps", eps.expand_as(x_t))

    path = [1, 300, 900]
    up = last(walk(ddim_step, constant, SCHEDULE, PICTURE, path, renoise=False)).x_next
    down = last(walk(ddim_step, constant, SCHEDULE, up, path[::-1])).x_next
    assert torch.allclose(down, PICTURE, atol=1e-4)


def test_where_t_rises_noise_is_added_unless_said_otherwise():
    (step,) = walk(ddim_step, V, SCHEDULE, PICTURE, [100, 200], noise=fresh([3]))
    assert step.prediction is None
    (step,) = walk(ddim_step, V, SCHEDULE, PICTURE, [100, 200], renoise=False)
    assert step.prediction is not None


def test_inversion_begins_at_the_least_noise_that_a_network_knows():
    steps = list(invert(V, SCHEDULE, PICTURE, SCHEDULE.timesteps(1000)))
    assert [(s.t, s.t_next) for s in steps[:2]] == [(1, 2), (2, 3)]
    steps = list(invert(V, SCHEDULE, PICTURE, SCHEDULE.timesteps(4)))
    assert [s.t for s in steps] == [1, 250, 500, 750]


def test_between_two_noises():
    a, b = unit_noise(SHAPE, [1, 2])
    path = slerp(a, b, torch.tensor([0.0, 0.25, 0.5, 1.0]))
    assert torch.equal(path[0], a)
    assert torch.equal(path[3], b)
    # noise throughout, where a straight line would lose 30 % of its strength in the middle
    lengths = [float(x.norm()) for x in path]
    assert min(lengths) > 0.98 * min(lengths[0], lengths[-1])
    assert float(((a + b) / 2).norm()) < 0.75 * lengths[0]
    half = slerp(path[0], path[2], torch.tensor([0.5]))[0]
    # half of the half is the quarter: the same direction
    together = torch.nn.functional.cosine_similarity(half.flatten(), path[1].flatten(), dim=0)
    assert float(together) > 0.99999


def test_between_a_noise_and_itself():
    a = unit_noise(SHAPE, [1])[0]
    assert torch.allclose(slerp(a, a, torch.tensor([0.3]))[0], a, atol=1e-6)


def test_known_noise_is_a_stream_of_its_own():
    """Or the noise that known places are given would be that which the sampler adds elsewhere."""
    known, added = FreshNoise(SHAPE, SEEDS, KNOWN), fresh()
    assert not torch.allclose(known(5, 5), added(5, 5))


def test_a_mask_by_denoiser_and_by_between_agree_on_the_known():
    mask = torch.ones(SHAPE[1:])
    mask[4:8, 4:8] = 0
    bound = Consistent(conditional, SCHEDULE, Kept(mask), PICTURE * mask)
    end = our_walk(partial(ddim_step, eta=0.0), 10, SCHEDULE, bound).x_next
    known = mask.bool()
    assert torch.allclose(end[..., known], PICTURE.expand(2, -1, -1, -1)[..., known], atol=1e-6)
