"""A phone, in the dark, of somebody who wants no motion: each page is opened once, looked at as it comes, then unfolded,
and then in the light.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from explainer.streamlit_names import Part
from explainer.ui.contents import PAGES
from tests.browser.axe import OF_COLOURS, complaints, unfold_in
from tests.browser.visitor import SHADOWS, slider_of, visit

WIDTH, HEIGHT = 390, 844
# the whole page, and what scrolls in it
WIDTHS = f"""() => [document.scrollingElement, document.querySelector('{Part.MAIN.selector}')]
  .map(e => e.scrollWidth)"""
# this project's own elements that move by themselves, or would when something changes
MOVING = """hosts => {
  const roots = hosts.map(h => h.shadowRoot ?? h);
  const own = [...document.querySelectorAll('[class^="nw-"]'), ...roots.flatMap(r => [...r.querySelectorAll('*')])];
  const moves = (e) => { const s = getComputedStyle(e);
    return s.animationName !== 'none' || s.transitionDuration.split(',').some(d => parseFloat(d) > 0)
      || s.scrollBehavior === 'smooth'; };
  return own.filter(e => moves(e) || e.getAnimations().length).map(e => e.outerHTML.slice(0, 120)); }"""


class Opened(NamedTuple):
    """A page, unfolded, and what it was like before."""

    name: str
    page: Page
    widest: int  # pixels
    first_fold: float  # where what is folded begins, pixels from the top; where the page ends, if nothing is


@pytest.fixture(scope="module")
def phone(chromium):
    context = chromium.new_context(
        viewport={"width": WIDTH, "height": HEIGHT},
        reduced_motion="reduce",
        color_scheme="dark",
        has_touch=True,
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()


@pytest.fixture(scope="module", params=PAGES, ids=lambda page: page.name)
def opened(request, phone, server):
    name = request.param.name
    visit(phone, server, name, "&steps=5&steps_b=10&words=2")
    was = Opened(name, phone, max(phone.evaluate(WIDTHS)), first_fold(phone))
    unfold_in(phone, "dark")
    return was


def first_fold(page: Page) -> float:
    folds = page.locator(f"{Part.MAIN.selector} summary").filter(visible=True)
    own = [box["y"] for fold in folds.all()[1:] if (box := fold.bounding_box())]  # the first asks
    whole: int = page.locator(Part.MAIN.selector).evaluate("main => main.scrollHeight")
    return min(own, default=whole)


@contextmanager
def in_the_light(page: Page) -> Iterator[Page]:
    """The page as it is by day; for the next test, night comes again."""
    page.emulate_media(color_scheme="light")
    try:
        yield page
    finally:
        page.emulate_media(color_scheme="dark")


def test_no_page_is_wider_than_a_phone(opened):
    assert max(opened.widest, *opened.page.evaluate(WIDTHS)) <= WIDTH


def test_what_is_folded_begins_within_three_screens(opened):
    if opened.name not in {"glossary", "teach"}:  # lists to look things up in
        assert opened.first_fold < 3 * HEIGHT


def test_axe_finds_nothing_serious(opened):
    found = complaints(opened.page)
    assert not found, "\n" + "\n".join(found)


def test_pictures_can_be_heard(opened):
    names = opened.page.eval_on_selector_all("img.alt, .nw-frame img", "all => all.map(i => i.alt)")
    assert names
    assert all(name.strip() for name in names)


def test_nothing_moves(opened):
    assert opened.page.eval_on_selector_all(SHADOWS, MOVING) == []


def test_colours_can_be_told_apart_in_the_light(opened):
    """The last test of a page: it turns the light on, and what no theme changes is as it was."""
    with in_the_light(opened.page) as page:
        unfold_in(page, "light")
        found = complaints(page, OF_COLOURS)
    assert not found, "\n" + "\n".join(found)


def test_a_film_is_a_few_pictures(phone, server):
    visit(phone, server, "generate", "&steps=30&pictures=1&words=4")
    slider = slider_of(phone, "Film")
    slider.evaluate(
        """s => { window.stops = new Set(); const o = s.getRootNode().querySelector('output');
        new MutationObserver(() => window.stops.add(o.textContent)).observe(o, {childList: true}); }"""
    )
    phone.get_by_role("button", name="Play").click()
    expect(phone.get_by_role("button", name="Pause")).to_be_visible()
    expect(phone.get_by_role("button", name="Play")).to_be_visible()
    assert 2 <= phone.evaluate("window.stops.size") <= 10
    assert int(slider.get_attribute("max")) > 20
