"""Container, Spaces, service, reverse proxy and their documentation match the app."""

from __future__ import annotations

import configparser
import re
import shlex
import tomllib
from pathlib import Path

import pytest
import yaml

from explainer import pack
from explainer.experiments import settings
from explainer.media import film, limits, reducing, uploads
from explainer.networks import conditions
from explainer.rooms.codes import chance_of_a_guess
from explainer.rooms.limits import Limits
from explainer.server import front_door, routes
from explainer.server.room_changes import WAITING_SECONDS
from explainer.tabs.fields import AT_ONCE
from explainer.tabs.tabs import WAITING
from explainer.ui.playing import film_cache
from tests.memory import DECODING_MB

ROOT = Path(__file__).resolve().parents[1]
DOCS = (ROOT / "docs" / "hosting.md").read_text()
README = (ROOT / "README.md").read_text()
DOCKER = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
PINS = dict(pack.pins(ROOT / "requirements.txt"))
COLOURS = {"red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"}  # the Hub's own


def instructions(name: str) -> list[str]:
    """What follows an instruction of the Dockerfile, each time it stands there."""
    return re.findall(rf"^{name} (.*)$", DOCKER, re.M)


def environment() -> dict[str, str]:
    words = [word for line in instructions("ENV") for word in shlex.split(line)]
    return dict(word.split("=", 1) for word in words)


def docker_space() -> dict[str, object]:
    """The front matter of the README."""
    assert README.startswith("---\n")
    return yaml.safe_load(README.split("---\n")[1])


def gradio_space() -> dict[str, object]:
    """The front matter that the documentation gives for the edition without pages."""
    (block,) = re.findall(r"```yaml\n---\n(.*?)---\n```", DOCS, re.S)
    return yaml.safe_load(block)


# --- container


def test_the_container_has_the_pinned_torch_without_cuda():
    assert instructions("ARG")[0] == f"TORCH={PINS['torch']}"
    first, *_ = instructions("RUN")
    assert "TORCH_INDEX" in first
    assert "whl/cpu" in instructions("ARG")[1]
    assert instructions("FROM") == ["python:3.11-slim"]


def test_the_container_runs_without_privileges_on_its_port():
    assert instructions("USER")[-1] == "1000"
    assert "--uid 1000" in " ".join(instructions("RUN"))
    assert DOCKER.index("\nUSER 1000") < DOCKER.index("\nCMD ")
    port = environment()["STREAMLIT_SERVER_PORT"]
    assert instructions("EXPOSE") == [port] == [str(docker_space()["app_port"])]
    (check,) = instructions("HEALTHCHECK")
    assert f"127.0.0.1:{port}/healthz" in check


def test_the_container_starts_what_the_readme_starts():
    assert instructions("CMD")[-1] == '["streamlit", "run", "app.py"]'
    assert "streamlit run app.py" in README


def test_the_image_has_what_the_app_runs_on_and_no_more():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    taken = {line[1:] for line in ignored if line.startswith("!")}
    assert "*" in ignored
    assert all((ROOT / name).exists() for name in taken)
    # the documents stay outside
    assert set(pack.CONTENTS) - taken == {"README.md", "deploy", "docs"}
    assert not taken - set(pack.CONTENTS)


# --- Spaces


@pytest.mark.parametrize("space", [docker_space, gradio_space])
def test_the_lines_of_a_space_are_those_that_the_hub_takes(space):
    card = space()
    assert {card["colorFrom"], card["colorTo"]} <= COLOURS
    assert len(str(card["short_description"])) <= 60
    assert card["license"] == "mit"
    assert re.search("MIT", (ROOT / "LICENSE").read_text())


def test_the_gradio_space_has_this_gradio_and_this_file():
    card = gradio_space()
    assert (card["sdk"], docker_space()["sdk"]) == ("gradio", "docker")
    assert card["sdk_version"] == PINS["gradio"]
    assert (ROOT / str(card["app_file"])).is_file()


def test_only_weights_are_larger_than_the_hub_takes_by_a_plain_push():
    sizes = {f: f.stat().st_size for f in map(ROOT.joinpath, pack.app_files(ROOT))}
    large = {f.suffix for f, size in sizes.items() if size >= 10_000_000}
    assert large <= {".safetensors"}
    weights = [size for f, size in sizes.items() if f.suffix == ".safetensors"]
    assert max(weights) <= 16 * 2**20 and sum(weights) <= 60_000_000


# --- a server of one's own


def test_the_service_starts_the_app_that_the_documentation_installs():
    service = configparser.RawConfigParser(strict=False)
    service.optionxform = str
    service.read(ROOT / "deploy" / "noisewalk.service")
    folder = service["Service"]["WorkingDirectory"]
    assert service["Service"]["ExecStart"] == f"{folder}/.venv/bin/streamlit run app.py"
    assert f"cd {folder}" in DOCS
    assert f"torch=={PINS['torch']}" in DOCS


def test_the_proxies_let_uploads_and_websockets_through():
    nginx = (ROOT / "deploy" / "noisewalk.nginx").read_text()
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m", nginx)
    assert int(megabytes) * 1_000_000 >= front_door.MAX_UPLOAD
    assert f"max_size {megabytes}MB" in DOCS
    for header in ("Upgrade", "Connection", "Host", "X-Forwarded-Host"):
        assert f"proxy_set_header {header} " in nginx
    assert "proxy_buffering off" in nginx


def test_the_pages_ask_no_other_host():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert config["browser"]["gatherUsageStats"] is False
    assert config["browser"]["serverAddress"] == "localhost"
    assert config["server"]["maxUploadSize"] * 1_000_000 == limits.MAX_BYTES


# --- words

ROOMS = Limits()
ROOMS_SAID = (
    f"{ROOMS.rooms}, of them {ROOMS.rooms_of_a_caller} opened from one address; {ROOMS.members} pupils each",
    f"{ROOMS.absence / 60:.0f} minutes without a sign of the teacher",
    f"{ROOMS.questions} results, {ROOMS.posts} screens on the wall, of them {ROOMS.posts_of_a_member} of one pupil",
    f"{ROOMS.acts} acts a minute",
    f"{ROOMS.wrong_of_a_caller} a minute from one address, {ROOMS.wrong_in_all} a minute in all",
    f"1 in {round(1 / chance_of_a_guess(ROOMS), -4):,.0f}",
    f"1 in {round(1 / chance_of_a_guess(ROOMS, ROOMS.rooms), -2):,.0f}",
    f"after {WAITING_SECONDS:.0f} seconds",
)


def test_the_documentation_gives_the_limits_that_hold():
    said = re.sub(r"\s+", " ", DOCS)
    for sentence in (
        f"{limits.MAX_BYTES // 10**6} MB; {uploads.MAX_PIXELS['JPEG'] // 10**6} million pixels as JPEG",
        f"{uploads.MAX_PIXELS['HEIF'] // 10**6} million as HEIC or AVIF",
        f"{uploads.MAX_PIXELS['PNG'] // 10**6} million as PNG, TIFF or BMP",
        f"{uploads.MAX_PIXELS_ELSE // 10**6} million as WebP or GIF",
        f"takes up to {DECODING_MB} MB for a moment",
        f"{reducing.KEPT_PIXELS // 10**6} million pixels are kept",
        f"{settings.MAX_STEPS} steps, {settings.MAX_PICTURES} pictures, steps × pictures {settings.MAX_WORK}",
        f"guidance {settings.MAX_GUIDANCE:g}",
        f"{WAITING} waiting, {AT_ONCE} at once",
        f"{conditions.MAX_WORDS} words of weight {conditions.MAX_WEIGHT:g} a prompt",
        f"{film.MAX_FRAMES} frames",
        f"films cached for all visitors | {film_cache.FILM_BYTES // 10**6} MB |",
        f"{front_door.MAX_BODY // 10**6} MB |",
        f"{front_door.FrontDoor(routes.routes).visitors} (`EXPLAINER_VISITORS`)",
        *ROOMS_SAID,
    ):
        assert sentence in said, sentence
