"""The app under a path, itself and behind nginx and Caddy: links, tabs and what they make keep the path."""

from __future__ import annotations

import json
import re
import urllib.request
from urllib.parse import urlsplit

import pytest
from gradio_client import Client
from playwright.sync_api import expect

from explainer.streamlit_names import Class
from explainer.strings import say
from tests.live import Server
from tests.server.proxies import caddy, nginx
from tests.tabs.conftest import PATIENCE

pytestmark = pytest.mark.slow

PATH = "/noisewalk"
expect.set_options(timeout=120_000)


@pytest.fixture(scope="module")
def under_a_path():
    """The app as `--server.baseUrlPath noisewalk` starts it."""
    running = Server(environment={"STREAMLIT_SERVER_BASE_URL_PATH": PATH.strip("/")})
    got(f"{running.url}{PATH}/gradio/config").read()  # until all of it is loaded
    yield running
    running.stop()


@pytest.fixture(scope="module", params=["alone", "nginx", "caddy"])
def address(request, under_a_path, tmp_path_factory):
    """Where the app is found, without the path."""
    port, folder = urlsplit(under_a_path.url).port, tmp_path_factory.mktemp("proxy")
    if request.param == "alone":
        yield under_a_path.url
    else:
        proxy = nginx(port, folder, f"{PATH}/") if request.param == "nginx" else caddy(port, folder)
        with proxy as outer:
            yield outer


def got(address):
    return urllib.request.urlopen(address, timeout=PATIENCE)


def test_pages_and_redirects_keep_the_path(address):
    for place in ("/", "/generate", "/share?lang=de"):
        with got(address + PATH + place) as page:
            assert b'<div id="root">' in page.read()
    with got(f"{address}{PATH}/gradio?__theme=dark") as tabs:
        assert tabs.url == f"{address}{PATH}/gradio/?__theme=dark"


def test_programs_call_the_tabs_under_the_path(address, tmp_path):
    with got(f"{address}{PATH}/gradio/config") as answer:
        assert json.load(answer)["root"] == f"{address}{PATH}/gradio"
    patient = {"timeout": PATIENCE}
    client = Client(
        f"{address}{PATH}/gradio/",
        verbose=False,
        download_files=str(tmp_path),
        httpx_kwargs=patient,
    )
    picture, text = client.predict("digits", "3", 1, 2, "ddim", 7, 1, api_name="/generate")
    assert picture.endswith(".png")
    assert "2 steps" in text


@pytest.mark.browser
def test_a_browser_finds_everything_under_the_path(page, under_a_path, tmp_path):
    with nginx(urlsplit(under_a_path.url).port, tmp_path, f"{PATH}/") as outer:
        page.goto(f"{outer}{PATH}/share")
        expect(page.get_by_role("heading", name="Share", exact=True)).to_be_visible()
        home = f"{outer}{PATH}"
        expect(page.locator(Class.CODE.selector).first).to_contain_text(f"{home}/generate?")
        expect(page.get_by_role("link", name=f"{home}/gradio/")).to_be_visible()
        tabs = page.frame_locator(f'iframe[src*="{PATH}/gradio/"]')
        expect(tabs.get_by_role("tab", name="Generate")).to_be_visible()
        page.get_by_role("link", name="Add noise").first.click()
        expect(page).to_have_url(re.compile(re.escape(f"{home}/add_noise")))


@pytest.mark.browser
def test_a_proxy_that_changes_the_name_is_told_on_the_page(chromium, under_a_path, tmp_path):
    port = urlsplit(under_a_path.url).port
    with (
        nginx(port, tmp_path, f"{PATH}/", host=False) as outer,
        chromium.new_context(locale="de-DE") as context,
    ):
        page = context.new_page()
        page.goto(f"{outer}{PATH}/generate")
        box = page.get_by_role("alert").filter(has_text=say("door.host_title", "de"))
        expect(box).to_be_visible()
        expect(box).to_contain_text(urlsplit(outer).netloc)
        expect(box).to_contain_text(f"127.0.0.1:{port}")
