"""Streamlit's page goes out with words for two cases in which nothing else could be shown; all else goes untouched."""

from __future__ import annotations

import json
import re

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from explainer.server.arrival import SCRIPT, STREAMLITS, Arrival
from explainer.strings import languages, say, table
from tests.test_streamlit_names import FRONTEND

PAGE = f"<html><head><title>x</title></head><body>{STREAMLITS.decode()}</div></body></html>"
BROWSER = {"accept": "text/html,*/*", "accept-encoding": "gzip", "if-none-match": "y"}


def page(request):
    assert "accept-encoding" not in request.headers
    assert "if-none-match" not in request.headers
    return HTMLResponse(PAGE, headers={"etag": "x", "last-modified": "y"})


@pytest.fixture
def client():
    """A browser at a small app with one page of Streamlit's, one of its own and a text."""
    routes = [
        Route("/", page),
        Route("/own", lambda request: HTMLResponse("<html><head></head></html>")),
        Route("/text", lambda request: PlainTextResponse(PAGE)),
        Route("/sent", lambda request: PlainTextResponse("ok"), methods=["POST"]),
    ]
    return TestClient(Arrival(Starlette(routes=routes)), base_url="http://app.example")


def given(answer):
    """What the page's script is given."""
    (data,) = re.findall(r"noisewalkArrival = (.*);\n", answer.text)
    return json.loads(data)


def test_the_page_is_told_under_which_name_the_server_was_asked(client):
    answer = client.get("/", headers=BROWSER)
    assert given(answer)["asked"] == "app.example"
    assert answer.text.index("<script>") < answer.text.index("<title>")
    assert "</div></body>" in answer.text
    assert answer.headers["content-length"] == str(len(answer.content))
    assert not {"etag", "last-modified"} & set(answer.headers)
    through = client.get("/", headers=BROWSER | {"x-forwarded-host": "outer.example, inner"})
    assert given(through)["asked"] == "outer.example"


def test_it_has_the_words_of_every_language(client):
    words = given(client.get("/", headers=BROWSER))["words"]
    assert words.keys() == languages().keys()
    assert words["de"]["lost"] == say("door.lost", "de")


@pytest.mark.parametrize("name", ["</script><script>alert(1)//", '";alert(1)//', "\u2028"])
def test_no_name_becomes_code(client, name):
    answer = client.get("/", headers=BROWSER | {"x-forwarded-host": name.encode("utf-8")})
    assert answer.text.count("<script>") == answer.text.count("</script>") == 1
    assert isinstance(given(answer)["asked"], str)


def test_everything_else_goes_through_as_it_is(client):
    assert client.get("/own", headers=BROWSER).text == "<html><head></head></html>"
    assert client.get("/text", headers=BROWSER).text == PAGE
    assert client.post("/sent", headers=BROWSER).text == "ok"


def test_only_streamlits_own_dialog_is_put_in_other_words():
    """Our own dialogs speak of Streamlit's command, too."""
    (pattern,) = re.findall(r"LOST = /(.*)/i;", SCRIPT.read_text(encoding="utf-8"))
    for code in languages():
        said = {k: s for k, s in table(code).items() if re.search(pattern, s, re.I)}
        assert not said
    for lost in ("streamlit run yourscript.py", "Unable to connect to Streamlit server"):
        assert lost in FRONTEND and re.search(pattern, lost, re.I)
