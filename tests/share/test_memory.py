"""What nobody needs goes back to the system."""

import asyncio
import gc
from contextlib import suppress

from explainer.share import memory


def test_nobody_looks_for_garbage_in_what_was_loaded():
    try:
        memory.set_aside()
        assert gc.get_freeze_count() > 10_000
        assert len(gc.get_objects()) < 10_000
    finally:
        gc.unfreeze()


def test_memory_goes_back_again_and_again(monkeypatch):
    done = []
    monkeypatch.setattr(memory, "RETURN_SECONDS", 0.01)
    monkeypatch.setattr(memory, "_glibc", lambda *call: done.append(call))

    async def for_a_moment():
        with suppress(TimeoutError):
            await asyncio.wait_for(memory.returning_memory(), 0.5)

    asyncio.run(for_a_moment())
    assert len(done) > 1 and set(done) == {("malloc_trim", 0)}


def test_what_the_system_does_not_know_is_left_out():
    memory._glibc("no_such_function", 1)
