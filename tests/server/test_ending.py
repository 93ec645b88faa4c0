"""Whoever waits is told before the server ends, and the server ends as before."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import urllib.request

import pytest

from benchmarks.visitors.visitor import Visitor
from explainer.server.ending import when_told_to_end
from tests.live import ROOT, Server
from tests.server.loop import finished

TOLD = """
import asyncio, os, signal
from explainer.server.ending import when_told_to_end

async def serving():
    ending = asyncio.Event()
    signal.signal(signal.{name}, lambda *_: print("the server's own"))
    when_told_to_end(ending.set)
    os.kill(os.getpid(), signal.{name})
    await asyncio.wait_for(ending.wait(), 20)
    print("told")

asyncio.run(serving())
"""


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_both_hear_of_it(name):
    command = [sys.executable, "-c", TOLD.format(name=name)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["the server's own", "told"]


def test_in_another_thread_there_are_no_signals():
    async def serving():
        when_told_to_end(lambda: None)

    finished(serving())


ALARMING = ("Traceback", "terminate called", "FATAL", "core dumped", "Exception ignored")


@pytest.mark.slow
@pytest.mark.parametrize("loaded", [0, 1, 2])
def test_ctrl_c_ends_it_quietly_whatever_it_is_about_to_load(tmp_path, loaded):
    """It once crashed where the interpreter ended around the thread that loads the networks."""
    running = Server(log=tmp_path / "log")
    if loaded:
        finished(opened(running.url))
        until_loaded(running.url, loaded)
    else:
        time.sleep(3)  # the packages are imported now, or about to be
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(180) in (0, 1, -signal.SIGINT)
    said = (tmp_path / "log").read_text()
    assert not [word for word in ALARMING if word in said], said


async def opened(url):
    """A page in a visit of its own, as a browser opens it."""
    async with Visitor(url) as visitor:
        await visitor.open("add_noise")


def until_loaded(url, count):
    end = time.monotonic() + 120
    while time.monotonic() < end:
        with urllib.request.urlopen(f"{url}/healthz", timeout=10) as answer:
            if len(json.load(answer)["networks"]) >= count:
                return
        time.sleep(0.02)
    raise TimeoutError("the networks were not loaded")
