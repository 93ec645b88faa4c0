"""Rooms as every test needs them: kept in memory and, by the same tests, in a real Redis."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from explainer.rooms.limits import Limits
from explainer.rooms.memory import MemoryStore
from explainer.rooms.shared import SharedRooms


class Clock:
    """Time that a test moves."""

    def __init__(self):
        self.now = time.time()

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["memory"])
def made(clock):
    """Makes rooms with other limits; `made.store` is what the last ones are kept in."""

    def make(**limits):
        chosen = replace(Limits(), **limits)
        make.store = MemoryStore(chosen, clock)
        return SharedRooms(make.store, chosen, clock)

    return make


@pytest.fixture
def rooms(made):
    return made()
