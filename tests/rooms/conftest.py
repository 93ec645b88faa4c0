"""Rooms as every test needs them: kept in memory and, by the same tests, in a real Redis."""

from __future__ import annotations

import time
from dataclasses import replace
from io import BytesIO

import pytest
import redis
from PIL import Image

from explainer.rooms.in_redis import RedisStore
from explainer.rooms.limits import Limits
from explainer.rooms.memory import MemoryStore
from explainer.rooms.shared import SharedRooms
from tests.redis_server import redis_server


def webp(side=64, level=90):
    """A small picture as the app sends one."""
    buffer = BytesIO()
    Image.new("RGB", (side, side), (level, 0, 0)).save(buffer, "WEBP")
    return buffer.getvalue()


class Clock:
    """Time that a test moves."""

    def __init__(self):
        self.now = time.time()

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def redis_url():
    with redis_server() as url:
        yield url


@pytest.fixture(params=["memory", "redis"])
def made(request, clock):
    """Makes rooms with other limits; `made.store` is what the last ones are kept in."""
    stores = []

    def make(**limits):
        chosen = replace(Limits(), **limits)
        make.store = store_of(chosen)
        return SharedRooms(make.store, chosen, clock)

    def store_of(limits):
        if request.param == "memory":
            return MemoryStore(limits, clock)
        url = request.getfixturevalue("redis_url")
        redis.Redis.from_url(url).flushall()
        stores.append(RedisStore(url, limits, clock))
        return stores[-1]

    yield make
    for store in stores:
        store.close()


@pytest.fixture
def rooms(made):
    return made()


@pytest.fixture
def room(rooms):
    """(rooms, the teacher's seat, two pupils' seats)"""
    teacher = rooms.open("school")
    return rooms, teacher, rooms.join(teacher.code, "school"), rooms.join(teacher.code, "phone")
