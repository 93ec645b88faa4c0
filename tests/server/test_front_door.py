"""The front door: whose requests pass, and what every answer says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from explainer.core.errors import UserError
from explainer.server import front_door
from explainer.server.front_door import FrontDoor, answer_headers
from explainer.server.refusing import MOST_LINES, Log
from explainer.strings import say
from tests.server.door import APP, HOST, post, send

ROOT = Path(__file__).resolve().parents[2]


BAD_HOSTS = [
    "",
    "a b",
    "a/b",
    "a@b",
    "evil.example\\app.example",
    "app.example:port",
    "app.example:123456",
    "[:::::]",
    "[..]",
    "[1]",
    "app.example, evil.example",
    "<script>",
    "ä",
]


def test_a_good_request_passes():
    assert (send().status, send().text) == (200, "hello")


@pytest.mark.parametrize("host", BAD_HOSTS)
def test_a_bad_host_is_refused(host):
    answer = send(headers=[("host", host)])
    assert answer.status == 400
    assert "name" in answer.text


def test_a_missing_host_is_refused():
    assert send(headers=[]).status == 400


@pytest.mark.parametrize(
    "host", ["app.example", "app.example:8501", "localhost", "127.0.0.1:80", "[::1]", "[::1]:8501"]
)
def test_any_good_host_passes_if_none_is_named(host):
    assert send(headers=[("host", host)]).status == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("app.example", 200),
        ("APP.example:8501", 200),
        ("[::1]:8501", 200),
        ("evil.example", 400),
        ("app.example.evil.example", 400),
        ("127.0.0.1", 400),
    ],
)
def test_where_hosts_are_named_no_other_passes(host, status):
    assert send(headers=[("host", host)], hosts=["app.example", "::1"]).status == status


def test_the_hosts_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("EXPLAINER_HOSTS", " App.example , ,other.example")
    assert FrontDoor(APP).hosts == {"app.example", "other.example"}
    monkeypatch.delenv("EXPLAINER_HOSTS")
    assert FrontDoor(APP).hosts == frozenset()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "https://app.example.evil.example",
        "http://app.example:99",
        "http://app.example@evil.example",
        "null",
        "",
        "http://[bad",
        "app.example",
    ],
)
def test_no_other_site_may_send_anything(method, origin):
    answer = send("/post", method, [HOST, ("origin", origin)], [b"abc"])
    assert answer.status == 403
    assert "this site" in answer.text


@pytest.mark.parametrize("origin", ["http://app.example", "https://app.example"])
def test_the_site_itself_may(origin):
    assert post("/post", ("origin", origin)).text == "3"


def test_programs_which_name_no_site_may():
    assert post().text == "3"


def test_another_site_may_look():
    assert send(headers=[HOST, ("origin", "http://evil.example")]).status == 200
    assert send("/post", "OPTIONS", [HOST, ("origin", "http://evil.example")]).status == 200


@pytest.mark.parametrize("forwarded", ["me.hf.space", "me.hf.space, inner.example"])
def test_behind_a_proxy_the_outer_name_counts(forwarded):
    proxy = ("x-forwarded-host", forwarded)
    assert post("/post", proxy, ("origin", "https://me.hf.space")).text == "3"
    assert post("/post", proxy, ("origin", "https://evil.example")).status == 403
    assert post("/post", proxy, ("origin", "http://app.example")).status == 403


def test_an_empty_outer_name_opens_nothing():
    assert post("/post", ("x-forwarded-host", ""), ("origin", "null")).status == 403
    assert post("/post", ("x-forwarded-host", " ,a"), ("origin", "http://[bad")).status == 403


def test_a_defect_of_the_app_is_not_hidden():
    with pytest.raises(RuntimeError, match="a defect"):
        send("/broken")


def test_every_answer_says_who_may_show_it():
    for path in ("/", "/no-such-page", "/inner/echo"):
        got = send(path).headers
        assert {k: got.get(k.lower()) for k in answer_headers()} == answer_headers()
    policy = send().headers["content-security-policy"]
    assert "'self'" in policy
    assert "*;" not in policy


def test_further_sites_may_show_it_where_the_setting_names_them(monkeypatch):
    monkeypatch.setenv(
        "EXPLAINER_FRAMED_BY", "https://school.example, *.moodle.example:8080 localhost"
    )
    policy = send().headers["content-security-policy"]
    assert policy.startswith("frame-ancestors 'self' ")
    assert policy.endswith(" https://school.example *.moodle.example:8080 localhost")


@pytest.mark.parametrize(
    "site", ["https://a.example; script-src *", "'unsafe-inline'", "a b;", "x\r\ny:z"]
)
def test_a_setting_that_is_no_site_is_refused_with_a_sentence(monkeypatch, site):
    monkeypatch.setenv("EXPLAINER_FRAMED_BY", site)
    with pytest.raises(UserError, match="EXPLAINER_FRAMED_BY"):
        FrontDoor(APP)


def test_what_is_refused_stands_in_the_log_once(capsys, monkeypatch):
    monkeypatch.setattr(front_door, "LOG", Log())
    for _ in range(3):
        post("/post", ("origin", "https://school.example"))
    (line,) = capsys.readouterr().err.splitlines()
    assert "“https://school.example”" in line
    assert "“app.example”" in line
    assert "proxy_set_header Host" in line


def test_nobody_fills_the_log_with_names(capsys, monkeypatch):
    monkeypatch.setattr(front_door, "LOG", Log())
    for number in range(100):
        post("/post", ("origin", f"http://{number}.example/<script>\x7f"))
        send(headers=[("host", f"h{number}.example")], hosts=["app.example"])
    told = capsys.readouterr().err
    assert len(told.splitlines()) == MOST_LINES
    assert "<" not in told


def test_a_script_is_refused_in_json_that_it_can_show():
    refused = post("/inner/gradio_api/queue/join", ("origin", "http://evil.example"))
    assert refused.status == 403
    assert json.loads(refused.text)["detail"] == say("door.other_site")
    asked = post("/post", ("origin", "http://evil.example"), ("accept", "application/json"))
    assert json.loads(asked.text)["error"] == say("door.other_site")


@pytest.mark.parametrize("forwarded", ["me.example:443", "me.example:80", "me.example"])
def test_a_port_that_goes_without_saying_may_be_said(forwarded):
    assert (
        post("/post", ("x-forwarded-host", forwarded), ("origin", "https://me.example")).status
        == 200
    )


def test_what_the_app_says_itself_stays():
    assert send("/own").headers["referrer-policy"] == "origin"


def test_a_websocket_passes_and_one_with_a_bad_host_is_closed():
    good = send("/socket", kind="websocket")
    assert [m["type"] for m in good.messages] == [
        "websocket.accept",
        "websocket.send",
        "websocket.close",
    ]
    for hosts, host in (((), "[..]"), (("app.example",), "evil.example"), ((), "")):
        (only,) = send("/socket", kind="websocket", headers=[("host", host)], hosts=hosts).messages
        assert (only["type"], only["code"]) == ("websocket.close", 1008)


@pytest.mark.parametrize(
    ("origin", "passes"), [("http://app.example", True), ("http://evil.example", False)]
)
def test_no_other_site_opens_a_websocket(origin, passes):
    first = send("/socket", kind="websocket", headers=[HOST, ("origin", origin)]).messages[0]
    assert (first["type"] == "websocket.accept") == passes


def test_it_knows_neither_front_end():
    code = "import sys, explainer.server.front_door; print('gradio' in sys.modules or 'streamlit' in sys.modules)"
    out = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert out.stdout.strip() == "False"
