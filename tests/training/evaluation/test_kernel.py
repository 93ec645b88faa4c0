import numpy as np
import pytest

from explainer.training.evaluation.kernel import Kernel, Sample, kernel_difference, kernel_distance

WORDS, D = 6, 4
CENTRES = 1.5 * np.random.default_rng(9).standard_normal((WORDS, D))


def gaussian(n, d=8, shift=0.0, seed=0):
    return Sample(np.random.default_rng(seed).standard_normal((n, d)) + shift)


def of_words(words, rng):
    """Pictures of these words: near their word's centre."""
    return CENTRES[words] + 0.5 * rng.standard_normal((len(words), D))


def evenly(each, rng, shares=None):
    words = np.repeat(np.arange(WORDS), each)
    return Sample(of_words(words, rng), words, shares)


def at_random(n, rng, shares=None):
    return Sample(of_words(rng.choice(WORDS, n, p=shares), rng))


def test_a_set_has_no_distance_to_itself():
    assert kernel_distance(gaussian(500), gaussian(500))[0] < 0.05


def test_it_is_unbiased_and_grows():
    a = gaussian(2500)
    same, error = kernel_distance(a, gaussian(2500, seed=1))
    assert abs(same) < 4 * error
    near, far = (kernel_distance(a, gaussian(2500, shift=s, seed=1))[0] for s in (0.3, 0.6))
    assert 10 * error < near < far


def test_its_error_is_how_much_other_pictures_change_it():
    drawn = [
        (gaussian(60, seed=2 * i), gaussian(90, shift=0.3, seed=2 * i + 1)) for i in range(200)
    ]
    found, errors = np.array([kernel_distance(a, b) for a, b in drawn]).T
    assert np.mean(errors) == pytest.approx(np.std(found), rel=0.2)


def mean_and_error(values):
    return np.mean(values), np.std(values) / len(values) ** 0.5


def test_as_many_of_each_word_pull_it_below_zero_unless_pairs_are_weighed():
    rng = np.random.default_rng(0)
    drawn = [(evenly(5, rng), evenly(8, rng)) for _ in range(200)]
    plain = [kernel_distance(Sample(a.features), Sample(b.features))[0] for a, b in drawn]
    mean, error = mean_and_error(plain)
    assert mean < -20 * error
    mean, error = mean_and_error([kernel_distance(a, b)[0] for a, b in drawn])
    assert abs(mean) < 4 * error


def test_even_words_are_compared_with_a_random_draw_by_the_shares_of_the_draw():
    rng, shares = np.random.default_rng(0), np.array([0.4, 0.2, 0.1, 0.1, 0.1, 0.1])

    def mean(told):
        pairs = ((evenly(6, rng, told), at_random(40, rng, shares)) for _ in range(200))
        return mean_and_error([kernel_distance(a, b)[0] for a, b in pairs])

    found, error = mean(shares)
    assert abs(found) < 4 * error
    found, error = mean(None)  # as if each word were as frequent: these are other pictures
    assert found > 4 * error


def test_the_error_with_words_is_how_much_other_pictures_of_them_change_it():
    rng = np.random.default_rng(0)
    drawn = [(evenly(12, rng), evenly(12, rng)) for _ in range(150)]
    found, errors = np.array([kernel_distance(a, b) for a, b in drawn]).T
    # for few pictures of a word a jackknife errs upwards
    assert np.std(found) * 0.85 < np.mean(errors) < np.std(found) * 1.4


def without(sample, i):
    words = None if sample.words is None else np.delete(sample.words, i)
    return Sample(np.delete(sample.features, i, 0), words, sample.shares)


@pytest.mark.parametrize("make", [evenly, at_random])
def test_leaving_one_out_is_computing_it_without_that_one(make):
    rng, shares = np.random.default_rng(0), np.full(WORDS, 1 / WORDS)
    a, b = (make(n, rng, shares) for n in (5, 8))
    kernel = Kernel(a, b)
    assert kernel.without_a[3] == pytest.approx(kernel_distance(without(a, 3), b)[0])
    assert kernel.without_b[4] == pytest.approx(kernel_distance(a, without(b, 4))[0])


def test_words_with_too_few_pictures_for_a_pair_are_taken_together():
    features = np.random.default_rng(0).standard_normal((9, 3))
    single = Sample(features, np.arange(9))
    assert kernel_distance(single, gaussian(20, 3))[0] == pytest.approx(
        kernel_distance(Sample(features), gaussian(20, 3))[0]
    )
    assert len(set(Sample(features, np.array([0, 0, 0, 0, 1, 1, 1, 2, 3])).group)) == 2
    assert len(set(Sample(features, np.array([0, 0, 0, 0, 1, 1, 1, 2, 2])).group)) == 2


def test_a_difference_of_pairs_has_a_smaller_error_than_each():
    real, a = gaussian(1000), gaussian(1000, shift=0.3, seed=1)
    b = Sample(a.features + 0.02)  # the same noises, a little further away
    more, error = kernel_difference(b, a, real)
    assert 2 * error < more
    assert error < 0.3 * kernel_distance(a, real)[1]
    assert kernel_difference(a, a, real) == (0, 0)
