"""After everything that the other files here did to it, what is left of the running app.

Alone, this file first knocks a few times itself; after the others it judges what all of them did.
"""

from __future__ import annotations

import json
import re

import pytest

from tests.security.conftest import API
from tests.security.corpus import CANARY, texts, uploads

pytestmark = pytest.mark.slow

# All files here together left 83 to 93 MB more than there were after the first run: what pages and
# further networks load once, and what the allocator keeps. Kept uploads alone would make several 100.
GROWTH_MB = 200


@pytest.fixture(scope="module", autouse=True)
def knocks(server):
    """Uploads under every name, and calls with every text."""
    for name, (_, data) in zip(texts.NAMES, uploads.some_uploads(len(texts.NAMES)), strict=True):
        answer = server.upload(name, data)
        if answer.status == 200:
            file = {"path": json.loads(answer.body)[0], "meta": {"_type": "gradio.FileData"}}
            server.call("add_noise", file, 500, 7, "digits")
    for text in (t for t in texts.TEXTS if "\ud800" not in t):
        server.call("add_noise", None, 5, 7, f"{CANARY}{text}")
        server.post(f"{API}/call/nothing", {"data": [text]})


def test_it_still_works(server):
    assert server.call("add_noise", None, 500, 7, "digits")[0] == "complete"
    assert server.ask("/").status == 200


def test_nothing_was_written_outside(server):
    assert not server.strangers()


def test_the_log_tells_of_no_failure_and_no_visitor(server):
    log = server.log()
    assert not re.findall(r"Traceback|^\w*(?:Error|Exception)\b.*", log, re.MULTILINE)
    assert CANARY not in log
    assert "passwd" not in log


def test_the_memory_stays_bounded(server):
    assert server.memory_mb() - server.memory_before < GROWTH_MB
