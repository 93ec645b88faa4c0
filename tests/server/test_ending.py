"""Whoever waits is told before the server ends, and the server ends as before."""

from __future__ import annotations

import subprocess
import sys

import pytest

from explainer.server.ending import when_told_to_end
from tests.live import ROOT
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
