"""The address where browsers in a room ask what has changed: through the front door, byte for byte."""

from __future__ import annotations

import asyncio
import json
import time

import pytest
from starlette.applications import Starlette

import explainer.server.room_changes as route
from explainer.rooms.limits import POLLS_OF_A_SEAT, Limits
from explainer.rooms.memory import MemoryStore
from explainer.rooms.protocol import Ballot
from explainer.rooms.shared import SharedRooms
from explainer.server.front_door import FrontDoor
from tests.server.loop import finished

COLOUR = Ballot("colour", ("red", "blue"))


@pytest.fixture
def store(monkeypatch):
    store = MemoryStore(Limits())
    there = SharedRooms(store, Limits())
    monkeypatch.setattr(route, "rooms", lambda: there)
    store.rooms = there
    return store


@pytest.fixture
def rooms(store):
    return store.rooms


def question(seat, seen=0, **more):
    return json.dumps({"code": seat.code, "secret": seat.secret, "seen": seen, **more}).encode()


class Asked:
    """A request that is under way; `status` and `said` once it is answered."""

    def __init__(self, body, base="", method="POST", headers=()):
        self.messages, self._left = [], asyncio.Event()
        parts = iter([{"type": "http.request", "body": body}])

        async def receive():
            if part := next(parts, None):
                return part
            await self._left.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            self.messages.append(message)

        path = f"{base}{route.PATH}"
        scope = {
            **{"type": "http", "method": method, "path": path, "root_path": ""},
            **{"query_string": b"", "headers": [(b"host", b"app.example"), *headers]},
        }
        door = FrontDoor(Starlette(routes=route.routes(base)), hosts=())
        self.task = asyncio.create_task(door(scope, receive, send))

    def leave(self):
        self._left.set()

    async def answer(self):
        await asyncio.wait_for(self.task, 20)
        body = b"".join(m.get("body", b"") for m in self.messages)
        return self.messages[0]["status"], json.loads(body or b"{}")


def ask(*args, **options):
    """The answer to one request."""

    async def asking():
        return await Asked(*args, **options).answer()

    return finished(asking())


async def until(condition):
    end = time.monotonic() + 20
    while not condition() and time.monotonic() < end:
        await asyncio.sleep(0.01)
    assert condition()


def test_who_has_seen_less_is_answered_at_once(rooms):
    teacher = rooms.open("school")
    assert ask(question(teacher)) == (200, {"version": rooms.view(teacher).version})
    assert ask(question(teacher), base="/noisewalk")[0] == 200


def test_others_wait_for_what_they_can_see(store, rooms):
    teacher = rooms.open("school")
    one, two = (rooms.join(teacher.code, "school") for _ in range(2))
    rooms.ask(teacher, COLOUR)
    seen = {seat: rooms.view(seat).version for seat in (teacher, one)}

    async def lesson():
        waiting = {seat: Asked(question(seat, version)) for seat, version in seen.items()}
        await until(lambda: len(store.waiters) == 2)
        await asyncio.to_thread(rooms.vote, two, "colour", "red")
        of_teacher = await waiting[teacher].answer()
        assert not waiting[one].task.done()  # a vote is nothing that a pupil could see
        await asyncio.to_thread(rooms.reveal, teacher)
        return of_teacher, await waiting[one].answer()

    (status, said), (status_one, said_one) = finished(lesson())
    assert (status, status_one) == (200, 200)
    assert seen[teacher] < said["version"] < said_one["version"] == rooms.view(one).version
    assert len(store.waiters) == 0


def test_nobody_waits_for_longer_than_a_proxy_does(store, rooms, monkeypatch):
    assert route.WAITING_SECONDS <= 25
    monkeypatch.setattr(route, "WAITING_SECONDS", 0.05)
    seat = rooms.open("school")
    version = rooms.view(seat).version
    assert ask(question(seat, version)) == (200, {"version": version})


def test_a_browser_that_has_gone_leaves_nothing(store, rooms):
    teacher = rooms.open("school")
    seats = [rooms.join(teacher.code, "school") for _ in range(10)]

    async def going():
        there = [Asked(question(seat, rooms.view(seat).version)) for seat in seats]
        await until(lambda: len(store.waiters) == 10)
        for asked in there:
            asked.leave()
        await asyncio.gather(*(asked.task for asked in there))
        await until(lambda: len(store.waiters) == 0)
        return [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]

    assert finished(going()) == []


def test_a_server_that_ends_keeps_nobody_waiting(store, rooms):
    seat = rooms.open("school")
    version = rooms.view(seat).version

    async def ending():
        there = [Asked(question(seat, version)) for _ in range(3)]
        await until(lambda: len(store.waiters) == 3)
        route.let_go()
        return [(await asked.answer())[0] for asked in there]

    assert finished(ending()) == [503] * 3
    assert len(store.waiters) == 0


def test_a_seat_waits_in_few_places(store, rooms):
    seat = rooms.open("school")
    version = rooms.view(seat).version

    async def many():
        there = [Asked(question(seat, version)) for _ in range(POLLS_OF_A_SEAT)]
        await until(lambda: len(store.waiters) == POLLS_OF_A_SEAT)
        one_more = await Asked(question(seat, version)).answer()
        for asked in there:
            asked.leave()
        return one_more[0]

    assert finished(many()) == 429


def test_a_seat_of_one_room_is_none_in_another(rooms):
    one, other = rooms.open("school"), rooms.open("school")
    pupil = rooms.join(one.code, "school")
    for secret in (pupil.secret, one.secret, "", "\ud800"):
        crossed = json.dumps({"code": other.code, "secret": secret, "seen": 0}).encode()
        status, said = ask(crossed)
        assert (status, said.keys()) == (410, {"error"})
    rooms.end(one)
    assert ask(question(pupil))[0] == 200  # the end is told


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"null", b"5", b'"text"', b"\xff\xfe", b"{}", b"[" * 900),
        *(b'{"code": "A", "secret": "B"}', b'{"code": 1, "secret": "B", "seen": 0}'),
        *(
            b'{"code": "A", "secret": ["B"], "seen": 0}',
            b'{"code": "A", "secret": "B", "seen": -1}',
        ),
        *(
            b'{"code": "A", "secret": "B", "seen": 1.5}',
            b'{"code": "A", "secret": "B", "seen": true}',
        ),
        b'{"code": "A", "secret": "B", "seen": ' + b"9" * 100 + b"}",
        b'{"code": "A", "secret": "B", "seen": 0, "more": "' + b"x" * 2000 + b'"}',
    ],
)
def test_what_cannot_be_read_is_a_bad_request(rooms, body):
    assert ask(body)[0] == 400


def test_the_front_doors_rules_hold(rooms):
    seat = rooms.open("school")
    foreign = (b"origin", b"https://elsewhere.example")

    async def statuses():
        other = Asked(question(seat), headers=[foreign])
        large = Asked(question(seat), headers=[(b"content-length", b"9999999")])
        read = Asked(b"", method="GET")
        for asked in (other, large, read):
            await asked.task
        return [a.messages[0]["status"] for a in (other, large, read)]

    assert finished(statuses()) == [403, 413, 405]
