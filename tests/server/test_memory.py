"""What nobody needs goes back to the system."""

import asyncio
import gc

from explainer.server import memory


def test_nobody_looks_for_garbage_in_what_was_loaded():
    try:
        memory.freeze_loaded()
        assert gc.get_freeze_count() > 10_000
        assert len(gc.get_objects()) < 10_000
    finally:
        gc.unfreeze()


def test_memory_goes_back_again_and_again(monkeypatch):
    done = []
    monkeypatch.setattr(memory, "RETURN_SECONDS", 0.01)
    monkeypatch.setattr(memory, "_glibc", lambda *call: done.append(call))
    monkeypatch.setattr(memory.gc, "collect", lambda: done.append("garbage"))

    async def until_it_has_been_twice():
        returning = asyncio.create_task(memory.release_memory_regularly())
        while len(done) < 4:
            await asyncio.sleep(0.01)
        returning.cancel()

    asyncio.run(asyncio.wait_for(until_it_has_been_twice(), 60))
    assert done[:4] == 2 * ["garbage", ("malloc_trim", 0)]


def test_what_the_system_does_not_know_is_left_out():
    memory._glibc("no_such_function", 1)
