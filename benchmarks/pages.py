"""How long a visitor waits, in a real browser: python benchmarks/pages.py [PAGE…]

Starts the app, warms every page once, then measures in the page's own clock: from opening a page to its
first picture, and from letting a slider go to the new picture or text. Medians of several times.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # so that it runs as a file, too

from explainer.streamlit_names import Part
from explainer.ui.code.chains import nothing
from explainer.ui.contents import LESSONS
from explainer.ui.page_spec import PageSpec

PICTURED = tuple(page for page in LESSONS if page.code is not nothing)  # all but the glossary
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

# the time at which a picture, or the canvas inside a component, was first there
FIRST = """() => {
  const framed = document.querySelector('MAIN .nw-frame img');
  const canvas = () => [...document.querySelectorAll('MAIN *')]
    .some(e => e.shadowRoot?.querySelector('.xt canvas, .tracks canvas, .film canvas, .plane canvas'));
  return (framed || canvas()) && (window.__seen ??= performance.now());
}""".replace("MAIN", Part.MAIN.selector)

# resolves with the milliseconds from now until what the page shows at `selector` has changed; 5 s at most
CHANGE = """selector => new Promise(resolve => {
  const show = () => [...document.querySelectorAll(selector)].map(e => e.src ?? e.textContent).join();
  const start = performance.now(), before = show();
  const look = () => {
    const now = performance.now() - start;
    if (show() !== before || now > 5000) resolve(now); else requestAnimationFrame(look);
  };
  look();
})"""


@contextmanager
def app() -> Iterator[str]:
    """The app on a free port."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    url = f"http://localhost:{port}"
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(url + "/healthz", timeout=1)
                break
            except OSError:
                time.sleep(0.2)
        yield url
    finally:
        process.terminate()


def first_picture(page: Page, url: str) -> float:
    """Seconds from navigation until a picture is in the page, by the page's own clock."""
    page.goto(url)
    page.wait_for_function(FIRST)
    return float(page.evaluate("window.__seen")) / 1000


def release(page: Page, url: str, label: str, watched: str, times: int = 15) -> float:
    """Median seconds from a key on a slider until the server's answer changes `watched`."""
    page.goto(url)
    slider = page.locator(f'input[type=range][aria-label="{label}"]').locator("visible=true")
    slider.wait_for()
    page.wait_for_timeout(3000)
    took = []
    for _ in range(times):
        page.evaluate(f"s => {{ window.__took = ({CHANGE})(s); }}", watched)
        slider.press("ArrowRight")
        took.append(float(page.evaluate("window.__took")) / 1000)
        page.wait_for_timeout(400)
    return statistics.median(took)


def measure(
    browser: Browser, url: str, pages: Sequence[PageSpec], times: int
) -> dict[str, dict[str, float]]:
    """All figures, pages warm."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(60_000)
    for spec in pages:
        first_picture(page, f"{url}/{spec.address}")
        page.wait_for_timeout(4000)
    opened = {
        spec.name: statistics.median(
            first_picture(page, f"{url}/{spec.address}") for _ in range(times)
        )
        for spec in pages
    }
    text, blur = f"{Part.MAIN.selector} p", ".nw-six figure:nth-child(3) img"
    released = {
        "add_noise": release(page, f"{url}/add_noise", "Timestep t", text),
        "remove_noise": release(page, f"{url}/remove_noise?steps=1", "Your blur σ", blur),
    }
    return {"first_picture_s": opened, "slider_release_s": released}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", help="their names; all if none is given")
    parser.add_argument("--times", type=int, default=3, help="how often each is opened, warm")
    options = parser.parse_args()
    unknown = set(options.pages) - {spec.name for spec in PICTURED}
    if unknown:
        parser.error(f"no page with pictures is called {', '.join(sorted(unknown))}")
    pages = [spec for spec in PICTURED if not options.pages or spec.name in options.pages]
    with app() as url, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for what, figures in measure(browser, url, pages, options.times).items():
            print(what, "  ".join(f"{name} {seconds:.2f}" for name, seconds in figures.items()))
        browser.close()


if __name__ == "__main__":
    main()
