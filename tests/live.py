"""The real app in a real browser: `streamlit run app.py` and the system's Chromium, one of each for all tests."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# On a deep link Streamlit's page first asks beside the page's own path, and then at the root.
PROBE = re.compile(r"/\w+/_stcore/(health|host-config)$")


class Server:
    """The app in a process of its own; in another folder, with other surroundings or a log if asked."""

    def __init__(
        self,
        folder: Path = ROOT,
        environment: Mapping[str, str] | None = None,
        log: Path | None = None,
    ) -> None:
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        self.url = f"http://localhost:{port}"
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
        with Path(log or os.devnull).open("wb") as output:
            self.process = subprocess.Popen(
                command,
                cwd=folder,
                env={**os.environ, **(environment or {})},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._wait()

    def _wait(self) -> None:
        for _ in range(240):
            try:
                urllib.request.urlopen(self.url + "/healthz", timeout=1)
                return
            except OSError:
                time.sleep(0.25)
        raise RuntimeError("the app did not start")

    def settle(self) -> None:
        """Until all of it is loaded: most tests shall not meet a server that is busy with itself."""
        with urllib.request.urlopen(f"{self.url}/gradio/config", timeout=120) as answer:
            answer.read()  # its beginning comes before all is there

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


@pytest.fixture(scope="session")
def server():
    running = Server()
    running.settle()
    yield running
    running.stop()


@pytest.fixture
def fresh_server():
    """One that nobody has visited yet."""
    running = Server()
    yield running
    running.settle()  # what is being imported is imported to its end
    running.stop()


@pytest.fixture(scope="session")
def chromium():
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("CI must run the browser tests, and there is no Chromium")
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    """A page that must end without console errors, failed or foreign requests."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []

    def console(message):
        # a failed request is judged below, by its address
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    def response(r):
        if r.status >= 400 and not PROBE.search(r.url):
            complaints.append(f"{r.status} {r.url}")

    def request(r):
        if not re.match(r"(data|blob|about):|(http|ws)s?://localhost[:/]", r.url):
            complaints.append(f"foreign request {r.url}")

    page.on("console", console)
    page.on("pageerror", lambda e: complaints.append(str(e)))
    page.on("response", response)
    page.on("request", request)
    page.set_default_timeout(60_000)
    yield page
    context.close()
    assert not complaints, complaints
