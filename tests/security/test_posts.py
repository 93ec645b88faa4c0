"""Hostile bodies over the wire: whatever is posted, the tabs go on for everybody."""

from __future__ import annotations

import random

import pytest

from tests.security.conftest import API, is_sentence
from tests.security.corpus import dice, texts


def bodies():
    """What may be posted to an endpoint instead of what it takes."""
    deep = b"[" * 20_000 + b"]" * 20_000
    yield from (b"", b"x", b"\xff\xfe", b"{", b"[]", b"null", b'"x"', b"1", b"NaN", deep)
    yield from (b'{"data":' + deep + b"}", b'{"data":' + b'{"a":' * 9_000 + b"1" + b"}" * 9_001)
    good = '[null,5,7,"digits"]'
    for data in (
        "null",
        "5",
        '"x"',
        "{}",
        "[]",
        "[1]",
        good[:-1] + ",1,2,3]",
        '[null,5,7,["digits"]]',
    ):
        yield f'{{"data":{data},"session_hash":"zz1","fn_index":1}}'.encode()
    for number in ("NaN", "Infinity", "-Infinity", "1e999", "9" * 5_000, '"\\ud800"', "1e-999"):
        yield f'{{"data":[null,{number},7,"digits"],"session_hash":"zz2"}}'.encode()
    for index in ("-1", "999", "1.5", '"x"', "null", "[]", "9" * 30, "true"):
        yield f'{{"data":{good},"session_hash":"zz3","fn_index":{index}}}'.encode()
    for session in ("5", "[]", "{}", '"\\ud800"', '"../../x"', f'"{"a" * 5_000}"', '""', '"a b"'):
        yield f'{{"data":{good},"session_hash":{session},"fn_index":1}}'.encode()
    for more in (
        '"trigger_id":99999',
        '"event_data":{"a":[1]}',
        '"event_id":"x"',
        '"batched":true',
        '"simple_format":"x"',
        '"request":{"headers":{}}',
        '"component_id":99999,"fn_name":"__init__"',
        '"__proto__":{"a":1}',
    ):
        yield f'{{"data":{good},"session_hash":"zz4",{more}}}'.encode()
    for path in ("/etc/passwd", "http://127.0.0.1:9/", "\\u0000", "../../requirements.txt"):
        yield f'{{"data":[{{"path":"{path}"}},5,7,"digits"]}}'.encode()


ADDRESSES = (
    "call/add_noise",
    "call/nothing",
    "call/v2/add_noise",
    "queue/join",
    "run/add_noise",
    "run/predict",
    "api/add_noise",
    "cancel",
    "reset",
)


@pytest.mark.slow
@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_that_is_posted_breaks_an_endpoint(server, address):
    for body in bodies():
        answer = server.post(f"{API}/{address}", body)
        assert answer.status in (200, 400, 404, 422, 503), (answer.status, body[:120], answer.text)
        assert "Traceback" not in answer.text
    ended, _ = server.call("add_noise", None, 500, 7, "digits")
    assert ended == "complete"


@pytest.mark.slow
def test_networks_are_called_through_the_queue_only(server):
    """Or else whoever asks past it takes the network from all who wait."""
    good = {"data": [None, 500, 7, "digits"]}
    for address in ("run/add_noise", "api/add_noise"):
        assert server.post(f"{API}/{address}", good).status == 404


@pytest.mark.slow
def test_hostile_settings_through_the_api(server):
    roll: random.Random = dice("api")
    chosen = roll.sample([t for t in texts.TEXTS if "\ud800" not in t and len(t) < 6_000], 20)
    for text in chosen:
        for place in range(4):
            inputs = [None, 5, 7, "digits"]
            inputs[place] = text
            ended, told = server.call("add_noise", *inputs)
            assert ended in ("complete", "error")
            if ended == "error":
                said = told["error"]  # some are Gradio's own, which end without a full stop
                assert is_sentence(said.replace(text or " ", "")[:400] + "."), (text, told)


@pytest.mark.slow
def test_a_lone_half_of_a_character_poisons_nothing(server):
    """Gradio keeps the name of each session; such a one would end every later failing run without a word."""
    for address in ("call/add_noise", "queue/join"):
        body = b'{"data":[null,5,7,"digits"],"fn_index":1,"session_hash":"\\ud800"}'
        assert server.post(f"{API}/{address}", body).status == 422
    assert server.call("add_noise", None, 5, 7, "nothing")[0] == "error"
    assert server.call("add_noise", None, 5, 7, "digits")[0] == "complete"


@pytest.mark.slow
def test_who_asks_for_a_run_that_there_is_not_is_told(server):
    for path in ("call/add_noise/nothing", "queue/data?session_hash=nothing", "call/v2/x/y"):
        answer = server.ask(f"{API}/{path}")
        assert "Traceback" not in answer.text
        assert answer.text
