"""What only a Redis has: several processes, lost connections, keys that run out by themselves."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import redis

import explainer.rooms as package
from explainer.core import environment
from explainer.core.errors import UserError
from explainer.rooms.in_redis import PREFIX, RedisStore
from explainer.rooms.limits import Limits
from explainer.rooms.protocol import Ballot
from explainer.rooms.room import name_of
from explainer.rooms.shared import SharedRooms
from tests.redis_server import redis_server
from tests.rooms.conftest import webp
from tests.server.loop import finished

ROOT = Path(__file__).resolve().parents[2]
NUMBER = Ballot("number", low=0, high=1000)
VOTING = """
import sys
from explainer.rooms import rooms
there, (code, first, count) = rooms(), sys.argv[1:]
seats = [there.join(code, "school") for _ in range(int(count))]
print("joined", flush=True)
sys.stdin.readline()
for i, seat in enumerate(seats):
    there.vote(seat, "number", str(int(first) + i))
"""


@pytest.fixture
def client(redis_url):
    client = redis.Redis.from_url(redis_url, decode_responses=True)
    client.flushall()
    return client


@pytest.fixture
def opened(redis_url, client):
    """Makes the rooms of one more process."""
    stores = []

    def make(**limits):
        chosen = replace(Limits(), **limits)
        stores.append(RedisStore(redis_url, chosen))
        return SharedRooms(stores[-1], chosen)

    yield make
    for store in stores:
        store.close()


def test_votes_of_several_processes_at_once_count_once(opened, redis_url):
    rooms = opened()
    teacher = rooms.open("school")
    rooms.ask(teacher, NUMBER)
    surroundings = {"EXPLAINER_ROOMS": redis_url, "PATH": ""}
    voters = [
        subprocess.Popen(
            [sys.executable, "-c", VOTING, teacher.code, str(100 * i), "15"],
            **{"cwd": ROOT, "env": surroundings, "text": True},
            **{"stdin": subprocess.PIPE, "stdout": subprocess.PIPE},
        )
        for i in range(3)
    ]
    for voter in voters:
        assert voter.stdout.readline() == "joined\n"
    for voter in voters:
        voter.stdin.write("\n")
        voter.stdin.flush()
    for voter in voters:
        voter.communicate(timeout=60)
        assert voter.returncode == 0
    every = {str(100 * i + k) for i in range(3) for k in range(15)}
    assert rooms.view(teacher).tally == dict.fromkeys(every, 1)


def test_another_process_hears_of_a_change_at_once(opened):
    one, other = opened(), opened()
    teacher = one.open("school")
    pupil = other.join(teacher.code, "school")

    async def lesson():
        seen = other.view(pupil).version
        waiting = asyncio.create_task(other.changed(pupil, seen, 30))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        await asyncio.to_thread(one.ask, teacher, NUMBER)
        return seen, await asyncio.wait_for(waiting, 10)

    seen, version = finished(lesson())
    assert version > seen


def test_every_key_runs_out_by_itself(opened, client):
    rooms = opened(absence=40, minute=30)
    teacher = rooms.open("school")
    pupil = rooms.join(teacher.code, "school")
    rooms.ask(teacher, NUMBER)
    rooms.vote(pupil, "number", "5")
    rooms.post(pupil, "/", webp())
    with pytest.raises(UserError):
        rooms.join("BBBB-BBBB", "school")
    keys = client.keys("*")
    assert len(keys) >= 7
    assert all(key.startswith(PREFIX) for key in keys)
    assert all(0 < client.pttl(key) <= 40_000 for key in keys), {k: client.pttl(k) for k in keys}


def test_who_reads_what_is_stored_sits_on_nobodys_seat(opened, client):
    rooms = opened()
    teacher = rooms.open("192.0.2.7")
    pupil = rooms.join(teacher.code, "192.0.2.7")
    stored = str([client.hgetall(key) for key in client.keys("*room*")])
    assert name_of(pupil.secret) in stored
    assert not [s for s in (pupil.secret, teacher.secret, "192.0.2.7") if s in stored]


def test_a_redis_that_is_away_is_a_sentence_and_comes_back(opened):
    with redis_server() as url:
        store = RedisStore(url, Limits())
        rooms = SharedRooms(store, Limits())
        teacher = rooms.open("school")
        rooms.ask(teacher, NUMBER)
        redis.Redis.from_url(url).client_kill_filter(_type="pubsub")
        redis.Redis.from_url(url).client_kill_filter(_type="normal")
        rooms.reveal(teacher)  # over a new connection
    with pytest.raises(UserError, match="cannot be reached"):
        rooms.view(teacher)
    with pytest.raises(UserError, match="cannot be reached"):
        rooms.open("school")
    store.close()


def test_the_setting(monkeypatch, redis_url):
    monkeypatch.setenv("EXPLAINER_ROOMS", redis_url)
    assert isinstance(package._store(environment.rooms(), Limits()), RedisStore)
    monkeypatch.setenv("EXPLAINER_ROOMS", "mysql://me:secret@host")
    with pytest.raises(UserError, match="redis://localhost") as refused:
        environment.check_settings()
    assert "secret" not in str(refused.value)
    monkeypatch.setenv("EXPLAINER_ROOMS", redis_url)
    monkeypatch.setattr(environment, "find_spec", lambda name: None)
    with pytest.raises(UserError, match="requirements-rooms"):
        environment.check_settings()
