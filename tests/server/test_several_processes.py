"""Two processes of the app that share one Redis, behind a proxy that keeps each browser at one of them."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from gradio_client import Client

from tests.browser.test_classroom import class_of, give_a_lesson
from tests.live import Server
from tests.redis_server import redis_server
from tests.server.proxies import PROCESS, caddy_before, nginx_before
from tests.tabs.conftest import PATIENCE

__all__ = ["class_of"]

# one test needs no browser, and is among them for the sake of the servers that it shares
pytestmark = [pytest.mark.slow, pytest.mark.browser]

PROXIES = {"nginx": nginx_before, "caddy": caddy_before}
MANY = 60  # times that somebody comes anew: then both processes have been met


@pytest.fixture(scope="module")
def processes():
    with redis_server() as url:
        both = [Server(environment={"EXPLAINER_ROOMS": url}) for _ in range(2)]
        for one in both:
            one.settle()
        yield both
        for one in both:
            one.stop()


def ports(processes):
    return tuple(urlsplit(one.url).port for one in processes)


@pytest.fixture(scope="module", params=PROXIES)
def address(request, processes, tmp_path_factory):
    with PROXIES[request.param](ports(processes), tmp_path_factory.mktemp("proxy")) as outer:
        yield outer


def process_of(page, address):
    """Which process answers this browser now."""
    return page.context.request.get(f"{address}/healthz").headers[PROCESS.lower()]


def stay_at(page, address, wanted, others=False):
    """Come anew until it is the process that is wanted (or another one), and see that the browser stays there."""
    for _ in range(MANY):
        page.context.clear_cookies()
        found = process_of(page, address)
        assert {process_of(page, address) for _ in range(4)} == {found}
        if (found == wanted) is not others:
            return found
    raise AssertionError("nobody is led there")


def test_a_class_at_both_gives_one_lesson(class_of, address):
    teacher, phone, other = class_of
    here = process_of(teacher, address)
    stay_at(phone, address, here, others=True)
    stay_at(other, address, here)
    give_a_lesson(class_of, address)
    there = [process_of(page, address) for page in class_of]
    assert there[0] == there[2] == here != there[1]


def test_a_program_stays_at_one(address, tmp_path):
    for seed in range(4):
        client = Client(
            f"{address}/gradio/",
            verbose=False,
            download_files=str(tmp_path),
            httpx_kwargs={"timeout": PATIENCE},
        )
        asked = ("digits", "3", 1, 2, "ddim", seed, 1)
        picture, _ = client.predict(*asked, api_name="/generate")
        assert picture.endswith(".png")
