"""How fast a visitor's own browser runs the networks, and how near its pictures are to the server's:

    python benchmarks/browser.py [--json]

Headless Chromium opens the page Generate with “Run on my device”; a guided step is one call with two rows
for each picture. Times are the browser's own, of the second run in a tab: during the first one it still translates
the runtime. Needs the runtime (python -m explainer.server.device_runtime) and the networks' files (python -m explainer.engines.onnx_files).
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import shutil
import statistics
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from torch import Tensor

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from benchmarks.pages import FLAGS, app
from explainer.core.metrics import psnr
from explainer.engines.codecs import decoded
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.media.pictures import from_pixels
from explainer.networks.checkpoints import load_checkpoint
from explainer.server import device

W = 2.0
# keeps every message to the film player
LISTEN = """document.addEventListener("noisewalk-frames", () => {
  globalThis.received = [...(globalThis.received ?? []), ...globalThis.noisewalkFrames];
})"""
RESULT = """() => globalThis.received?.flatMap(m => m.tracks[0].frames).find(f => f.t === 0)?.src"""
# another run is over
AGAIN = """() => noisewalkDevice.id !== before && noisewalkDevice.said?.text && !noisewalkDevice.said.running"""
FAILURE = """() => globalThis.noisewalkDevice?.said?.failed && noisewalkDevice.said.text"""


def settings_of(network: str, sampler: str, steps: int, seed: int) -> Settings:
    """One guided picture."""
    words = load_checkpoint(network).card.first_prompt.split(";")[0]
    return Settings(network, sampler, steps, W, words, (seed,))


def link(url: str, s: Settings) -> str:
    """The page with these settings and the switch on."""
    settings = {"network": s.network, "sampler": s.sampler, "steps": s.steps, "w": s.w}
    more = {"words": s.words, "seed": s.seeds[0], "pictures": 1, "on_device": "true"}
    return f"{url}/generate?{urlencode(settings | more)}"


def in_browser(browser: Browser, url: str, s: Settings, patience: float) -> dict[str, Any]:
    """The result's pixels and the milliseconds of each step."""
    page = browser.new_page()
    page.add_init_script(LISTEN)
    begin = time.perf_counter()
    page.goto(link(url, s))
    page.wait_for_function(f"() => ({RESULT})() ?? ({FAILURE})()", timeout=1000 * patience)
    whole = time.perf_counter() - begin
    if failure := page.evaluate(FAILURE):
        raise RuntimeError(failure)
    source = str(page.evaluate(RESULT))
    first = float(page.evaluate("noisewalkDevice.times[0]"))
    page.evaluate("globalThis.before = noisewalkDevice.id")
    page.get_by_role("button", name="Generate", exact=True).click()
    page.wait_for_function(AGAIN, timeout=1000 * patience)
    times = [float(t) for t in page.evaluate("noisewalkDevice.times")]
    page.close()
    picture = Image.open(io.BytesIO(base64.b64decode(source.split(",")[1])))
    return {
        "pixels": np.array(picture.convert("RGB")),
        "times": times,
        "first": first,
        "whole": whole,
    }


def on_server(s: Settings) -> tuple[Tensor, list[float]]:
    """The same picture by this process's own engine, and the milliseconds of each step."""
    times, states, steps = [], [], generate(s)
    for _ in range(s.steps):
        begin = time.perf_counter()
        states.append(next(steps).x_next)
        times.append(1000 * (time.perf_counter() - begin))
    (picture,) = decoded(load_checkpoint(s.network), states[-1])
    return picture.clamp(-1, 1).expand(3, -1, -1), times


def measure(browser: Browser, url: str, s: Settings, patience: float) -> dict[str, Any]:
    """All figures of one network. The browser and the server take turns, never both at once."""
    seen = in_browser(browser, url, s, patience)
    expected, times = on_server(s)
    return {
        "network": s.network,
        "sampler": s.sampler,
        "steps": s.steps,
        "ms_per_step": round(statistics.median(seen["times"]), 1),
        "ms_per_step_p95": round(float(np.percentile(seen["times"], 95)), 1),
        "first_step_ms": round(seen["first"], 1),
        "opening_to_result_s": round(seen["whole"], 1),
        "server_ms_per_step": round(statistics.median(times[1:]), 1),
        "psnr_db": round(psnr(from_pixels(seen["pixels"]), expected), 1),
    }


def main() -> int:
    """Measure and print; 2 with a sentence where something is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", nargs="+", default=["digits", "sprites"])
    parser.add_argument("--sampler", default="ddim")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--patience", type=float, default=300, help="seconds for one picture")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if missing := [name for name in options.network if device.sources(name) is None]:
        print(
            f"Not ready: {', '.join(missing)}. Run python -m explainer.server.device_runtime and "
            f"python -m explainer.engines.onnx_files {' '.join(missing)} first.",
            file=sys.stderr,
        )
        return 2
    with app() as url, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        rows = [
            measure(
                browser,
                url,
                settings_of(name, options.sampler, options.steps, options.seed),
                options.patience,
            )
            for name in options.network
        ]
        browser.close()
    if options.json:
        print(json.dumps(rows, indent=1))
        return 0
    for row in rows:
        print("  ".join(f"{key} {value}" for key, value in row.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
