"""A running app in a house of glass: its folder, home, temporary files, log and memory can be looked at."""

from __future__ import annotations

import http.client
import json
import shutil
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.live import ROOT, Server
from tests.tabs.conftest import PATIENCE, tabs, tiny

__all__ = ["tabs", "tiny"]

NEEDED = ("app.py", "explainer", "pages", "checkpoints", ".streamlit", "requirements.txt")
API = "/gradio/gradio_api"
SENTINEL = "nw-sentinel-77a0"  # stands in every file that nobody may be served


class Answer:
    """Status, headers and body of one answer."""

    def __init__(self, response: http.client.HTTPResponse, limit: int | None = None) -> None:
        self.status = response.status
        self.headers = {key.lower(): value for key, value in response.getheaders()}
        self.body = response.read() if limit is None else response.read(limit)

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


class GlassHouse:
    """The app as `streamlit run app.py` starts it, from a copy of the project."""

    def __init__(self, around: Path) -> None:
        self.folder, self.home = around / "project", around / "home"
        self.temporary, self.log_file = around / "tmp", around / "log"
        for part in NEEDED:
            source, target = ROOT / part, self.folder / part
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, target)
        for place in (self.folder, around, self.folder / "explainer", self.home, self.temporary):
            place.mkdir(exist_ok=True)
            (place / "secret.txt").write_text(SENTINEL)
        surroundings = {
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.around, self.before = around, self.files(around)
        self.server = Server(self.folder, surroundings, self.log_file)
        self.url = self.server.url
        self.host = urlsplit(self.url).netloc

    @staticmethod
    def files(place: Path) -> dict[str, tuple[int, int]]:
        """Size and time of each file."""
        return {
            str(file): (file.stat().st_size, file.stat().st_mtime_ns)
            for file in place.rglob("*")
            if file.is_file()
        }

    def strangers(self) -> list[str]:
        """Files that are new or changed, but for the log and what Gradio keeps in its own folder."""
        own = (str(self.log_file), str(self.temporary / "noisewalk-"))
        now = self.files(self.around)
        return [f for f in now if now[f] != self.before.get(f) and not f.startswith(own)]

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def memory_mb(self) -> int:
        with urllib.request.urlopen(self.url + "/healthz", timeout=PATIENCE) as answer:
            return int(json.load(answer)["memory_mb"])

    def ask(self, path, method="GET", body=None, headers=(), limit=None) -> Answer:
        """One request, its path byte for byte as given."""
        connection = http.client.HTTPConnection(self.host, timeout=PATIENCE)
        # the library would refuse what the server is to refuse
        connection._validate_path = connection._validate_method = lambda text: None
        named = {"Host": self.host, **dict(headers)}
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        if body is not None and not {"Content-Length", "Transfer-Encoding"} & named.keys():
            named["Content-Length"] = str(len(body))
        for key, value in named.items():
            connection.putheader(key, value)
        connection.endheaders(body)
        try:
            return Answer(connection.getresponse(), limit)
        finally:
            connection.close()

    def post(self, path: str, data: object) -> Answer:
        """Something as JSON, or bytes as they are."""
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        return self.ask(path, "POST", body, {"Content-Type": "application/json"})

    def upload(self, name: str, data: bytes) -> Answer:
        """One file to Gradio, under any name."""
        name = name.replace('"', "%22").replace("\r", "").replace("\n", " ")
        head = f'--edge\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        body = head.encode() + b"Content-Type: image/png\r\n\r\n" + data + b"\r\n--edge--\r\n"
        kind = {"Content-Type": "multipart/form-data; boundary=edge"}
        return self.ask(f"{API}/upload", "POST", body, kind)

    def call(self, name: str, *inputs: object) -> tuple[str, object]:
        """How a run of an endpoint ended, "complete" or "error", and what it said."""
        begun = self.post(f"{API}/call/{name}", {"data": inputs})
        if begun.status != 200:
            return "error", begun.text
        path = f"{API}/call/{name}/{json.loads(begun.body)['event_id']}"
        lines = self.ask(path).text.strip().splitlines()
        event, data = lines[-2].removeprefix("event: "), lines[-1].removeprefix("data: ")
        return event, json.loads(data)

    def stop(self) -> None:
        self.server.stop()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """Warm: both networks loaded, the tabs there, one run made."""
    house = GlassHouse(tmp_path_factory.mktemp("glass"))
    try:
        house.ask("/gradio/config")
        end = time.monotonic() + PATIENCE
        while len(json.loads(house.ask("/healthz").body)["networks"]) < 2:
            assert time.monotonic() < end, "the networks do not load"
            time.sleep(0.5)
        assert house.call("add_noise", None, 500, 7, "digits")[0] == "complete"
        house.memory_before = house.memory_mb()
        yield house
    finally:
        house.stop()


def is_sentence(text: object) -> bool:
    """What a visitor may be shown: words, not the inside of the app."""
    inside = ("Traceback", "Error:", "Exception", "object at 0x", 'File "', "site-packages", ".py")
    return (
        isinstance(text, str)
        and 10 < len(text) < 500
        and text.rstrip().endswith(".")
        and not any(word in text for word in inside)
    )
