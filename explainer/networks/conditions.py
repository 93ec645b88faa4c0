"""Conditions: weighted bags of words, and the vectors they become.

"sunflower", "red apple" and "0.6 hero + 0.4 potion" are all bags; the empty bag is unconditional. Words may stand in
any language of the interface.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from explainer.core.errors import UserError
from explainer.networks.kinds import nearest
from explainer.networks.names import fillers, known_as, name_of, pieces
from explainer.strings import Sentence, table
from explainer.strings.numbers import Number

Condition = Mapping[str, float]

MAX_WORDS = 8
MAX_WEIGHT = 4.0
MAX_TEXT = 1000
MANY_WORDS = 60  # more are not listed in a sentence
_NUMBER = r"(?:[0-9]*\.)?[0-9]+"  # one way to read any digits: a thousand of them take no time
_WEIGHT = re.compile(f"=?({_NUMBER})")
_MARKED = re.compile(rf"({_NUMBER})\s*\*")
# "0,3 rose" has a decimal comma; "3,8" are two words of the digits network, and so is what lists more
_DECIMAL_COMMA = re.compile(r"(?<![0-9.])(?<![0-9],)([0-9]+),([0-9]+)(?=\s*\*|\s+[^\s+;,*])")
_BEFORE_CHINESE = re.compile("(?<=[0-9])(?=[\u4e00-\u9fff])")
_POINT = re.compile(r"(?<=[0-9])\.(?=[0-9])")
_CHINESE_MARKS = str.maketrans({"。": ".", "、": ",", "×": "*"})
_AROUND = ".:?!()\"'“”„‘’"  # marks that may stand around a word


class UnknownWordError(UserError):
    """A word that a network does not know: which, and the words of its vocabulary that are nearest to it."""

    def __init__(self, word: str, vocabulary: Sequence[str]) -> None:
        self.word, self.near = word, tuple(nearest(word, vocabulary))
        super().__init__(_unknown(word, self.near, vocabulary))


def _unknown(word: str, near: Sequence[str], vocabulary: Sequence[str]) -> Sentence:
    if near:
        return Sentence("error.word_similar", word=word, similar=", ".join(near))
    if len(vocabulary) <= MANY_WORDS:
        return Sentence("error.word", word=word, known=", ".join(vocabulary))
    return Sentence("error.word_strange", word=word, n=len(vocabulary))


@dataclass(frozen=True)
class Reading:
    """What a prompt for one picture asks for, and its small words, which no picture shows."""

    bag: dict[str, float]
    left_out: tuple[str, ...] = ()


def read_condition(text: str, vocabulary: Sequence[str]) -> Reading:
    """Words with optional weights in front, joined by spaces, commas or "+".

    A repeated word adds up. Raises UserError for a word outside the vocabulary, for more than
    MAX_WORDS words, for a weight above MAX_WEIGHT and for a weight without a word.
    """
    bag: dict[str, float] = {}
    left_out: dict[str, None] = {}
    weight: float | None = None
    for token in _tokens(text, vocabulary):
        number = _WEIGHT.fullmatch(token)
        if number and token not in vocabulary:
            weight = float(number[1])
            continue
        words = known_as(token, vocabulary)
        if not words and token not in fillers():
            raise UnknownWordError(token[:40], vocabulary)
        if not words:
            left_out[token] = None
            continue
        for word in words:
            bag[word] = bag.get(word, 0.0) + (1.0 if weight is None else weight)
        weight = None
    if weight is not None:
        raise UserError(Sentence("error.weight_alone"))
    if len(bag) > MAX_WORDS or any(w > MAX_WEIGHT for w in bag.values()):
        raise UserError(Sentence("error.words", most=MAX_WORDS, weight=Number(MAX_WEIGHT, None)))
    return Reading(bag, tuple(left_out))


def _tokens(text: str, vocabulary: Sequence[str]) -> Iterator[str]:
    """Words and numbers of a prompt, in small letters; wide Chinese marks and decimal commas count as what they mean."""
    plain = unicodedata.normalize("NFKC", text).lower().translate(_CHINESE_MARKS)
    spaced = _DECIMAL_COMMA.sub(r"\1.\2", _BEFORE_CHINESE.sub(" ", plain))
    # "2*7" weighs the word 7; "2 7" are two words of the digits network
    for token in re.split(r"[\s,+]+", _MARKED.sub(r"=\1 ", spaced)):
        bare = token if token in vocabulary or _WEIGHT.fullmatch(token) else token.strip(_AROUND)
        if bare:
            yield from pieces(bare, vocabulary)


def parse_condition(text: str, vocabulary: Sequence[str]) -> dict[str, float]:
    """The bag of a prompt, {word: weight}. Raises UserError as `read_condition` does."""
    return read_condition(text, vocabulary).bag


def prompts_of(text: str) -> list[str]:
    """The prompts of a text as they were typed; ";" stands between them."""
    return [prompt.strip() for prompt in re.split("[;；]", text)]


def first_of(text: str) -> str:
    """The first prompt of a text."""
    return prompts_of(text)[0]


def read_prompts(text: str, vocabulary: Sequence[str]) -> list[Reading]:
    """All prompts of a text, separated by ";".

    Raises UserError as `read_condition` does, and for a text longer than MAX_TEXT.
    """
    if len(text) > MAX_TEXT:
        raise UserError(Sentence("error.text", most=MAX_TEXT))
    return [read_condition(prompt, vocabulary) for prompt in prompts_of(text)]


def parse_prompts(text: str, n: int, vocabulary: Sequence[str]) -> list[dict[str, float]]:
    """One bag for each of n pictures: prompts separated by ";" take turns. Raises UserError as `read_prompts` does."""
    bags = [reading.bag for reading in read_prompts(text, vocabulary)]
    return [bags[i % len(bags)] for i in range(n)]


def knows(vocabulary: Sequence[str], text: str) -> bool:
    """Whether all of a text can be read with this vocabulary, and no prompt consists of small words alone."""
    try:
        readings = read_prompts(text, vocabulary)
    except UserError:
        return False
    return all(reading.bag or not reading.left_out for reading in readings)


def canonical(readings: Sequence[Reading], vocabulary: Sequence[str]) -> str:
    """How links write these prompts: the network's own words, weights with a decimal point. Reads the same again."""
    return "; ".join(_written(reading.bag, vocabulary) for reading in readings)


def _written(bag: Condition, vocabulary: Sequence[str]) -> str:
    """One prompt: "red apple", "0.6 hero + 0.4 potion"; "2*7" where "2 7" would be two words."""
    if all(weight == 1 for weight in bag.values()):
        return " ".join(bag)
    return " + ".join(_weighted(word, weight, vocabulary) for word, weight in bag.items())


def _weighted(word: str, weight: float, vocabulary: Sequence[str]) -> str:
    if weight == 1:
        return word
    number = np.format_float_positional(weight, trim="-")
    return f"{number}{'*' if number in vocabulary else ' '}{word}"


def in_language(words: str, vocabulary: Sequence[str], language: str) -> str:
    """Prompts that are written as links write them, as a visitor of that language would; reads the same again.

    They stay as they are where they would be read as something else.
    """
    named = "; ".join(name_of(prompt, language) for prompt in words.split("; "))
    text = _POINT.sub(table(language)["app.decimal"], named)
    return text if _same_again(text, words, vocabulary) else words


def _same_again(text: str, words: str, vocabulary: Sequence[str]) -> bool:
    """Whether a text is read as these words."""
    return (
        knows(vocabulary, text) and canonical(read_prompts(text, vocabulary), vocabulary) == words
    )


def bag_matrix(conditions: Sequence[Condition], vocabulary: Sequence[str]) -> Tensor:
    """One row of word weights per condition: (batch, len(vocabulary)) float32."""
    rows = torch.zeros(len(conditions), len(vocabulary))
    for row, condition in zip(rows, conditions, strict=True):
        for word, weight in condition.items():
            row[vocabulary.index(word)] = weight
    return rows
