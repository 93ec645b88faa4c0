"""Real proxies before the app, where they are installed: nginx with the file that ships, and Caddy."""

from __future__ import annotations

import os
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
    port, site = free_port(), OURS
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("listen [::]:80;", ""),
        ("server_name noisewalk.example.org;", "server_name _;"),
        ("127.0.0.1:8501", f"127.0.0.1:{app}"),
        ("location / {", f"location {path} {{"),
    ):
        assert old in site
        site = site.replace(old, new)
    if not host:
        site = "\n".join(line for line in site.splitlines() if "$http_host" not in line)
    file = folder / "nginx.conf"
    file.write_text(AROUND.format(folder=folder, site=site))
    with running(
        [program("nginx"), "-p", str(folder), "-c", str(file), "-e", str(folder / "e")], port
    ):
        yield f"http://localhost:{port}"


@contextmanager
def caddy(app: int, folder: Path) -> Iterator[str]:
    """The same of Caddy, with what docs/hosting.md says, but for the certificate."""
    port, file = free_port(), folder / "Caddyfile"
    file.write_text(CADDY.format(port=port, app=app))
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
