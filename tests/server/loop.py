"""Run a coroutine where the test's own thread may have a loop already: Playwright keeps one there."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any


def finished(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What the coroutine returns; its exception, if it raises one."""
    outcome: Future[Any] = Future()

    def work() -> None:
        try:
            outcome.set_result(asyncio.run(coroutine))
        except BaseException as error:
            outcome.set_exception(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return outcome.result()
