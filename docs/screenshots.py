"""The pages as the README shows them: `make screenshots`, in the real app and a real Chromium."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from explainer.streamlit_names import IDLE_APP, Part  # noqa: E402
from explainer.ui.contents import LESSONS, page_of  # noqa: E402
from tests.live import CHROMIUM, FLAGS, Server  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
WINDOW = {"width": 1280, "height": 800}
SETTLING_MS = 4000  # pictures and fonts arrive after the script has ended


def shoot(browser: Browser, address: str, file: Path) -> None:
    """One page as it greets a visitor. Raises RuntimeError if something stands before it."""
    page = browser.new_page(viewport=WINDOW, reduced_motion="reduce")  # no film is caught midway
    page.goto(address)
    page.wait_for_selector("h1", timeout=60_000)
    page.wait_for_timeout(SETTLING_MS)
    page.wait_for_selector(IDLE_APP, timeout=60_000)
    page.wait_for_timeout(SETTLING_MS)
    if page.locator(f'[role="dialog"], {Part.EXCEPTION.selector}').count():
        raise RuntimeError(f"{address} does not show its page alone")
    page.screenshot(path=file)
    page.close()


def main() -> None:
    """Start the app, take all pictures, stop it."""
    server = Server()
    try:
        server.settle()
        with sync_playwright() as p:
            browser = p.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for page in (*LESSONS, page_of("teach")):
                shoot(browser, f"{server.url}/{page.address}", FOLDER / f"{page.name}.png")
            browser.close()
    finally:
        server.stop()


if __name__ == "__main__":
    main()
