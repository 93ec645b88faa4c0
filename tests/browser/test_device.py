"""A visitor's own browser runs the network: the real runtime, the real file, the real app."""

from __future__ import annotations

import base64
import io
import os
import re
import subprocess
import sys
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, TimeoutError, expect

from explainer.core.metrics import psnr
from explainer.core.samplers import last
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.experiments.views import new_film
from explainer.media.pictures import from_pixels
from explainer.streamlit_names import keyed
from tests import latents
from tests.live import ROOT, Server

DIGITS = "generate?network=digits&on_device=true&words=3&pictures=1"
LATENT = "generate?network=tiny-latent&on_device=true&words=a&pictures=1"
# everything that the film player is told
LISTEN = """document.addEventListener("noisewalk-frames", () => {
  globalThis.heard = [...(globalThis.heard ?? []), ...globalThis.noisewalkFrames];
})"""

# how the worker's run ends, and whether anybody wanted it then
NOTE_END = """noisewalkDevice.worker.addEventListener("message", ({ data }) => {
  if (!data.done && data.stopped === undefined) return;
  globalThis.end = { stopped: data.stopped !== undefined, wanted: noisewalkDevice.id !== null };
})"""


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory, latent_folder):
    """Of an app where runtime and networks lie ready: fetched and exported by the commands that the docs name."""
    folder = tmp_path_factory.mktemp("engines")
    environment = {
        "EXPLAINER_ENGINE_FILES": str(folder),
        "EXPLAINER_ENGINE": "torch",
        "EXPLAINER_CHECKPOINTS": str(latent_folder),
    }
    for command in (
        ["explainer.server.device_runtime"],
        ["explainer.engines.onnx_files", "digits", latents.NAME],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if "could not be fetched" in done.stderr and not os.environ.get("CI"):  # there it must run
            pytest.skip(done.stderr)
        assert done.returncode == 0, done.stderr
    return environment


@pytest.fixture(scope="module")
def at_home(surroundings):
    """The app there."""
    running = Server(environment=surroundings)
    running.settle()
    yield running
    running.stop()


def says(page: Page, pattern: str) -> None:
    expect(page.locator(".device output")).to_have_text(re.compile(pattern), timeout=120_000)


def picture(source: str, mode: str = "L") -> np.ndarray:
    return np.array(Image.open(io.BytesIO(base64.b64decode(source.split(",")[1]))).convert(mode))


def test_its_picture_is_the_servers(page, at_home):
    page.add_init_script(LISTEN)
    page.goto(f"{at_home.url}/{DIGITS}&seed=21&steps=6&sampler=ddpm")
    says(page, "^6 steps, 12 network calls, .* on your device")
    heard = page.evaluate("heard")
    frames = [frame for message in heard for frame in message["tracks"][0]["frames"]]
    assert [frame["step"] for frame in frames] == [1, 2, 3, 4, 5, 6, 6]
    here = picture(frames[-1]["src"])[..., None]
    there = last(generate(Settings("digits", "ddpm", 6, 2.0, "3", (21,)))).x_next
    assert psnr(from_pixels(here), there[0].clamp(-1, 1)) > 35
    slider = page.locator("input[type=range][aria-label=Film]")
    expect(slider).to_have_attribute("aria-valuetext", "step 6 of 6 done · t = 0")
    slider.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "step 1 of 6 · t = 1000")


def test_a_film_in_latents_is_the_servers_too(page, at_home, tiny_latent):
    page.add_init_script(LISTEN)
    page.goto(f"{at_home.url}/{LATENT}&seed=21&steps=5&sampler=ddpm")
    says(page, "^5 steps, 10 network calls, .* on your device.* to decode latents into pictures")
    heard = page.evaluate("heard")
    settings = Settings(tiny_latent, "ddpm", 5, 2.0, "a", (21,))
    film = new_film(settings)
    for step in generate(settings):
        film.add(step)
    for k, part in enumerate(("x_t", "x0", "eps")):
        frames = [frame for message in heard for frame in message["tracks"][k]["frames"]]
        wanted = [getattr(frame, part) for frame in film.frames]
        wanted += [film.result] if part == "x_t" else []
        for frame, (there,) in zip(frames, wanted, strict=True):
            here = picture(frame["src"], "RGB")
            assert np.abs(here.astype(int) - there).max() <= 2, part  # a rounding


def test_two_walks_in_turns_are_those_of_the_server(page, at_home):
    page.add_init_script(LISTEN)
    walks = "how_many_steps?network=digits&on_device=true&words=3&steps_a=3&steps_b=7"
    page.goto(f"{at_home.url}/{walks}&seed=24&sampler=ddpm")
    says(page, r"^10 steps, 20 network calls, .* on your device: \d+ ms per step\. .* dB")
    heard = page.evaluate("heard")
    pictures = []
    for k, n in enumerate((3, 7)):
        frames = [frame for message in heard for frame in message["tracks"][k]["frames"]]
        assert [frame["step"] for frame in frames] == [*range(1, n + 1), n]
        pictures.append(from_pixels(picture(frames[-1]["src"])[..., None]))
        settings = Settings("digits", "ddpm", n, 2.0, "3", (24,), shared_path=True)
        there = last(generate(settings)).x_next
        assert psnr(pictures[k], there[0].clamp(-1, 1)) > 35
    says(page, f"closeness {psnr(*pictures):.1f} dB")
    said = [text.splitlines()[:2] for text in page.locator(".numbers").all_inner_texts()]
    assert said == [["3 steps", "6 network calls"], ["7 steps", "14 network calls"]]


def let_the_server(page):
    """Turn the switch off. A press that meets the very moment in which the page sets the switch is lost, as everywhere
    in Streamlit, and is made again.
    """
    for _ in range(3):
        page.locator(f"{keyed('on_device')} label").click()
        try:
            page.wait_for_function("globalThis.noisewalkDevice.id === null", timeout=20_000)
            return
        except TimeoutError:
            assert page.locator(f"{keyed('on_device')} input").is_checked()
    raise AssertionError("the switch stays on")


def test_it_stops_at_once_starts_anew_and_gives_way_to_the_server(page, at_home):
    page.goto(f"{at_home.url}/{DIGITS}&seed=22&steps=200&sampler=ddim")
    says(page, r"^step \d+ of 200")
    page.get_by_role("button", name="Stop", exact=True).click()
    says(page, r"^Stopped at step \d+ of 200\.$")
    page.get_by_role("button", name="Generate", exact=True).click()
    says(page, r"^step \d+ of 200")
    page.evaluate(NOTE_END)
    page.get_by_text("More", exact=True).click()
    let_the_server(page)  # ends it, too
    # a fast server may be through before a busy browser has drawn a step
    calls = re.compile("of 200 · .* network calls|200 steps, 400 network calls, .* on this server")
    expect(page.get_by_text(calls)).to_be_visible()
    end = page.wait_for_function("globalThis.end").json_value()
    assert end["stopped"] or end["wanted"]  # a fast device may be through before


@pytest.fixture
def unable(chromium):
    """A page whose browser is not given the runtime; the complaints about that are part of it."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def test_where_it_cannot_the_server_does(unable, at_home):
    page = unable
    page.route("**/*.wasm", lambda route: route.abort())
    page.goto(f"{at_home.url}/{DIGITS}&seed=23&steps=3&sampler=ddim")
    says(page, "^Your device could not run the network")
    page.get_by_role("button", name="Run it on this server").click()
    expect(
        page.get_by_text(re.compile("3 steps, 6 network calls, .* on this server"))
    ).to_be_visible()
    expect(page).not_to_have_url(re.compile("on_device"))  # the address comes last


def test_under_a_path_everything_is_fetched_from_below_it(page, surroundings):
    fetched = set()
    page.on("request", lambda request: fetched.add(urlsplit(request.url).path))
    running = Server(environment={**surroundings, "STREAMLIT_SERVER_BASE_URL_PATH": "noisewalk"})
    try:
        page.goto(f"{running.url}/noisewalk/{DIGITS}&seed=21&steps=2&sampler=ddim")
        says(page, "^2 steps, 4 network calls, .* on your device")
        page.goto("about:blank")  # or the page would miss its server
    finally:
        running.stop()
    for part in ("/device/worker-", ".mjs", ".wasm", ".onnx"):
        paths = [path for path in fetched if part in path]
        assert paths and all(path.startswith("/noisewalk/device/") for path in paths), part
