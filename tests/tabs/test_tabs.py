"""The shape of the Gradio tabs: a few endpoints in one bounded queue, and nothing else open."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from explainer.tabs import mount
from explainer.tabs.fields import AT_ONCE
from explainer.tabs.tabs import WAITING
from tests.tabs.conftest import endpoint

NAMED = {"add_noise", "remove_noise", "generate", "compare_steps", "redraw", "sharpen", "fill_in"}


def test_programs_find_these_endpoints(blocks):
    shown = {fn.api_name for fn in blocks.fns.values() if fn.api_visibility == "public"}
    assert shown == NAMED


def test_runs_share_one_bounded_queue(blocks):
    runs = [endpoint(blocks, name) for name in NAMED]
    assert {r.concurrency_id for r in runs} == {"network"}
    assert {r.concurrency_limit for r in runs} == {AT_ONCE}
    assert blocks._queue.max_size == WAITING


def test_a_queue_in_which_nobody_waits_hardly_ever_looks(blocks, monkeypatch):
    queue, looks = blocks._queue, []
    real = type(queue).__len__
    monkeypatch.setattr(type(queue), "__len__", lambda self: looks.append(1) or real(self))
    monkeypatch.setattr(queue, "stopped", False)

    async def half_a_second():
        waiting = asyncio.create_task(queue.start_processing())
        await asyncio.sleep(0.5)
        waiting.cancel()

    asyncio.run(half_a_second())
    assert 1 <= len(looks) <= 12


def test_every_run_can_be_stopped(blocks):
    stopped = {i for fn in blocks.fns.values() for i in fn.cancels}
    assert stopped == {endpoint(blocks, name)._id for name in NAMED}


def test_it_is_closed():
    assert mount.CLOSED["allowed_paths"] == []
    assert not mount.CLOSED["show_error"]
    assert not mount.CLOSED["mcp_server"]
    temporary = Path(os.environ["GRADIO_TEMP_DIR"])
    assert temporary.stat().st_mode & 0o077 == 0  # nobody else may enter
