"""Conditions: weighted bags of words, and the vectors they become.

"sunflower", "red apple" and "0.6 hero + 0.4 potion" are all bags; the empty bag is unconditional.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from explainer.core.errors import UserError
from explainer.strings import Sentence
from explainer.strings.numbers import Number

Condition = Mapping[str, float]

MAX_WORDS = 8
MAX_WEIGHT = 4.0
MAX_TEXT = 1000
MANY_WORDS = 60  # more are not listed in a sentence
_NUMBER = r"(?:[0-9]*\.)?[0-9]+"  # one way to read any digits: a thousand of them take no time
_WEIGHT = re.compile(f"=?({_NUMBER})")


def parse_condition(text: str, vocabulary: Sequence[str]) -> dict[str, float]:
    """Words with optional weights in front, joined by spaces, commas or "+", as {word: weight}.

    A repeated word adds up. Raises UserError for a word outside the vocabulary, for more than
    MAX_WORDS words, for a weight above MAX_WEIGHT and for a weight without a word.
    """
    bag: dict[str, float] = {}
    weight: float | None = None
    # "2*7" weighs the word 7; "2 7" are two words of the digits network
    marked = re.sub(rf"({_NUMBER})\s*\*", r"=\1 ", text.lower())
    for token in re.split(r"[\s,+]+", marked.strip()):
        if not token:
            continue
        number = _WEIGHT.fullmatch(token)
        if number and token not in vocabulary:
            weight = float(number[1])
            continue
        if token not in vocabulary:
            raise _unknown(token[:40], vocabulary)
        bag[token] = bag.get(token, 0.0) + (1.0 if weight is None else weight)
        weight = None
    if weight is not None:
        raise UserError(Sentence("error.weight_alone"))
    if len(bag) > MAX_WORDS or any(w > MAX_WEIGHT for w in bag.values()):
        raise UserError(Sentence("error.words", most=MAX_WORDS, weight=Number(MAX_WEIGHT, None)))
    return bag


def _unknown(token: str, vocabulary: Sequence[str]) -> UserError:
    if len(vocabulary) <= MANY_WORDS:
        return UserError(Sentence("error.word", word=token, known=", ".join(vocabulary)))
    similar = difflib.get_close_matches(token, vocabulary, 5)
    key = "error.word_similar" if similar else "error.word_strange"
    similar_ones = {"similar": ", ".join(similar)} if similar else {}
    return UserError(Sentence(key, word=token, n=len(vocabulary), **similar_ones))


def parse_prompts(text: str, n: int, vocabulary: Sequence[str]) -> list[dict[str, float]]:
    """One bag for each of n pictures: prompts separated by ";" take turns.

    Raises UserError as `parse_condition` does, and for a text longer than MAX_TEXT.
    """
    if len(text) > MAX_TEXT:
        raise UserError(Sentence("error.text", most=MAX_TEXT))
    bags = [parse_condition(part, vocabulary) for part in text.split(";")]
    return [bags[i % len(bags)] for i in range(n)]


def bag_matrix(conditions: Sequence[Condition], vocabulary: Sequence[str]) -> Tensor:
    """One row of word weights per condition: (batch, len(vocabulary)) float32."""
    rows = torch.zeros(len(conditions), len(vocabulary))
    for row, condition in zip(rows, conditions, strict=True):
        for word, weight in condition.items():
            row[vocabulary.index(word)] = weight
    return rows
