"""Everyone can use every page: eyes and hands."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import complaints, unfold_in
from tests.browser.visitor import SHADOWS, slider_of, visit

# one of each kind of frame; test_phone.py asks every page, where no sidebar stands beside it
WIDE = ["start", "generate", "networks"]
# what has the focus, in whatever shadow tree, and whether one sees that it has
FOCUSED = """() => {
  let e = document.activeElement;
  while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
  const seen = (x) => { const s = getComputedStyle(x);
    return s.opacity !== '0' && s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1; };
  return { tag: e.localName, name: e.getAttribute('aria-label') ?? (e.labels?.[0] ?? e).textContent.trim(),
    mark: e.dataset.mark ?? null, own: e.getRootNode() !== document, seen: seen(e) || (e.parentElement !== null && seen(e.parentElement)) };
}"""
# number the controls of this project's own components; a group of radio buttons is one stop
MARK = """all => { let n = 0;
  for (const host of all) {
    for (const e of (host.shadowRoot ?? host).querySelectorAll('button, input, select, [tabindex="0"]')) {
      if (e.dataset.mark || e.disabled || e.tabIndex < 0 || e.role === 'radio') continue;
      if (e.checkVisibility() && !(e.type === 'radio' && !e.checked)) e.dataset.mark = n++;
    } }
  return n; }"""


@pytest.fixture(scope="module")
def large(chromium):
    """A page in a large window, for all of these visits."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()


@pytest.mark.parametrize("name", WIDE)
def test_axe_finds_nothing_serious(large, server, name):
    """With the sidebar and with columns beside each other."""
    visit(large, server, name)
    unfold_in(large, "light")
    found = complaints(large)
    assert not found, "\n" + "\n".join(found)


def walk_by_tab(page: Page, stops: int = 100):
    """Press Tab from the top of the page; what has the focus then, each time."""
    for _ in range(stops):
        page.keyboard.press("Tab")
        yield page.evaluate(FOCUSED)


@pytest.mark.parametrize("name", ["add_noise", "generate", "how_many_steps"])
def test_tab_reaches_every_control_and_one_sees_where_it_is(page, server, name):
    visit(page, server, name)
    slider_of(page, "Timestep t" if name == "add_noise" else "Film").wait_for()
    missing = set(map(str, range(page.eval_on_selector_all(SHADOWS, MARK))))
    assert len(missing) >= 4
    for focus in walk_by_tab(page):
        if focus["mark"] in missing:
            assert focus["name"] or focus["tag"] == "select"
            assert focus["seen"], focus
        missing.discard(focus["mark"])
        if not missing:
            return
    pytest.fail(f"Tab never came to {missing}")


def test_a_picture_is_made_with_the_keyboard_alone(page, server):
    visit(page, server, "generate", "&steps=6&pictures=1&seed=311&words=4")
    button = {"tag": "button", "name": "Generate"}
    assert any(button.items() <= focus.items() for focus in walk_by_tab(page))
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile(r"6 steps, 12 network calls, .* s on this"))).to_be_visible()


def test_arrow_keys_move_the_film(page, server):
    visit(page, server, "generate")
    slider = {"tag": "input", "name": "Film"}
    assert any(slider.items() <= focus.items() for focus in walk_by_tab(page))
    end = slider_of(page, "Film").input_value()
    stands = page.get_by_text(re.compile(r"^step \d+ of \d+ (done )?· t = \d+$"))
    before = stands.inner_text()
    page.keyboard.press("ArrowLeft")
    assert int(slider_of(page, "Film").input_value()) == int(end) - 1
    assert stands.inner_text() != before
    page.keyboard.press("ArrowRight")
    assert stands.inner_text() == before
