"""What a class is asked: the question of a page, or a pair of the blind test; in words, in each visitor's own language.

The name of a page's question is the page's. The name of a pair says all that it takes to compute its pictures.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from functools import lru_cache

from explainer.core.errors import UserError
from explainer.experiments.blind_test import SIDES
from explainer.experiments.classroom import longer_side
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import available
from explainer.rooms.protocol import Ballot
from explainer.ui.bridges import BRIDGES, Scale
from explainer.ui.language import say
from explainer.ui.page_spec import BLIND_TEST

_BLIND = "blind"  # the first part of a pair's name, whose parts have colons between them


@dataclass(frozen=True)
class Blind:
    """Pair i of a blind test, of two walks from the same noise and on one noise path, the short one and the long one."""

    walks: tuple[Settings, Settings]
    i: int

    @property
    def name(self) -> str:
        """What the ballot is called: letters, digits and a few marks, whatever the words are."""
        short, long = self.walks
        words = urlsafe_b64encode(long.prompts[0].encode()).decode().rstrip("=")
        way = (long.network, long.sampler, f"{long.w:g}")
        numbers = (long.seeds[0], short.steps, long.steps, self.i)
        return ":".join([_BLIND, *way, *map(str, numbers), words])

    def ballot(self) -> Ballot:
        """As a ballot; the longer walk is the right one."""
        return Ballot(self.name, SIDES, right=longer_side(self.walks, self.i))


@lru_cache(maxsize=64)
def blind_of(question: str) -> Blind | None:
    """The pair that a question is about; None if it is about none that can be computed here."""
    try:
        blind, network, sampler, w, seed, short, long, i, coded = question.split(":")
        words = urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode()
        way = Settings(network, sampler, w=float(w), words=words, seeds=(int(seed),))
        walks = replace(way, steps=int(short)), replace(way, steps=int(long))
    except (ValueError, UserError):
        return None
    sound = blind == _BLIND and network in available() and i.isdecimal()
    return Blind(walks, int(i)) if sound else None


def ballot_of(page: str, right: str | None) -> Ballot:
    """A page's question as a ballot; `right` is the choice that holds for what the teacher's screen shows, if known."""
    question = BRIDGES[page].question
    if question.scale is None:
        return Ballot(page, question.choices, right=right)
    return Ballot(page, low=question.scale.low, high=question.scale.high)


def scale_of(ballot: Ballot) -> Scale:
    """The numbers that can be answered."""
    bridge = BRIDGES.get(ballot.question)
    scale = bridge.question.scale if bridge else None
    return scale or Scale(ballot.low, ballot.high, ballot.low, 1)


def is_known(ballot: Ballot) -> bool:
    """Whether this app has words for it."""
    return ballot.question in BRIDGES or blind_of(ballot.question) is not None


def home_of(ballot: Ballot) -> str:
    """The name of the page that a question is about."""
    return BLIND_TEST if blind_of(ballot.question) else ballot.question


def in_words(question: str) -> str:
    """What is asked."""
    if blind := blind_of(question):
        return say("room.blind_question", steps=blind.walks[1].steps, i=blind.i + 1)
    return say(f"bridge.{question}.question")


def answer_in_words(ballot: Ballot, answer: str) -> str:
    """One of the choices, or a number."""
    if not ballot.choices:
        return answer
    if blind_of(ballot.question):
        return say(f"room.blind_{answer}")
    return say(f"bridge.{ballot.question}.{answer}")
