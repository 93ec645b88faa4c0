"""What holds while a page is drawn is looked up once.

A page asks three hundred times for its language, and as often for the theme; each look at the visitor's session costs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

T = TypeVar("T")

# by what looks for them; None where no page is being drawn
_facts: ContextVar[dict[Callable[[], Any], Any] | None] = ContextVar("facts", default=None)


@contextmanager
def one_drawing() -> Iterator[None]:
    """Within, what is `once_a_drawing` is looked up at its first call, and then known."""
    token = _facts.set({})
    try:
        yield
    finally:
        _facts.reset(token)


def once_a_drawing(look: Callable[[], T]) -> Callable[[], T]:
    """Let a fact be looked up once within `one_drawing`, and at each call elsewhere."""

    @wraps(look)
    def fact() -> T:
        facts = _facts.get()
        if facts is None:
            return look()
        if look not in facts:
            facts[look] = look()
        found: T = facts[look]
        return found

    return fact
