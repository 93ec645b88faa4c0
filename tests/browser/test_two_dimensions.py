"""Two dimensions, as a person uses it: choose, go into noise and back, draw, train and stop; by hand and by key."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from explainer.streamlit_names import keyed
from explainer.ui.language import say
from tests.browser.visitor import open_page, settle, slider_of

COLOURS = """c => { const p = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
  const seen = new Set(); for (let i = 0; i < p.length; i += 4) if (p[i + 3]) seen.add(p[i] << 16 | p[i + 1] << 8 | p[i + 2]);
  return seen.size; }"""


def words(name: str) -> str:
    return say(f"two_dimensions.{name}")


def button(page: Page, name: str):
    return page.get_by_role("button", name=words(name), exact=True)


def choose(page: Page, name: str) -> None:
    page.locator(".plane label").filter(has_text=words(name)).click()


def number(page: Page, pattern: str) -> int:
    """The first number that a sentence below the plane says in this place."""
    said = page.locator(".said")
    expect(said).to_have_text(re.compile(pattern))
    return int(re.search(pattern, said.inner_text())[1].replace(",", ""))


def test_a_visitor_chooses_goes_into_noise_and_back(page, server):
    open_page(page, f"{server.url}/two_dimensions?sampler=ddim&steps=50&t=100")
    choose(page, "shape_eight")
    expect(page).to_have_url(re.compile("shape=eight"))
    few = number(page, r"mixes about (\d+) of 120")
    slider_of(page, say("canvas.t")).press("End")
    assert number(page, r"t = 1000, .* about (\d+) of 120") > max(few, 100)
    choose(page, "scene_back")
    many = number(page, r"50 steps, 50 calls .* (\d+) lie on a point")
    page.locator("[data-name=steps] input").fill("2")
    assert number(page, r"2 steps, 2 calls .* (\d+) lie on a point") < many / 4
    expect(page).to_have_url(re.compile("steps=2"))
    choose(page, "toward_second")
    expect(page.locator(".said")).to_have_text(re.compile("nearest to a point of the colour"))
    # pressed from within: at a busy moment a person's second click would come after the end
    page.locator(".timeline").evaluate(
        """line => new Promise((done, fail) => { const play = line.getRootNode().querySelector(".play"); play.click();
        setTimeout(() => fail(Error("it does not play")), 60_000);
        const look = () => line.querySelector("output").textContent.includes("step 0 of 2")
          ? done(play.click()) : requestAnimationFrame(look); look(); })"""
    )
    slider_of(page, words("step")).press("End")
    expect(page.locator(".timeline output")).to_have_text("step 2 of 2 · t = 0")


def test_a_visitor_dares_draws_trains_and_stops(page, server):
    open_page(page, f"{server.url}/two_dimensions")
    page.get_by_role("button", name=say("bridge.do")).click()
    expect(page.locator(keyed("onward"))).to_contain_text(
        re.compile(r"After 2 steps, of \d+ samples")
    )
    page.get_by_role("button", name=say("bridge.back")).click()
    settle(page)
    world = page.locator(".world")
    button(page, "draw").click()
    expect(page.locator(".said")).to_have_text(words("said_empty"))
    box = world.bounding_box()
    page.mouse.move(box["x"] + 90, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 90, box["y"] + box["height"] / 2, steps=80)
    page.mouse.up()
    drawn = number(page, r"of (\d+) points")
    assert drawn > 20
    button(page, "second").click()
    world.press("ArrowUp")
    world.press("Shift+ArrowUp")
    world.press("Space")
    expect(page.locator(".said")).to_have_text(re.compile(f"of {drawn + 1} points"))
    world.press("Backspace")
    expect(page.locator(".said")).to_have_text(re.compile(f"of {drawn} points"))
    button(page, "draw").click()
    choose(page, "scene_learn")
    button(page, "train").click()
    loss = re.compile(r"\b[1-9]\d\d+ updates: the loss is 0\.")
    expect(page.locator(".said")).to_have_text(loss)
    button(page, "stop").click()
    expect(button(page, "go_on")).to_be_visible()
    said = page.locator(".said").inner_text()
    reached, least = map(float, re.findall(r"\b0\.\d{3}", said)[:2])
    assert least < reached < 0.95
    page.evaluate("() => new Promise(r => setTimeout(r, 200))")
    assert page.locator(".said").inner_text() == said  # it has stopped
    assert page.locator(".loss").evaluate(COLOURS) > 2  # a curve and the line below it
    choose(page, "scene_back")
    page.get_by_label(words("learned")).check()
    expect(page.locator(".said")).to_have_text(re.compile("lie on a point"))
