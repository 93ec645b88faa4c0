"""From the command to the first picture, in a real browser: python benchmarks/startup.py [--json]

Cold is a fresh process and a browser that has never been there; the system's own cache of files is not emptied,
so that it is the second start of a day. Warm is the next visitor of the same process, with an empty browser too.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from benchmarks.pages import FIRST, FLAGS, first_picture
from benchmarks.report import markdown
from benchmarks.visitors.server import START_SECONDS, Server, wait_until_ready

PAGE = "generate"
OWN = f"{PAGE}?network=sprites&words=hero&steps=20&pictures=1&seed=610002"  # nothing of this ships
REST_SECONDS = 3.0  # until a process that was just busy is idle

NAMES = {
    "answers_s": "command until the server answers, s",
    "cold_s": "command until the first picture on Generate, s",
    "ready_s": "command until networks and tabs are loaded, s",
    "warm_s": "the next visitor: page until picture, s",
    "own_seed_s": "a seed that nobody had: page until the first frame, s",
    "visited_mb": "memory after these visits, MB",
    "idle_mb": "memory when nobody has come, MB",
}


def wait_for_answer(url: str) -> None:
    """Until the port is open and something sensible comes out. Raises TimeoutError."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5).close()
            return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError("the app did not start")


def visited(browser: Browser) -> dict[str, float]:
    """One start with somebody who waits for it, and those who come later."""
    with Server() as server:
        wait_for_answer(server.url)
        numbers = {"answers_s": time.perf_counter() - server.started}
        with browser.new_context() as context:
            page = context.new_page()
            page.set_default_timeout(1000 * START_SECONDS)
            page.goto(f"{server.url}/{PAGE}")
            page.wait_for_function(FIRST)
            numbers["cold_s"] = time.perf_counter() - server.started
        wait_until_ready(server.url)
        numbers["ready_s"] = time.perf_counter() - server.started
        for name, link in {"warm_s": PAGE, "own_seed_s": OWN}.items():
            time.sleep(REST_SECONDS)
            with browser.new_context() as context:
                numbers[name] = first_picture(context.new_page(), f"{server.url}/{link}")
        time.sleep(REST_SECONDS)
        numbers["visited_mb"] = server.memory()
    return numbers


def idle_memory() -> float:
    """MB of a process that has loaded everything and waits."""
    with Server() as server:
        wait_until_ready(server.url)
        time.sleep(REST_SECONDS)
        return server.memory()


def measure(repeats: int) -> dict[str, Any]:
    """Every number of every start, in the order of NAMES."""
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        starts = [visited(browser) for _ in range(repeats)]
        browser.close()
    numbers = {name: [round(start[name], 2) for start in starts] for name in starts[0]}
    return {**numbers, "idle_mb": [round(idle_memory(), 2)]}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3, help="starts of the app")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    numbers = measure(options.repeats)
    if options.json:
        print(json.dumps(numbers, indent=1))
        return
    rows = [
        [NAMES[name], f"{statistics.median(values):.2f}", f"{max(values):.2f}"]
        for name, values in numbers.items()
    ]
    print(markdown(("", "median", "worst"), rows))


if __name__ == "__main__":
    main()
