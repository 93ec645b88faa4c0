"""A QR code names an address that a phone can open, or there is none."""

from __future__ import annotations

import socket

import pytest

from explainer.ui import reachable

OWN = "192.168.1.20"


@pytest.fixture(autouse=True)
def laptop(monkeypatch):
    """The app as it starts on a laptop in a network, outside of any container."""
    options = {"server.address": None, "server.port": 8501}
    monkeypatch.setattr(reachable.st, "get_option", options.get)
    monkeypatch.setattr(reachable, "CONTAINER", ())
    monkeypatch.setattr(reachable, "own_address", lambda: OWN)
    monkeypatch.delenv("EXPLAINER_HOSTS", raising=False)
    return options


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "app.localhost"])
def test_the_machines_name_for_itself_becomes_its_address_in_the_network(host):
    assert reachable.origin_for_the_room(f"http://{host}:8501") == f"http://{OWN}:8501"


@pytest.mark.parametrize(
    "origin", ["https://me-noisewalk.hf.space", "http://10.0.0.7:8501", "https://host.example:444"]
)
def test_what_others_call_the_app_stays(origin):
    assert reachable.origin_for_the_room(origin) == origin


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
def test_an_app_that_lets_nobody_in_has_no_address_for_the_room(laptop, address):
    laptop["server.address"] = address
    assert reachable.origin_for_the_room("http://localhost:8501") is None


def test_another_port_than_the_apps_own_leads_through_something_unknown():
    assert reachable.origin_for_the_room("http://localhost:9000") is None
    assert reachable.origin_for_the_room("http://localhost") is None


def test_nobody_outside_can_reach_the_address_of_a_container(monkeypatch, tmp_path):
    monkeypatch.setattr(reachable, "CONTAINER", (tmp_path,))
    assert reachable.origin_for_the_room("http://localhost:8501") is None


def test_an_address_that_the_front_door_would_refuse_is_not_named(monkeypatch):
    monkeypatch.setenv("EXPLAINER_HOSTS", "noisewalk.school.example")
    assert reachable.origin_for_the_room("http://localhost:8501") is None
    monkeypatch.setenv("EXPLAINER_HOSTS", f"noisewalk.school.example,{OWN}")
    assert reachable.origin_for_the_room("http://localhost:8501") == f"http://{OWN}:8501"


def test_without_a_network_there_is_no_address(monkeypatch):
    monkeypatch.setattr(reachable, "own_address", lambda: None)
    assert reachable.origin_for_the_room("http://localhost:8501") is None


def test_the_address_is_found_without_sending_anything(monkeypatch):
    monkeypatch.undo()
    kinds = []
    own = socket.socket

    class Watched(own):
        def __init__(self, *args, **kwargs):
            kinds.append(args[1])
            super().__init__(*args, **kwargs)

        def send(self, *args):
            raise AssertionError("something was sent")

        sendto = send

    monkeypatch.setattr(reachable.socket, "socket", Watched)
    address = reachable.own_address()
    assert kinds == [socket.SOCK_DGRAM]
    assert address is None or not reachable.is_loopback(address)
