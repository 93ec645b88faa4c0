"""Does a network with classes draw what it is asked for, and are its pictures like real ones, and new?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from torch import Tensor

from explainer.experiments.settings import Settings
from explainer.networks.judges import Features, Judges, logits_of, share_named_right
from explainer.training.data import Pictures
from explainer.training.evaluation.copies import nearest
from explainer.training.evaluation.distances import frechet_distance, inception_score, seen_by
from explainer.training.evaluation.drawing import BASE, describe, draw_classes
from explainer.training.evaluation.kernel import Sample, kernel_distance
from explainer.training.evaluation.real import RealPictures, evenly, some, with_words


def named_as_asked(judges: Judges, images: Tensor, labels: Tensor) -> dict[str, Any]:
    """Share of drawn pictures that each judge names by the word they were asked for."""
    return {
        "asked_class_named": round(share_named_right(judges.first, images, labels), 4),
        "asked_class_named_by_second": round(share_named_right(judges.second, images, labels), 4),
    }


def judged(judges: Judges, test: Pictures, kind: str = "real") -> dict[str, Any]:
    """What the judges themselves can do: the share of real test pictures, or of another kind, that they name right."""
    images, labels = with_words(test)
    return {
        f"classifier_on_{kind}_test": round(share_named_right(judges.first, images, labels), 4),
        f"second_on_{kind}_test": round(share_named_right(judges.second, images, labels), 4),
    }


def _what_judges_can_do(real: RealPictures) -> dict[str, Any]:
    """On real test pictures and, where a codec stands between, on what it leaves of them: more nobody can ask."""
    shares = judged(real.judges, real.test)
    return shares | (judged(real.judges, real.coded_test(), "decoded") if real.in_latents else {})


def class_accuracy(
    real: RealPictures,
    each: int,
    features: Features | None = None,
    settings: Settings = BASE,
    until: float = math.inf,
) -> dict[str, Any]:
    """All about `each` pictures of every word, or fewer if the clock says `until` before.

    Distances are in the first judge's features, and in others if given.
    """
    judges, wanted = real.judges, replace(settings, network=real.network)
    images, labels = draw_classes(each, wanted, until)
    said = f"{len(images) // len(real.recipe.vocabulary)} of each word, each of another noise"
    return {
        **named_as_asked(judges, images, labels),
        **_what_judges_can_do(real),
        "inception_score": round(inception_score(logits_of(judges.first, images)), 3),
        "protocol": f"{len(images)} pictures, {said}, {describe(wanted)}; own classifiers",
        "distances": distances(images, labels, real, judges.features),
        "distances_of_words": distances_of_words(images, labels, real, judges.features),
        # beside its own, which the page speaks of
        **({"inception_distances": distances(images, labels, real, features)} if features else {}),
        "nearest": nearest(images, real, judges.features),
    }


def _rounded(sample: Sample, test: Sample, suffix: str) -> dict[str, float]:
    """FID and KID with its error."""
    kid, error = kernel_distance(sample, test)
    fid = frechet_distance(sample.features, test.features, sample.weights, test.weights)
    return {
        f"fid{suffix}": round(fid, 4),
        f"kid{suffix}": round(kid, 5),
        f"kid_error{suffix}": round(error, 5),
    }


def _compared(samples: Iterator[tuple[str, Sample]], test: Sample) -> dict[str, float]:
    return {k: v for suffix, s in samples for k, v in _rounded(s, test, suffix).items()}


def distances(
    drawn: Tensor, labels: Tensor, real: RealPictures, features: Features
) -> dict[str, Any]:
    """FID and KID of drawn pictures, whose words are `labels`, to test pictures, beside those of training pictures.

    Of a network in latents also those of training pictures that went through its codec. All sets have as many
    pictures as were drawn; nothing where there are fewer test pictures.
    """
    n = len(drawn)
    if len(real.test) < n:
        return {}
    test = Sample(seen_by(features, some(real.test, n)))

    def samples() -> Iterator[tuple[str, Sample]]:
        train = some(real.train, n)
        yield "", Sample(seen_by(features, drawn), labels.numpy())
        yield "_of_training_pictures", Sample(seen_by(features, train))
        if real.in_latents:
            yield "_of_decoded_training_pictures", Sample(seen_by(features, real.coded(train)))

    return {"n": n, "features": test.features.shape[1], **_compared(samples(), test)}


def distances_of_words(
    drawn: Tensor, labels: Tensor, real: RealPictures, features: Features
) -> dict[str, Any]:
    """The same among pictures that have a word, each word weighed as often as it stands among the test pictures.

    What a network was never asked to draw is not missed then, nor what the test pictures have few of.
    """
    images, words = with_words(real.test)
    test = Sample(seen_by(features, images), words.numpy())  # of which it has just these shares
    shares = np.bincount(words.numpy(), minlength=real.test.bags.shape[1]) / len(words)

    def samples() -> Iterator[tuple[str, Sample]]:
        train, of = evenly(real.train, int((labels == 0).sum()))
        yield "", Sample(seen_by(features, drawn), labels.numpy(), shares)
        yield "_of_training_pictures", Sample(seen_by(features, train), of.numpy(), shares)

    return {"n": len(drawn), "test": len(images), **_compared(samples(), test)}
