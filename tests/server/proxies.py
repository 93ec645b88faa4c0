"""Real proxies before the app, where they are installed: nginx with the file that ships, and Caddy; before several
processes of it, with what docs/hosting.md says.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.live import ROOT

PLACES = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
OURS = (ROOT / "deploy" / "noisewalk.nginx").read_text()
DOCS = (ROOT / "docs" / "hosting.md").read_text()
PROCESS = "X-Process"  # with several behind it, a proxy of the tests tells which one answered
AROUND = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  {site}
}}
"""
CADDY = """{{
	admin off
	auto_https off
}}
http://localhost:{port} {{
	encode zstd gzip
	reverse_proxy 127.0.0.1:{app}
}}
"""


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def program(name: str) -> str:
    """Where it is; without it the test is skipped."""
    found = shutil.which(name, path=PLACES)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@contextmanager
def nginx(app: int, folder: Path, path: str = "/", host: bool = True) -> Iterator[str]:
    """The address of nginx before the app at this port; without `host` it does not pass the browser's name on."""
    site = changed(
        OURS, ("127.0.0.1:8501", f"127.0.0.1:{app}"), ("location / {", f"location {path} {{")
    )
    if not host:
        site = "\n".join(line for line in site.splitlines() if "$http_host" not in line)
    with _nginx(site, folder) as address:
        yield address


@contextmanager
def nginx_before(apps: tuple[int, int], folder: Path) -> Iterator[str]:
    """The same before two processes, which keeps browsers apart."""
    above, inside = re.findall(r"```nginx\n(.*?)```", DOCS, re.S)
    proxy_pass = "        proxy_pass http://127.0.0.1:8501;\n"
    told = f"{inside}        add_header {PROCESS} $upstream_addr;\n"
    site = changed(OURS, (proxy_pass, told), ("\nserver {", f"\n{above}\nserver {{"))
    with _nginx(changed(site, *_ports(apps)), folder) as address:
        yield address


def _ports(apps: tuple[int, int]) -> tuple[tuple[str, str], ...]:
    return tuple((f"127.0.0.1:{8501 + i}", f"127.0.0.1:{app}") for i, app in enumerate(apps))


@contextmanager
def _nginx(site: str, folder: Path) -> Iterator[str]:
    port = free_port()
    here = changed(
        site,
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("listen [::]:80;", ""),
        ("server_name noisewalk.example.org;", "server_name _;"),
    )
    file = folder / "nginx.conf"
    file.write_text(AROUND.format(folder=folder, site=here))
    with running(
        [program("nginx"), "-p", str(folder), "-c", str(file), "-e", str(folder / "e")], port
    ):
        yield f"http://localhost:{port}"


def changed(text: str, *changes: tuple[str, str]) -> str:
    """A text with something else in the place of what stands in it."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


@contextmanager
def caddy(app: int, folder: Path) -> Iterator[str]:
    """The same of Caddy, with what docs/hosting.md says, but for the certificate."""
    port = free_port()
    with _caddy(CADDY.format(port=port, app=app), port, folder) as address:
        yield address


@contextmanager
def caddy_before(apps: tuple[int, int], folder: Path) -> Iterator[str]:
    """The same before two processes."""
    port = free_port()
    (site,) = re.findall(r"```\n([^`]*lb_policy[^`]*)```", DOCS)
    own = "{\n\tadmin off\n\tauto_https off\n}\n"
    told = f"lb_policy cookie\n\t\theader_down {PROCESS} {{http.reverse_proxy.upstream.hostport}}"
    here = ("noisewalk.example.org {", f"http://localhost:{port} {{"), ("lb_policy cookie", told)
    with _caddy(own + changed(site, *here, *_ports(apps)), port, folder) as address:
        yield address


@contextmanager
def _caddy(site: str, port: int, folder: Path) -> Iterator[str]:
    file = folder / "Caddyfile"
    file.write_text(site)
    with running([program("caddy"), "run", "--config", str(file), "--adapter", "caddyfile"], port):
        yield f"http://localhost:{port}"


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    """A program that answers at a port, as long as the block lasts."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise RuntimeError("the proxy did not start")
        yield
    finally:
        process.terminate()
        process.wait(20)
