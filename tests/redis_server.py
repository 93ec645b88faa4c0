"""A Redis of the tests' own, which keeps nothing on disk; skipped, saying so, where there is none, but never in CI."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager

import pytest
import redis


@contextmanager
def redis_server():
    """Its address, as long as it is entered."""
    command = shutil.which("redis-server")
    if command is None and not os.environ.get("CI"):
        pytest.skip("there is no redis-server here")
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    options = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
    process = subprocess.Popen(
        [str(command), "--port", str(port), *options], stdout=subprocess.DEVNULL
    )
    url = f"redis://127.0.0.1:{port}"
    try:
        _wait(redis.Redis.from_url(url))
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _wait(client):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            client.ping()
            return
        except redis.ConnectionError:
            time.sleep(0.02)
    raise RuntimeError("Redis did not start")
