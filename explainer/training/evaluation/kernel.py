"""KID: the kernel distance of two sets of pictures, also where so many of each word were taken on purpose.

KID asks how alike two pictures of one set are, and two of different sets. That is right for pictures drawn at random.
A set with equally many pictures of every word has too few pairs of one word, of which a random draw would have one in W,
and as pictures of one word are the most alike, its pictures seem more different than they are: KID falls below zero.
Here each pair counts as often as it would be drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

FEWEST = 3  # pictures of a word: fewer leave no pair of it when one is left out


@dataclass(frozen=True, eq=False)
class Sample:
    """A set of pictures as features (N, d), and how its pictures came to be in it.

    `words` (N,) is the index of each picture's word where it was said how many of each word to take; None: all were
    drawn at random. `shares` says how often a random draw would give each word, by its index; None: as often as here.
    """

    features: np.ndarray
    words: np.ndarray | None = None
    shares: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.features)

    @cached_property
    def group(self) -> np.ndarray:
        """From which group each picture (N,) was drawn: its word, or with others those that have fewer than FEWEST."""
        return self._groups[0]

    @cached_property
    def share(self) -> np.ndarray:
        """How often a random draw would give each group, (G,); sums to 1."""
        return self._groups[1]

    @cached_property
    def n(self) -> np.ndarray:
        """Pictures of each group, (G,)."""
        return np.bincount(self.group)

    @property
    def weights(self) -> np.ndarray:
        """How often a random draw would give each picture, (N,); sums to 1."""
        weights: np.ndarray = (self.share / self.n)[self.group]
        return weights

    @cached_property
    def _groups(self) -> tuple[np.ndarray, np.ndarray]:
        if self.words is None:
            return np.zeros(len(self), int), np.ones(1)
        words, word, count = np.unique(self.words, return_inverse=True, return_counts=True)
        shares = count / len(self) if self.shares is None else self.shares[words]
        new = _pooled(count)
        share = np.bincount(new, weights=shares)
        return new[word], share / share.sum()


def _pooled(count: np.ndarray) -> np.ndarray:
    """A group for each word, by its number of pictures (W,): the rarest share one, the others have their own."""
    rarest = np.argsort(count, kind="stable")
    pool = int((count < FEWEST).sum())
    while 0 < pool < len(count) and count[rarest[:pool]].sum() < FEWEST:
        pool += 1
    group = np.empty(len(count), int)
    group[rarest] = np.maximum(np.arange(len(count)) - max(pool - 1, 0), 0)
    return group


def _similar(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The cubic kernel of all pairs of features (N, d), (M, d): (N, M)."""
    linear = x @ y.T / x.shape[1] + 1
    similar: np.ndarray = linear * linear * linear  # a general power takes several times as long
    return similar


class _Within:
    """The mean kernel of two different pictures of a sample, and the same with any one picture left out.

    Of pictures drawn at random: the mean over all pairs. Of n_w pictures of each word w, which a random draw would
    give with probability p_w:

        Σ_w p_w² mean of k over pairs of w  +  Σ_{w≠v} p_w p_v mean of k over pairs of w and v,

    which is unbiased for two independent draws.
    """

    def __init__(self, sample: Sample) -> None:
        g, n, p = sample.group, sample.n, sample.share
        similar = _similar(sample.features, sample.features)
        np.fill_diagonal(similar, 0)
        to = similar @ np.eye(len(n))[g]  # each picture to all of a group, (N, G)
        sums = np.zeros((len(n), len(n)))  # of all pairs of two groups
        np.add.at(sums, g, to)
        # each group's own pairs (G,), and its pairs with others, each as often as these are drawn
        own, with_others = sums.diagonal(), _of_others(sums, p / n, np.arange(len(n)))
        pairs = np.maximum(n * (n - 1), 1)
        self.mean = float((p**2 * own / pairs + p / n * with_others).sum())
        own_of_one, others_of_one = to[np.arange(len(g)), g], _of_others(to, p / n, g)
        with_it = (p**2 * own / pairs + 2 * p / n * with_others)[g]
        left = np.maximum((n - 1) * (n - 2), 1)[g]
        # a picture counts twice among its own: as the one and as the other of a pair
        without_it = p[g] ** 2 * (own[g] - 2 * own_of_one) / left
        without_it += 2 * (p / np.maximum(n - 1, 1))[g] * (with_others[g] - others_of_one)
        self.without: np.ndarray = self.mean - with_it + without_it  # (N,)


def _of_others(sums: np.ndarray, weight: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Weighted sum of each row (N, G) over all groups but its own, (N,)."""
    others: np.ndarray = sums @ weight - sums[np.arange(len(group)), group] * weight[group]
    return others


def _without(sample: Sample, to_others: np.ndarray) -> np.ndarray:
    """What the weighted mean of `to_others` (N,) gains as each picture is left out, (N,)."""
    g, n = sample.group, sample.n
    mean = np.bincount(g, weights=to_others) / n
    gains: np.ndarray = sample.share[g] * (mean[g] - to_others) / np.maximum(n - 1, 1)[g]
    return gains


class Kernel:
    """The squared maximum mean discrepancy of two samples, whole and with any one picture left out.

    With the cubic kernel, unbiased (Bińkowski et al. 2018, equation 4, with the pairs weighed as `_Within` says).
    """

    def __init__(self, a: Sample, b: Sample) -> None:
        within_a, within_b = _Within(a), _Within(b)
        between = _similar(a.features, b.features)
        to_b, to_a = between @ b.weights, a.weights @ between
        mean = float(a.weights @ to_b)
        self.distance = within_a.mean + within_b.mean - 2 * mean
        self.without_a = within_a.without + within_b.mean - 2 * (mean + _without(a, to_b))  # (N,)
        self.without_b = within_a.mean + within_b.without - 2 * (mean + _without(b, to_a))  # (M,)


def _variance(sample: Sample, left_out: np.ndarray) -> float:
    """Jackknife variance of an estimate from its values (N,) without each picture (Tukey 1958), group by group."""
    g, n = sample.group, sample.n
    apart = left_out - (np.bincount(g, weights=left_out) / n)[g]
    return float((((n - 1) / n)[g] * apart**2).sum())


def kernel_distance(a: Sample, b: Sample) -> tuple[float, float]:
    """KID of two samples (Bińkowski et al. 2018) and its standard error. May be below 0.

    The error is that of drawing other pictures of both kinds, of each word as many, not of looking at other parts of
    these.
    """
    kernel = Kernel(a, b)
    variance = _variance(a, kernel.without_a) + _variance(b, kernel.without_b)
    return kernel.distance, variance**0.5


def kernel_difference(a: Sample, b: Sample, real: Sample) -> tuple[float, float]:
    """By how much a's KID to `real` exceeds b's, and the standard error of that.

    Row i of a and of b come from the same noise and the same word and are left out together, so that what the noise
    does to both drops out.
    """
    ours, theirs = Kernel(a, real), Kernel(b, real)
    variance = _variance(a, ours.without_a - theirs.without_a)
    variance += _variance(real, ours.without_b - theirs.without_b)
    return ours.distance - theirs.distance, variance**0.5
