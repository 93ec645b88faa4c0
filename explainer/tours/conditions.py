"""When the task of a tour's step is done: a sentence of a tiny language, read without `eval`.

t > 800               a control against a number, by < <= > >= == !=
schedule == linear    or against a word
seed changed          it says something else than when the step began
guessed               a fact about the page, one of FACTS
w > 4 and ran         both; “or” between two of these: either
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

FACTS = frozenset(
    {
        "guessed",  # the page's question has a guess, or the class has seen what all of it guessed
        "dared",  # the page's dare was done, and still holds
        "ran",  # its button was pressed since the step began, and the runs came to their end
        "blind_done",  # the blind test was played to its end, or a pair of it was revealed to the class
        "opened",  # what the step points at, a folded section, was opened
    }
)
ORDERS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
EQUALS: dict[str, Callable[[str, str], bool]] = {"==": operator.eq, "!=": operator.ne}

_NAME, _VALUE = r"[a-z][a-z0-9_]*", r"[A-Za-z0-9_.+-]+"
_COMPARED = re.compile(rf"({_NAME}) *(<=|>=|==|!=|<|>) *({_VALUE})")
_CHANGED = re.compile(rf"({_NAME}) +changed")


@dataclass(frozen=True)
class Now:
    """What a condition is asked about: controls by their keys, what they said when the step began, and facts."""

    values: Mapping[str, Any] = field(default_factory=dict)
    begin: Mapping[str, Any] = field(default_factory=dict)
    facts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Compared:
    """A control against a number or a word."""

    control: str
    sign: str
    value: str

    def holds(self, now: Now) -> bool:
        """Whether it is so; not while the control says nothing."""
        said = now.values.get(self.control)
        if said is None:
            return False
        if self.sign in EQUALS:
            return EQUALS[self.sign](text_of(said), text_of(_as_number(self.value)))
        return ORDERS[self.sign](float(said), float(self.value))


@dataclass(frozen=True)
class Changed:
    """A control that says something else than when the step began."""

    control: str

    def holds(self, now: Now) -> bool:
        """Whether it is so."""
        return bool(now.values.get(self.control) != now.begin.get(self.control))


@dataclass(frozen=True)
class Fact:
    """Something that the page knows."""

    name: str

    def holds(self, now: Now) -> bool:
        """Whether it is so."""
        return self.name in now.facts


Part = Compared | Changed | Fact


@dataclass(frozen=True)
class Condition:
    """One of `either` holds if all of its parts do."""

    either: tuple[tuple[Part, ...], ...]

    def holds(self, now: Now) -> bool:
        """Whether it is fulfilled."""
        return any(all(part.holds(now) for part in parts) for parts in self.either)

    @property
    def parts(self) -> tuple[Part, ...]:
        """All that it asks about."""
        return tuple(part for parts in self.either for part in parts)

    @property
    def controls(self) -> frozenset[str]:
        """The controls that it asks about, by their keys."""
        return frozenset(part.control for part in self.parts if not isinstance(part, Fact))

    @property
    def limits(self) -> dict[str, str]:
        """What it compares controls with, by their keys; of several the first."""
        compared = [part for part in self.parts if isinstance(part, Compared)]
        return {part.control: part.value for part in reversed(compared)}

    @property
    def facts(self) -> frozenset[str]:
        """The facts that it asks for."""
        return frozenset(part.name for part in self.parts if isinstance(part, Fact))


def text_of(value: Any) -> str:
    """A value as a condition writes it: numbers without a needless point, on and off as true and false."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _as_number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def read(text: str) -> Condition:
    """The condition that a text states. ValueError if it is none."""
    either = re.split(r" +or +", text.strip())
    return Condition(tuple(tuple(map(_part, re.split(r" +and +", parts))) for parts in either))


def _part(text: str) -> Part:
    if text in FACTS:
        return Fact(text)
    if found := _CHANGED.fullmatch(text):
        return Changed(found[1])
    if not (found := _COMPARED.fullmatch(text)):
        raise ValueError(f"“{text}” is no condition: neither a fact nor a comparison")
    name, sign, value = found.groups()
    if sign in ORDERS and isinstance(_as_number(value), str):
        raise ValueError(f"“{text}”: {sign} needs a number")
    return Compared(name, sign, value)
