"""What app.py puts beside the pages: the Gradio tabs or a sentence, at the root of the server or under a path."""

from __future__ import annotations

import subprocess
import sys
import threading
import urllib.error
import urllib.request
from contextlib import asynccontextmanager
from urllib.parse import urljoin

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from explainer.server import routes as house
from explainer.server import starting
from explainer.strings import say
from tests.live import ROOT, Server


@asynccontextmanager
async def nothing(app):
    yield


def tabs(answer=None, lifespan=nothing):
    """What loads an app that stands for the Gradio tabs."""
    return lambda: Starlette(
        routes=[Mount("/", answer or PlainTextResponse("the tabs"))], lifespan=lifespan
    )


@pytest.fixture
def served():
    """A client of a server with one page and whatever stands for the tabs."""

    def serve(load):
        beside = house.GradioBeside(load)

        @asynccontextmanager
        async def lifespan(app):
            async with beside.running():
                yield

        page = Route("/", lambda request: PlainTextResponse("a page"))
        return TestClient(Starlette(routes=[*house.routes(beside), page], lifespan=lifespan))

    return serve


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """However busy this machine is, what is there soon is waited for."""
    monkeypatch.setattr(starting, "ANSWER_SECONDS", 60)


@pytest.fixture
def slow(monkeypatch):
    """Tabs that are loaded when an event is set, and nobody waits long for them."""
    monkeypatch.setattr(starting, "ANSWER_SECONDS", 0.05)
    monkeypatch.setattr(starting, "BREATH_SECONDS", 0.01)
    go = threading.Event()
    config = Route("/config", lambda request: JSONResponse({"version": 6}))

    def load():
        go.wait(60)
        return Starlette(routes=[config, Mount("/", PlainTextResponse("the tabs"))])

    yield load, go
    go.set()


def test_while_the_tabs_start_a_browser_gets_a_page_that_looks_again(served, slow):
    with served(slow[0]) as client:
        answer = client.get("/gradio/", headers={"accept": "text/html", "accept-language": "de-AT"})
        assert answer.status_code == 503
        assert say("door.starting", "de") in answer.text
        assert 'http-equiv="refresh"' in answer.text
        assert answer.headers["retry-after"]
        slow[1].set()


def test_while_the_tabs_start_a_program_gets_a_sentence(served, slow):
    with served(slow[0]) as client:
        answer = client.post("/gradio/gradio_api/call/generate", json={})
        assert answer.status_code == 503
        assert answer.json()["detail"] == say("door.starting")
        slow[1].set()


def test_a_program_that_begins_while_the_tabs_start_hears_from_them_all_the_time(served, slow):
    load, go = slow
    with served(load) as client:
        threading.Timer(0.5, go.set).start()
        answer = client.get("/gradio/config")
        assert answer.status_code == 200
        assert answer.text.startswith("  ")  # signs of life, which JSON ignores
        assert answer.json() == {"version": 6}


@pytest.fixture
def under_a_path():
    """A client of everything beside the pages, under /noisewalk."""
    beside = house.GradioBeside(tabs())

    @asynccontextmanager
    async def lifespan(app):
        async with beside.running():
            yield

    with TestClient(
        Starlette(routes=house.routes(beside, "/noisewalk"), lifespan=lifespan)
    ) as client:
        yield client


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/", "/noisewalk/"),
        ("/noisewalk", "/noisewalk/"),
        ("/?t=3", "/noisewalk/?t=3"),
        ("/noisewalk/gradio", "/noisewalk/gradio/"),
        ("/noisewalk/gradio?__theme=dark", "/noisewalk/gradio/?__theme=dark"),
    ],
)
def test_whoever_is_led_on_stays_under_the_path(under_a_path, asked, led_to):
    answer = under_a_path.get(asked, follow_redirects=False)
    place = urljoin(f"http://app.example{asked}", answer.headers["location"])
    assert place == f"http://app.example{led_to}"


def test_everything_is_served_under_the_path(under_a_path):
    assert under_a_path.get("/noisewalk/gradio/").text == "the tabs"
    for place in ("/healthz", "/noisewalk/healthz"):
        assert under_a_path.get(place).json()["ok"]
    assert under_a_path.get("/gradio/").status_code == 404


def test_the_tabs_stand_beside_the_pages(served):
    with served(tabs()) as client:
        assert client.get("/").text == "a page"
        assert client.get("/gradio/").text == "the tabs"
        assert client.get("/gradio").text == "the tabs"  # sent on to the slash


@pytest.fixture
def unvisited(monkeypatch):
    """Nobody has come yet; returns the tabs, and an event that tells when they are loaded."""
    monkeypatch.setattr(house, "WANTED", threading.Event())
    loaded = threading.Event()
    return lambda: loaded.set() or tabs()(), loaded


def test_the_tabs_wait_until_a_page_is_drawn(served, unvisited, monkeypatch):
    monkeypatch.setattr(house, "DRAWN_SECONDS", 0.05)
    load, loaded = unvisited
    with served(load) as client:
        assert client.get("/").text == "a page"
        assert not loaded.wait(0.3)
        house.page_drawn()
        assert loaded.wait(5)


def test_the_tabs_do_not_wait_when_somebody_asks_for_them(served, unvisited):
    with served(unvisited[0]) as client:
        assert client.get("/gradio/").text == "the tabs"


def test_the_tabs_are_loaded_in_the_end_though_nobody_came(served, unvisited, monkeypatch):
    monkeypatch.setattr(house, "PATIENCE_SECONDS", 0.05)
    load, loaded = unvisited
    with served(load):
        assert loaded.wait(5)


def test_a_server_that_ends_before_anybody_came_loads_nothing(served, unvisited):
    load, loaded = unvisited
    with served(load):
        pass
    assert not loaded.is_set()


def test_the_queue_of_the_tabs_lives_as_long_as_the_server(served):
    log = []

    @asynccontextmanager
    async def lifespan(app):
        log.append("begun")
        yield
        log.append("ended")

    with served(tabs(lifespan=lifespan)) as client:
        client.get("/gradio/")
        assert log == ["begun"]
    assert log == ["begun", "ended"]


def test_the_server_answers_before_the_packages_of_the_networks_are_there():
    heavy = "'torch', 'numpy', 'gradio', 'explainer.engines.engine'"
    script = f"import app, sys; print(sorted({{{heavy}}} & set(sys.modules)))"
    command = [sys.executable, "-c", script]
    assert subprocess.check_output(command, cwd=ROOT, text=True).strip() == "[]"


def absent():
    raise ModuleNotFoundError("No module named 'gradio'")


def broken():
    raise RuntimeError("it does not fit")


@pytest.mark.parametrize("load", [absent, broken])
def test_without_gradio_the_pages_go_on(served, load, capsys):
    with served(load) as client:
        answer = client.get("/gradio/")
        assert answer.status_code == 503
        assert "gradio" in answer.text
        assert answer.text.endswith(".")
        assert client.get("/").text == "a page"
        assert client.get("/healthz").json()["ok"]
    assert "no Gradio tab" in capsys.readouterr().err


@pytest.mark.slow
def test_the_real_app_starts_without_gradio(tmp_path, monkeypatch):
    (tmp_path / "gradio.py").write_text("raise ImportError('not installed')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    server = Server()
    try:
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(server.url + "/gradio/", timeout=120)
        assert refused.value.code == 503
        assert "gradio" in refused.value.read().decode()
        with urllib.request.urlopen(server.url + "/", timeout=60) as page:
            assert page.status == 200
    finally:
        server.stop()
